import PerfgateStatistics

/// When a failed attempt is made again.
package struct RetryPolicy: Sendable, Equatable {
  /// How often after the first attempt, at least 0.
  package var maximumRetries: Int
  /// The longest wait before the first retry; it doubles from one to the next.
  package var base: Duration
  /// The longest wait before any, unless the server names one.
  package var cap: Duration
  /// From the beginning of the first attempt to the end of the last.
  package var total: Duration

  /// Makes a policy.
  ///
  /// - Parameters:
  ///   - maximumRetries: How often after the first attempt, at least 0.
  ///   - base: The longest wait before the first retry, above 0.
  ///   - cap: The longest wait before any, above 0.
  ///   - total: The longest time for all attempts together, above 0.
  package init(
    maximumRetries: Int = 3,
    base: Duration = .seconds(1),
    cap: Duration = .seconds(60),
    total: Duration = .seconds(300)
  ) {
    precondition(
      maximumRetries >= 0 && min(base, cap, total) > .zero,
      "retries without a time for them"
    )
    self.maximumRetries = maximumRetries
    self.base = base
    self.cap = cap
    self.total = total
  }

  /// How long to wait before a retry: "full jitter", a uniform share of a bound that doubles (Brooker
  /// 2015, Exponential Backoff and Jitter), so that what failed together does not come back together.
  ///
  /// - Parameters:
  ///   - retry: Which one, from 1.
  ///   - index: Which task; together with the seed and the retry it decides the share, whatever
  ///     order tasks run in.
  ///   - seed: Of the run.
  /// - Returns: From 0 up to the bound.
  package func wait(beforeRetry retry: Int, ofTask index: Int, seed: UInt64) -> Duration {
    var random = SeededGenerator(seed: seed)
    random = SeededGenerator(seed: random.next() ^ UInt64(truncatingIfNeeded: index))
    random = SeededGenerator(seed: random.next() ^ UInt64(truncatingIfNeeded: retry))
    return bound(beforeRetry: retry) * random.nextUnit()
  }

  /// The longest wait before a retry, from 1.
  package func bound(beforeRetry retry: Int) -> Duration {
    var bound = min(base, cap)
    var left = retry
    while left > 1, bound < cap {
      bound = min(bound * 2, cap)
      left -= 1
    }
    return bound
  }
}
