/// A span that has begun: a value that is used up by ending it.
///
/// A span that is dropped without `end()`, since an error was thrown past it, has failed. Everything
/// that is said to a span of a monitor that is off is forgotten.
public struct ActiveSpan: ~Copyable, Sendable {
  /// `nil` where the monitor was off as the span began.
  private let stage: Stage?
  private let start: Int64
  private var bytes: Int64 = 0
  // References are counted by hand: a span that has none must not pay for the question.
  private let parent: Unmanaged<SpanFrame>?
  /// What a plain span does without.
  private var frame: Unmanaged<SpanFrame>?
  private let predecessor: CriticalPath.Predecessor

  /// A span of a monitor that is off.
  @inline(__always)
  init() {
    stage = nil
    start = 0
    parent = nil
    frame = nil
    predecessor = .unknown
  }

  /// A root that begins.
  @inline(__always)
  init(_ stage: Stage, start: Int64) {
    self.stage = stage
    self.start = start
    parent = nil
    frame = nil
    predecessor = .unknown
  }

  /// A span that begins in another, or is recorded or observed.
  init(
    _ stage: Stage,
    start: Int64,
    parent: SpanFrame?,
    predecessor: CriticalPath.Predecessor,
    witness: SpanWitness?
  ) {
    self.stage = stage
    self.start = start
    self.parent = parent.map(Unmanaged.passRetained)
    self.predecessor = predecessor
    guard let witness else {
      frame = nil
      return
    }
    let made = SpanFrame(stage, start: start, parent: parent, witness: witness)
    frame = .passRetained(made)
    witness.begin(made)
  }

  deinit {
    finish(isFailed: true)
  }

  /// Ends the span.
  public consuming func end() {
    finish(isFailed: false)
    discard self
  }

  /// Ends the span as one that failed.
  public consuming func fail() {
    finish(isFailed: true)
    discard self
  }

  @inline(__always)
  private borrowing func finish(isFailed: Bool) {
    guard let stage else { return }
    guard frame == nil, parent == nil else { return finishInTree(stage, isFailed: isFailed) }
    let end = max(start, stage.now)
    stage.core._withUnsafeGuaranteedRef {
      $0.endPlain(stage, start: start, end: end, bytes: bytes, isFailed: isFailed)
    }
  }

  /// Ends a span that has a parent or a frame.
  @inline(never)
  private borrowing func finishInTree(_ stage: Stage, isFailed: Bool) {
    defer { parent?.release() }
    let parentStage = parent?._withUnsafeGuaranteedRef { $0.stage.number }
    guard let frame = frame?.takeRetainedValue() else {
      let end = max(start, stage.now)
      let own = PathTime(key: PathTime.Key(stage: stage.number), nanoseconds: end - start)
      parent?._withUnsafeGuaranteedRef { $0.endChild(predecessor, at: end, own: own) }
      stage.core._withUnsafeGuaranteedRef {
        $0.endPlain(
          stage,
          start: start,
          end: end,
          bytes: bytes,
          isFailed: isFailed,
          parentStage: parentStage
        )
      }
      return
    }
    let end = frame.end()
    let own = frame.ownTime(until: end)
    parent?._withUnsafeGuaranteedRef {
      $0.endChild(predecessor, at: end, own: own, rest: frame.pathTimes)
    }
    let totals = stage.core._withUnsafeGuaranteedRef {
      $0.end(frame, own, at: end, bytes: bytes, isFailed: isFailed, parentStage: parentStage)
    }
    if let totals {
      frame.witness?.end(frame, totals, at: end, bytes: bytes, isFailed: isFailed)
    }
  }
}

// MARK: - Children

extension ActiveSpan {
  /// What others need to begin spans in this one, from any task and thread.
  ///
  /// The first call makes this span a parent, which costs more than a span without children.
  public var context: SpanContext {
    mutating get { SpanContext(frame: makeFrame()) }
  }

  /// Begins a span in this one; for use on other threads and tasks take `context`.
  ///
  /// - Parameter stage: The stage of the child.
  /// - Returns: The child; it may outlive this span, and is then on no critical path.
  public mutating func child(_ stage: Stage) -> ActiveSpan {
    stage.begin(in: context)
  }
}

// MARK: - What a span is told

extension ActiveSpan {
  /// Waits; the time is kept apart from service time.
  ///
  /// - Parameters:
  ///   - kind: What for.
  ///   - body: Waits.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws.
  public mutating func wait<Value, Failure: Error>(
    _ kind: WaitKind,
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try context.wait(kind, body)
  }

  /// Waits; the time is kept apart from service time.
  ///
  /// - Parameters:
  ///   - kind: What for.
  ///   - body: Waits, where the caller runs.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws.
  public nonisolated(nonsending) mutating func wait<Value, Failure: Error>(
    _ kind: WaitKind,
    _ body: nonisolated(nonsending) () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    try await context.wait(kind, body)
  }

  /// Adds a wait that has just ended; what the span has not lasted, or was told of already, is not
  /// taken.
  ///
  /// - Parameters:
  ///   - kind: What for.
  ///   - nanoseconds: How long; below 0 counts as 0.
  public mutating func addWait(_ kind: WaitKind, nanoseconds: Int64) {
    makeFrame()?.addWait(kind, nanoseconds: nanoseconds)
  }

  /// Adds bytes that were processed.
  ///
  /// - Parameter count: At least 0.
  public mutating func addBytes(_ count: Int) {
    bytes &+= Int64(count)
  }

  /// Tells how a look-up in a cache ended.
  ///
  /// - Parameter lookup: Whether it found something.
  public mutating func record(_ lookup: CacheLookup) {
    guard let frame = makeFrame() else { return }
    switch lookup {
    case .hit: frame.hits += 1
    case .miss: frame.misses += 1
    }
  }

  /// Keeps a fact about this span where spans are recorded or observed.
  ///
  /// - Parameters:
  ///   - key: The name of the fact; one that was set before gets a new value.
  ///   - value: The fact, asked for only where it is kept.
  public mutating func setAttribute(
    _ key: String,
    to value: @autoclosure () -> SpanAttribute.Value
  ) {
    guard let frame, frame._withUnsafeGuaranteedRef({ $0.witness }) != nil else { return }
    let attribute = SpanAttribute(key: key, value: value())
    frame._withUnsafeGuaranteedRef { $0.set(attribute) }
  }

  /// What a plain span does without, from now on; `nil` where the monitor was off.
  private mutating func makeFrame() -> SpanFrame? {
    if let frame { return frame.takeUnretainedValue() }
    guard let stage else { return nil }
    let parent = parent?.takeUnretainedValue()
    let made = SpanFrame(stage, start: start, parent: parent, witness: nil)
    frame = .passRetained(made)
    return made
  }
}
