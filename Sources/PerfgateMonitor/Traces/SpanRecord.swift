/// One span that ended, as a value.
public struct SpanRecord: Sendable, Hashable {
  /// Identifies the span within the process, never 0.
  public var id: UInt64
  /// The span that it was begun in; `nil` for a root.
  public var parentID: UInt64?
  /// The root of the tree that the span belongs to: its own id for a root.
  public var rootID: UInt64
  /// The name of the stage.
  public var stage: String
  /// When it began, in nanoseconds of the monitor's clock.
  public var startNanoseconds: Int64
  /// When it ended, in nanoseconds of the monitor's clock, not before the start.
  public var endNanoseconds: Int64
  /// A small number for the thread on which it ended.
  ///
  /// Spans that wait for others move between threads, so spans of one thread may overlap: lay lanes
  /// out by `rootID` and `parentID`.
  public var thread: UInt32
  /// Whether it failed.
  public var isFailed: Bool
  /// The bytes that it processed.
  public var bytes: Int64
  /// What it waited for, in the order in which the waits ended.
  public var waits: [WaitRecord]
  /// How long it waited, in nanoseconds: waits at a time count once, and one that went on as the span
  /// ended counts as far as it had come.
  public var waitedNanoseconds: Int64
  /// What else is known about it, in the order in which it was set.
  public var attributes: [SpanAttribute]

  /// The time from its start to its end, in nanoseconds.
  public var durationNanoseconds: Int64 { endNanoseconds - startNanoseconds }

  /// Creates a record.
  ///
  /// - Parameters:
  ///   - id: Identifies the span, not 0.
  ///   - parentID: The span that it was begun in; `nil` for a root.
  ///   - rootID: The root of its tree.
  ///   - stage: The name of the stage.
  ///   - startNanoseconds: When it began.
  ///   - endNanoseconds: When it ended, not before the start.
  ///   - thread: A small number for the thread.
  ///   - isFailed: Whether it failed.
  ///   - bytes: The bytes that it processed.
  ///   - waits: What it waited for.
  ///   - waitedNanoseconds: How long it waited; what its waits cover together where that is not given.
  ///   - attributes: What else is known about it.
  public init(
    id: UInt64,
    parentID: UInt64? = nil,
    rootID: UInt64,
    stage: String,
    startNanoseconds: Int64,
    endNanoseconds: Int64,
    thread: UInt32 = 0,
    isFailed: Bool = false,
    bytes: Int64 = 0,
    waits: [WaitRecord] = [],
    waitedNanoseconds: Int64? = nil,
    attributes: [SpanAttribute] = []
  ) {
    self.id = id
    self.parentID = parentID
    self.rootID = rootID
    self.stage = stage
    self.startNanoseconds = startNanoseconds
    self.endNanoseconds = endNanoseconds
    self.thread = thread
    self.isFailed = isFailed
    self.bytes = bytes
    self.waits = waits
    self.waitedNanoseconds = waitedNanoseconds ?? Self.covered(by: waits)
    self.attributes = attributes
  }

  /// The time that waits cover together.
  private static func covered(by waits: [WaitRecord]) -> Int64 {
    var coverage = Coverage()
    for wait in waits.sorted(by: { $0.startNanoseconds < $1.startNanoseconds }) {
      coverage.add(from: wait.startNanoseconds, to: wait.endNanoseconds)
    }
    return coverage.nanoseconds
  }
}

/// One wait of a span.
public struct WaitRecord: Sendable, Hashable {
  /// What it was for.
  public var kind: WaitKind
  /// When it began, in nanoseconds of the monitor's clock.
  public var startNanoseconds: Int64
  /// When it ended, in nanoseconds of the monitor's clock, not before the start.
  public var endNanoseconds: Int64

  /// Creates a wait.
  ///
  /// - Parameters:
  ///   - kind: What it was for.
  ///   - startNanoseconds: When it began.
  ///   - endNanoseconds: When it ended, not before the start.
  public init(kind: WaitKind, startNanoseconds: Int64, endNanoseconds: Int64) {
    self.kind = kind
    self.startNanoseconds = startNanoseconds
    self.endNanoseconds = endNanoseconds
  }
}
