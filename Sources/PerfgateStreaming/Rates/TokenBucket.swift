/// A token bucket (Turner 1986, New Directions in Communications; RFC 2697) in whole numbers, so that
/// nothing is rounded however long it is used.
///
/// A level below zero is a debt: what was taken beyond what was there, which is paid off first.
package struct TokenBucket: Sendable, Equatable {
  /// What a nanosecond brings at one token a minute is one part of so many.
  private static let partsPerToken: Int128 = 60_000_000_000

  /// How fast it fills and how much it holds.
  package private(set) var limit: RateLimit
  private var parts: Int128
  private var filledAt: Int64

  /// Makes a full bucket.
  ///
  /// - Parameters:
  ///   - limit: How fast it fills and how much it holds.
  ///   - moment: Now.
  package init(_ limit: RateLimit, at moment: Duration) {
    self.limit = limit
    parts = Int128(limit.burst) * Self.partsPerToken
    filledAt = moment.wholeNanoseconds
  }

  /// The burst, and what is left over where a moment is a part of a nanosecond late.
  private var capacity: Int128 {
    Int128(limit.burst) * Self.partsPerToken + Int128(limit.perMinute) - 1
  }

  /// What is in it at a moment: time fills it, and never takes away what was given back.
  private func parts(at moment: Duration) -> Int128 {
    // A moment that somebody saw before the last one brings nothing.
    let time = max(0, moment.wholeNanoseconds - filledAt)
    return max(parts, min(capacity, parts + Int128(time) * Int128(limit.perMinute)))
  }

  private mutating func fill(until moment: Duration) {
    parts = parts(at: moment)
    filledAt = max(filledAt, moment.wholeNanoseconds)
  }

  /// The first moment at which an amount may be taken.
  ///
  /// - Parameters:
  ///   - amount: At least 0; more than the burst may be taken once the bucket is full.
  ///   - moment: Now.
  /// - Returns: Now, or a later moment.
  package func earliest(for amount: Int, at moment: Duration) -> Duration {
    let wanted = Int128(min(amount, limit.burst)) * Self.partsPerToken
    let missing = wanted - parts(at: moment)
    guard missing > 0 else { return moment }
    let rate = Int128(limit.perMinute)
    let nanoseconds = (missing + rate - 1) / rate
    let now = Int128(max(filledAt, moment.wholeNanoseconds))
    return .nanoseconds(Int64(clamping: now + nanoseconds))
  }

  /// Takes an amount, into debt where it is not there.
  ///
  /// - Parameters:
  ///   - amount: At least 0.
  ///   - moment: Now.
  package mutating func take(_ amount: Int, at moment: Duration) {
    fill(until: moment)
    parts -= Int128(amount) * Self.partsPerToken
  }

  /// Gives an amount back, or takes more where it is negative.
  ///
  /// There may be more in it then than the burst; `spill` ends that.
  package mutating func giveBack(_ amount: Int, at moment: Duration) {
    fill(until: moment)
    parts += Int128(amount) * Self.partsPerToken
  }

  /// Leaves no more than the burst.
  package mutating func spill(at moment: Duration) {
    fill(until: moment)
    parts = min(parts, capacity)
  }

  /// Holds no more than an amount from now on; less is left as it is.
  package mutating func lower(to amount: Int, at moment: Duration) {
    fill(until: moment)
    parts = min(parts, Int128(max(0, amount)) * Self.partsPerToken)
  }

  /// Follows another limit from now on.
  package mutating func follow(_ limit: RateLimit, at moment: Duration) {
    fill(until: moment)
    self.limit = limit
    parts = min(parts, capacity)
  }
}

extension Duration {
  /// The whole nanoseconds, at most what 64 bits hold.
  var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return Int64(clamping: Int128(seconds) * 1_000_000_000 + Int128(attoseconds / 1_000_000_000))
  }
}
