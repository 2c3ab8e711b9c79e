/// The latest spans of a monitor that records them, as a value.
public struct RecordedTrace: Sendable, Hashable {
  /// Where the monitor's clock stands in time.
  public var anchor: ClockAnchor
  /// The spans by their start, the longer first where starts are equal: parents before their children.
  ///
  /// The parent of a span may have been dropped, or not have ended yet.
  public var spans: [SpanRecord]
  /// How many older spans had to give way to these.
  public var droppedCount: Int

  /// Creates a trace.
  ///
  /// - Parameters:
  ///   - anchor: Where the clock stands in time.
  ///   - spans: The spans, in any order.
  ///   - droppedCount: How many older spans had to give way.
  public init(anchor: ClockAnchor, spans: [SpanRecord], droppedCount: Int = 0) {
    self.anchor = anchor
    self.spans = spans.sorted {
      ($0.startNanoseconds, $1.endNanoseconds, $0.id)
        < ($1.startNanoseconds, $0.endNanoseconds, $1.id)
    }
    self.droppedCount = droppedCount
  }
}
