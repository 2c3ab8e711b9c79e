/// How carrying out tasks ended, with what became of them.
@usableFromInline package struct ExecutionSummary: Sendable {
  /// The end.
  @usableFromInline package enum End: Sendable {
    /// The source ended.
    case finished
    /// It was stopped; what was left was delivered as skipped.
    case stopped(StopReason)
    /// The task was cancelled.
    case cancelled
    /// The source failed.
    case sourceFailed(any Error)
    /// A completion could not be delivered.
    case deliveryFailed(any Error)
  }

  /// The end.
  package internal(set) var end = End.finished
  /// The tasks that were taken from the source.
  package internal(set) var taken = 0
  /// Those that were delivered as succeeded.
  package internal(set) var succeeded = 0
  /// Those that were delivered as failed.
  package internal(set) var failed = 0
  /// Those that were delivered as skipped.
  package internal(set) var skipped = 0
  /// Those that were taken and never delivered, since the end was not an orderly one.
  package internal(set) var abandoned = 0
  /// The attempts that were begun.
  package internal(set) var attempts = 0
  /// The attempts that were throttled.
  package internal(set) var throttled = 0

  /// Makes one of no tasks.
  package init() {}

  /// Whether no task vanished.
  package var isBalanced: Bool { taken == succeeded + failed + skipped + abandoned }
}
