/// How tasks are carried out.
package struct ExecutorSettings: Sendable, Equatable {
  /// How many attempts run at a time.
  package enum Concurrency: Sendable, Equatable {
    /// So many, at least 1; what a stage whose latency is gated has.
    case fixed(Int)
    /// A window that grows while nothing is throttled, from one size to another, both at least 1.
    case adaptive(initial: Int, maximum: Int)
  }

  /// How many attempts run at a time.
  package var concurrency: Concurrency
  /// How many requests and tokens a minute.
  package var limits: RateLimits
  /// When a failed attempt is made again.
  package var retry: RetryPolicy
  /// The longest time for one attempt; `nil` where only the total counts.
  package var attemptTimeout: Duration?
  /// How many identical errors that no retry mends stop everything, at least 1.
  package var identicalErrors: Int

  /// Makes settings.
  package init(
    concurrency: Concurrency,
    limits: RateLimits = RateLimits(),
    retry: RetryPolicy = RetryPolicy(),
    attemptTimeout: Duration? = nil,
    identicalErrors: Int = 3
  ) {
    self.concurrency = concurrency
    self.limits = limits
    self.retry = retry
    self.attemptTimeout = attemptTimeout
    self.identicalErrors = identicalErrors
  }
}
