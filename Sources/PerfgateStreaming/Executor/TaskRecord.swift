/// A task on its way through the executor, which knows nothing of what is to be done.
@usableFromInline struct TaskRecord: Sendable {
  @usableFromInline let index: Int
  @usableFromInline var attempts = 0
  @usableFromInline var times = TaskTimes()
  /// The times as they were when the last attempt was told its own.
  var toldTimes = TaskTimes()
  /// Why the last attempt failed.
  var failure = LastFailure.none
  /// When the last attempt ended.
  var attemptEnded = Duration.zero
  /// After which moment nothing more is tried; set by the first attempt.
  var deadline: Duration?

  init(index: Int) {
    self.index = index
  }
}

/// The end of a task; what a success gave is in its slot.
@usableFromInline enum TaskEnd: Sendable {
  case succeeded
  indirect case failed(AttemptFailure, because: NoFurtherAttempt)
  case skipped(StopReason)
}

/// Why an attempt failed, out of the way of the many that do not.
enum LastFailure: Sendable {
  case none
  indirect case some(AttemptFailure)
}
