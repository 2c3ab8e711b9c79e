/// Hears of every span while it happens: bridges to metrics and tracing, progress bars.
///
/// Called on the thread where it happens, outside of all locks of the monitor. What it does as a span
/// begins counts as part of that span; what it does as one ends does not. A monitor without
/// observers pays nothing for them.
public protocol MonitorObserver: Sendable {
  /// A span began.
  func spanBegan(_ span: SpanStart)
  /// A span ended.
  func spanEnded(_ span: SpanRecord)
  /// Spans ended since the last call, at most one call an interval (`MonitorOptions`).
  func progressed(_ progress: MonitorProgress)
}

extension MonitorObserver {
  /// Does nothing.
  public func spanBegan(_ span: SpanStart) {}
  /// Does nothing.
  public func spanEnded(_ span: SpanRecord) {}
  /// Does nothing.
  public func progressed(_ progress: MonitorProgress) {}
}

/// A span that began.
public struct SpanStart: Sendable, Hashable {
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

  /// Creates a start.
  ///
  /// - Parameters:
  ///   - id: Identifies the span, not 0.
  ///   - parentID: The span that it was begun in; `nil` for a root.
  ///   - rootID: The root of its tree.
  ///   - stage: The name of the stage.
  ///   - startNanoseconds: When it began.
  public init(
    id: UInt64,
    parentID: UInt64? = nil,
    rootID: UInt64,
    stage: String,
    startNanoseconds: Int64
  ) {
    self.id = id
    self.parentID = parentID
    self.rootID = rootID
    self.stage = stage
    self.startNanoseconds = startNanoseconds
  }
}
