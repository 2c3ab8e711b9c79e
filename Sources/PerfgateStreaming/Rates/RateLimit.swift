/// How much may happen in a minute, and how much of it at once.
package struct RateLimit: Sendable, Equatable {
  /// How much a minute, at least 1.
  package let perMinute: Int
  /// How much at once after a rest, at least 1.
  package let burst: Int

  /// Makes a limit.
  ///
  /// In any time T at most `perMinute` times T and once the burst passes, and what had been reserved
  /// too much before and was given back in T. What is larger than the burst passes when all of that
  /// is there, and is paid off before anything else passes.
  ///
  /// - Parameters:
  ///   - perMinute: At least 1.
  ///   - burst: At least 1; what a second brings unless told, so that no minute has more than a
  ///     sixtieth too much.
  package init(perMinute: Int, burst: Int? = nil) {
    precondition(perMinute >= 1 && (burst ?? 1) >= 1, "a rate of nothing")
    self.perMinute = perMinute
    self.burst = burst ?? max(1, perMinute / 60)
  }
}

/// The limits of a service: requests and tokens a minute.
package struct RateLimits: Sendable, Equatable {
  /// Requests a minute; `nil` where they are not limited.
  package var requests: RateLimit?
  /// Tokens a minute; `nil` where they are not limited.
  package var tokens: RateLimit?

  /// Makes limits.
  package init(requests: RateLimit? = nil, tokens: RateLimit? = nil) {
    self.requests = requests
    self.tokens = tokens
  }
}
