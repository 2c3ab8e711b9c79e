/// Decides when a file that grows is written again, so that writing costs a small share of the time
/// however large it gets.
package struct WriteThrottle: Sendable {
  /// What a run that is killed may lose at most, in nanoseconds, while writing is quick.
  private static let leastNanoseconds: Int64 = 2_000_000_000
  /// Writing takes at most one part in so many of the time.
  private static let share: Int64 = 20

  private var next: Int64

  /// Starts a throttle; the first write is due at once.
  package init() { next = .min }

  /// Whether it is time to write again.
  ///
  /// - Parameter now: The monotonic time, in nanoseconds.
  /// - Returns: Whether it is.
  package func isDue(at now: Int64) -> Bool { now >= next }

  /// Notes a write.
  ///
  /// - Parameters:
  ///   - begin: When it began, in nanoseconds of the monotonic clock.
  ///   - end: When it ended.
  package mutating func wrote(from begin: Int64, to end: Int64) {
    let (pause, isTooLong) = (end - begin).multipliedReportingOverflow(by: Self.share)
    let (next, isNever) = end.addingReportingOverflow(max(Self.leastNanoseconds, pause))
    self.next = isTooLong || isNever ? .max : next
  }
}
