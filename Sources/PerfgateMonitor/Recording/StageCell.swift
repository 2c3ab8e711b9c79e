import PerfgateHost

/// What the threads of one stripe know of a stage.
///
/// Durations are handed on in batches, so that the lock of a stage is taken once in a while and the
/// large histogram exists once, not once a thread.
struct StageCell {
  /// How many durations make a batch.
  static let batch = 32

  /// Children begun in spans of another stage.
  struct Link {
    var parent: UInt32
    var count = 0
    var inclusive: Int64 = 0
  }

  let totals: StageTotals
  var counters = StageCounters()
  private(set) var links: [Link] = []

  private let services: UnsafeMutablePointer<Int64>
  /// `nil` as long as no span has waited.
  private var latencies: UnsafeMutablePointer<Int64>?
  private var pending = 0

  init(totals: StageTotals) {
    self.totals = totals
    services = .allocate(capacity: Self.batch)
  }

  /// Gives the memory back.
  func deallocate() {
    services.deallocate()
    latencies?.deallocate()
  }

  /// Counts a span, but for what its frame knows.
  @inline(__always)
  mutating func count(
    start: Int64,
    end: Int64,
    bytes: Int64,
    isFailed: Bool,
    _ parentStage: UInt32?
  ) {
    counters.spans &+= 1
    if isFailed { counters.failures &+= 1 }
    counters.firstStart = min(counters.firstStart, start)
    counters.lastEnd = max(counters.lastEnd, end)
    counters.inclusive &+= end &- start
    counters.bytes &+= bytes
    if let parentStage {
      addLink(parentStage, duration: end &- start)
    } else {
      counters.roots &+= 1
    }
  }

  /// Counts what the frame of a span knows, and the span's durations.
  mutating func add(_ frame: SpanFrame, end: Int64) {
    let duration = end &- frame.start
    let service = duration &- frame.waiting.nanoseconds
    counters.covered &+= frame.children.nanoseconds
    if !frame.waits.isEmpty {
      for kind in WaitKind.allCases { counters.waits[kind].merge(frame.waits.figures[kind]) }
    }
    addLookups(hits: frame.hits, misses: frame.misses, service: service)
    if service != duration { keepLatencies() }
    append(service: service, latency: duration)
  }

  /// Adds time on the critical path of a root.
  mutating func add(_ time: PathTime) {
    if let wait = time.key.wait {
      counters.criticalWaits[wait] &+= time.nanoseconds
    } else {
      counters.criticalService &+= time.nanoseconds
    }
  }

  /// Hands the durations on.
  mutating func flush() {
    guard pending > 0 else { return }
    totals.add(
      service: UnsafeBufferPointer(start: services, count: pending),
      latency: latencies.map { UnsafeBufferPointer(start: $0, count: pending) }
    )
    pending = 0
  }

  /// Forgets what was counted; durations must have been handed on.
  mutating func reset() {
    counters = StageCounters()
    links = []
    latencies?.deallocate()
    latencies = nil
  }

  /// Adds the durations of a span, without and with waits.
  @inline(__always)
  mutating func append(service: Int64, latency: Int64) {
    services[pending] = service
    if let latencies { latencies[pending] = latency }
    pending &+= 1
    if pending == Self.batch {
      flush()
      // Somebody has to do it now and then.
      FastClock.discipline()
    }
  }

  /// From now on durations are kept beside service times, which were the same until now.
  private mutating func keepLatencies() {
    guard latencies == nil else { return }
    let copies = UnsafeMutablePointer<Int64>.allocate(capacity: Self.batch)
    copies.update(from: services, count: pending)
    latencies = copies
  }

  private mutating func addLink(_ parent: UInt32, duration: Int64) {
    guard let index = links.firstIndex(where: { $0.parent == parent }) else {
      links.append(Link(parent: parent, count: 1, inclusive: duration))
      return
    }
    links[index].count += 1
    links[index].inclusive &+= duration
  }

  private mutating func addLookups(hits: Int, misses: Int, service: Int64) {
    guard hits + misses > 0 else { return }
    counters.cache.hits += hits
    counters.cache.misses += misses
    if misses > 0 {
      counters.cache.missNanoseconds &+= service
    } else {
      counters.cache.hitNanoseconds &+= service
    }
  }
}
