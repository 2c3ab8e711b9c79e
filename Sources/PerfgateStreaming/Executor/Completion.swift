/// What became of one task.
@usableFromInline package struct Completion<Input: Sendable, Output: Sendable>: Sendable {
  /// The end of a task.
  @usableFromInline package enum Outcome: Sendable {
    /// An attempt succeeded.
    case succeeded(Output)
    /// The last attempt failed, and no other was made.
    case failed(AttemptFailure, because: NoFurtherAttempt)
    /// The executor was stopped before there was a result.
    case skipped(StopReason)
  }

  /// What was to be done.
  package let input: Input
  /// Which task, counted from 0 as they were taken.
  package let index: Int
  /// Its end.
  package let outcome: Outcome
  /// The attempts that were begun.
  package let attempts: Int
  /// Where its time went.
  package let times: TaskTimes

  @usableFromInline init(
    input: Input,
    index: Int,
    outcome: Outcome,
    attempts: Int,
    times: TaskTimes
  ) {
    self.input = input
    self.index = index
    self.outcome = outcome
    self.attempts = attempts
    self.times = times
  }
}

/// Why a failed attempt was the last.
@usableFromInline package enum NoFurtherAttempt: Sendable, Equatable {
  /// Trying again does not help.
  case permanent
  /// There were as many retries as allowed.
  case retriesExhausted
  /// Another would have begun after the time for all of them.
  case timeExhausted
}

/// Where the time of a task went, from when it was taken to its end.
@usableFromInline package struct TaskTimes: Sendable, Equatable {
  /// When its last attempt began, on the executor's timeline; 0 where none did.
  package internal(set) var began = Duration.zero
  /// The last attempt: what the service took.
  package internal(set) var service = Duration.zero
  /// The attempts before it.
  package internal(set) var failedAttempts = Duration.zero
  /// Waiting for a place in the adaptive window.
  package internal(set) var windowWait = Duration.zero
  /// Waiting for the rate limit.
  package internal(set) var rateLimitWait = Duration.zero
  /// Waiting before retries.
  package internal(set) var retryWait = Duration.zero
}

/// Why an executor stopped before its source ended.
@usableFromInline package enum StopReason: Sendable, Equatable {
  /// So many tasks failed in the same manner, which no retry mends.
  case identicalErrors(AttemptFailure, count: Int)
  /// Somebody asked for it; one phrase.
  case requested(String)
}
