/// The waits of one span.
struct SpanWaits: Sendable {
  /// By kind; waits at the same time count each.
  private(set) var figures = PerWaitKind(all: WaitFigures())
  /// One by one, where somebody wants to know.
  private(set) var records: [WaitRecord] = []
  /// Whether there was any.
  private(set) var isEmpty = true

  /// Adds a wait.
  ///
  /// - Parameters:
  ///   - wait: The wait.
  ///   - isRecorded: Whether it is kept.
  mutating func add(_ wait: WaitRecord, isRecorded: Bool) {
    isEmpty = false
    figures[wait.kind].add(nanoseconds: wait.endNanoseconds &- wait.startNanoseconds)
    if isRecorded { records.append(wait) }
  }
}
