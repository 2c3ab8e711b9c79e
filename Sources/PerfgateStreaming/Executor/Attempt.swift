/// One attempt at a task, as it is told to whoever makes it.
@usableFromInline package struct Attempt: Sendable, Equatable {
  /// Which task, counted from 0 as they are taken.
  package let task: Int
  /// Which attempt at it, from 1.
  package let number: Int
  /// When it is ended, from now; `nil` where it may take for ever.
  package let timeLimit: Duration?
  /// What it waited for since the task was taken or the attempt before it ended.
  package let waits: AttemptWaits

  /// Makes one that waited for nothing.
  package init(
    task: Int,
    number: Int = 1,
    timeLimit: Duration? = nil,
    waits: AttemptWaits = AttemptWaits()
  ) {
    self.task = task
    self.number = number
    self.timeLimit = timeLimit
    self.waits = waits
  }
}

/// What an attempt waited for before it began.
@usableFromInline package struct AttemptWaits: Sendable, Equatable {
  /// A place in the adaptive window.
  package internal(set) var window = Duration.zero
  /// The rate limit.
  package internal(set) var rateLimit = Duration.zero
  /// The time between attempts.
  package internal(set) var retry = Duration.zero

  /// All of them together.
  package var total: Duration { window + rateLimit + retry }

  /// Makes waits of no time.
  package init() {}

  /// Makes what was waited for since an earlier moment.
  init(from earlier: TaskTimes, to times: TaskTimes) {
    window = times.windowWait - earlier.windowWait
    rateLimit = times.rateLimitWait - earlier.rateLimitWait
    retry = times.retryWait - earlier.retryWait
  }
}

/// What a successful attempt gave.
@usableFromInline package struct AttemptReply<Output: Sendable>: Sendable {
  /// The result.
  @usableFromInline package var output: Output
  /// The tokens that it needed; `nil` where that is not known, so that the estimate stands.
  @usableFromInline package var tokens: Int?
  /// What the server said about its limits.
  @usableFromInline package var rates: ServerRates?

  /// Makes a reply.
  package init(_ output: Output, tokens: Int? = nil, rates: ServerRates? = nil) {
    self.output = output
    self.tokens = tokens
    self.rates = rates
  }
}

/// Why an attempt failed, as far as that decides what happens next.
@usableFromInline package struct AttemptFailure: Error, Sendable, Equatable {
  /// Whether trying again may help.
  @usableFromInline package enum Retry: Sendable, Equatable {
    /// It never does.
    case never
    /// It may, not before a time where one is named.
    case possible(after: Duration? = nil)
    /// There were too many requests: it may, and everybody slows down.
    case throttled(after: Duration? = nil)
  }

  /// Whether trying again may help.
  package var retry: Retry
  /// What kind of failure, one word: `timeout`.
  package var kind: String
  /// What happened, one phrase.
  ///
  /// Failures with the same kind and message are identical.
  package var message: String
  /// The tokens that it needed all the same; `nil` where that is not known.
  package var tokens: Int?
  /// What the server said about its limits.
  package var rates: ServerRates?

  /// Makes a failure.
  package init(
    _ retry: Retry,
    kind: String,
    message: String,
    tokens: Int? = nil,
    rates: ServerRates? = nil
  ) {
    self.retry = retry
    self.kind = kind
    self.message = message
    self.tokens = tokens
    self.rates = rates
  }

  static func timeout(_ limit: Duration) -> AttemptFailure {
    AttemptFailure(.possible(), kind: "timeout", message: "no reply within \(limit)")
  }

  var isThrottled: Bool {
    if case .throttled = retry { true } else { false }
  }

  /// How long the server said to wait.
  var wait: Duration? {
    switch retry {
    case .never: nil
    case .possible(let time), .throttled(let time): time.map { max(.zero, $0) }
    }
  }
}
