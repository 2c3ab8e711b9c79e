import CPerfgateHost
import PerfgateHost
import Synchronization

/// What the spans of a monitor record into.
///
/// Threads record into stripes, each under its own lock, so two threads meet only where one of them
/// was put to sleep in the middle, or all is read. Locks are taken in this order: stripe, registry,
/// totals of a stage.
// All that changes is atomic or reached under a lock.
final class MonitorCore: @unchecked Sendable {
  /// What spans do as they begin.
  enum Mode {
    /// Nothing.
    static let off: UInt8 = 0
    /// They are counted.
    static let counting: UInt8 = 1
    /// They are counted, and recorded or observed one by one.
    static let detailed: UInt8 = 2
  }

  /// What decides over the mode.
  private struct Switches {
    var isOn = false
    var ring: SpanRing?
    var observers: [any MonitorObserver] = []
    var progressInterval: Int64 = 0
    /// Made anew whenever something changes; `nil` where nobody wants to know of single spans.
    var witness: SpanWitness?
    /// Who has observers is kept by them: nobody else may.
    var observed: PerformanceMonitor?

    func makeWitness() -> SpanWitness? {
      guard ring != nil || !observers.isEmpty else { return nil }
      return SpanWitness(ring: ring, observers: observers, progressInterval: progressInterval)
    }

    var mode: UInt8 {
      guard isOn else { return Mode.off }
      return witness == nil ? Mode.counting : Mode.detailed
    }
  }

  /// So far apart that stripes share no cache line, nor the pair that processors fetch together.
  private static let stride = 128

  let clock: MonitorClock
  let mode = Atomic<UInt8>(Mode.off)
  let generation = Atomic<UInt32>(0)
  let registry = Mutex(StageRegistry())
  let literals = LiteralTable()
  let stripeCount: Int
  private let stripes: UnsafeMutableRawPointer
  private let switches = Mutex(Switches())

  /// Creates a core for `CorePool`, which never lets go of it.
  init(clock: MonitorClock) {
    self.clock = clock
    let wanted = min(64, 2 * HostThreads.onlineProcessors())
    var count = 4
    while count < wanted { count *= 2 }
    stripeCount = count
    stripes = .allocate(byteCount: count * Self.stride, alignment: Self.stride)
    for index in 0..<count {
      (stripes + index * Self.stride)
        .initializeMemory(as: RecordingStripe.self, to: RecordingStripe())
    }
  }

  /// A stripe by its number.
  @inline(__always)
  func stripe(_ index: Int) -> UnsafeMutablePointer<RecordingStripe> {
    (stripes + index &* Self.stride).assumingMemoryBound(to: RecordingStripe.self)
  }
}

// MARK: - Life

extension MonitorCore {
  /// A monitor takes the core.
  ///
  /// - Returns: The generation of what belongs to the monitor.
  func open(_ options: MonitorOptions) -> UInt32 {
    FastClock.discipline()
    var next = generation.load(ordering: .relaxed) &+ 1
    // 0 is what stripes have that nobody uses.
    if next == 0 { next = 1 }
    let now = clock.nowNanoseconds
    for index in 0..<stripeCount {
      let stripe = stripe(index)
      stripe.pointee.lock.lock()
      stripe.pointee.generation = next
      stripe.pointee.memoryInterval = options.memoryInterval?.wholeNanoseconds ?? 0
      stripe.pointee.nextMemoryLook = options.memoryInterval == nil ? .max : now
      stripe.pointee.lock.unlock()
    }
    change {
      $0.isOn = options.isEnabled
      $0.ring = options.traceCapacity > 0 ? SpanRing(capacity: options.traceCapacity) : nil
      $0.progressInterval = options.progressInterval.wholeNanoseconds
    }
    generation.store(next, ordering: .releasing)
    return next
  }

  /// The monitor is no more.
  ///
  /// Spans that have not ended will find the stripes closed.
  func close() {
    change { $0 = Switches() }
    generation.wrappingAdd(1, ordering: .releasing)
    for index in 0..<stripeCount {
      let stripe = stripe(index)
      stripe.pointee.lock.lock()
      stripe.pointee.generation = 0
      stripe.pointee.clear()
      stripe.pointee.lock.unlock()
    }
    registry.withLock { $0 = StageRegistry() }
    literals.clear()
  }

  /// Whether the monitor of a generation still uses the core.
  @inline(__always)
  func isOpen(_ generation: UInt32) -> Bool {
    self.generation.load(ordering: .relaxed) == generation
  }

  /// Whether spans that begin are recorded.
  var isOn: Bool {
    get { mode.load(ordering: .relaxed) != Mode.off }
    set { change { $0.isOn = newValue } }
  }

  /// Who wants to know of every span; `nil` where nobody does.
  var witness: SpanWitness? { switches.withLock { $0.witness } }

  /// Adds an observer of a monitor, which is there until observers are removed.
  func add(observer: any MonitorObserver, of monitor: PerformanceMonitor) {
    change {
      $0.observers.append(observer)
      $0.observed = monitor
    }
  }

  /// Forgets all observers.
  func removeObservers() {
    change {
      $0.observers = []
      $0.observed = nil
    }
  }

  private func change(_ edit: (inout Switches) -> Void) {
    let before = switches.withLock { switches in
      let before = switches
      edit(&switches)
      switches.witness = switches.makeWitness()
      mode.store(switches.mode, ordering: .relaxed)
      return before
    }
    // An observer that goes may use the monitor once more: it goes outside of the lock.
    withExtendedLifetime(before) {}
  }
}

// MARK: - Stripes

extension MonitorCore {
  /// Locks the stripe of the calling thread, or another one where that is taken.
  @inline(__always)
  func takeStripe() -> UnsafeMutablePointer<RecordingStripe> {
    let own = Int(perfgate_thread_number()) & (stripeCount &- 1)
    let stripe = stripe(own)
    return stripe.pointee.lock.tryLock() ? stripe : takeAnyStripe(after: own)
  }

  @inline(never)
  private func takeAnyStripe(after own: Int) -> UnsafeMutablePointer<RecordingStripe> {
    for distance in 1..<stripeCount {
      let other = stripe((own + distance) & (stripeCount - 1))
      if other.pointee.lock.tryLock() { return other }
    }
    let stripe = stripe(own)
    stripe.pointee.lock.lock()
    return stripe
  }

  /// The cell of a stage in a stripe that is locked.
  @inline(__always)
  func cell(
    of stage: UInt32,
    in stripe: UnsafeMutablePointer<RecordingStripe>
  ) -> UnsafeMutablePointer<StageCell> {
    stripe.pointee.cell(Int(stage)) ?? makeCell(of: stage, in: stripe)
  }

  @inline(never)
  private func makeCell(
    of stage: UInt32,
    in stripe: UnsafeMutablePointer<RecordingStripe>
  ) -> UnsafeMutablePointer<StageCell> {
    let totals = registry.withLock { $0.stages[Int(stage)] }
    return stripe.pointee.add(Int(stage), totals)
  }
}
