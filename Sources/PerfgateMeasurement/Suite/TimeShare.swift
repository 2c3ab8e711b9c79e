/// A fixed time that a suite may take, dealt out benchmark by benchmark.
///
/// Each benchmark gets what is left over how many are left, so that what one does not need goes to
/// those behind it.
package struct TimeShare: Sendable {
  /// When the suite's time is over, on the monotonic clock, in nanoseconds.
  package let end: Int64
  /// What to say of what could not be measured.
  package let reason: String

  /// Begins to count.
  ///
  /// - Parameters:
  ///   - seconds: How long the suite may take.
  ///   - text: The same as the user wrote it.
  ///   - now: The monotonic clock, in nanoseconds.
  package init(seconds: Double, text: String, now: Int64) {
    let most = Double(Int64.max / 4)
    end = now.addingReportingOverflow(Int64(min(max(0, seconds * 1e9), most))).partialValue
    reason = "no time was left of --max-time \(text)"
  }

  /// Whether the suite's time is over.
  func isOver(at now: Int64) -> Bool { now >= end }

  /// When a benchmark's share is spent, on the monotonic clock, in nanoseconds.
  ///
  /// - Parameters:
  ///   - now: When the benchmark begins.
  ///   - remaining: How many benchmarks are left, this one included; at least 1.
  /// - Returns: A time up to `end`.
  func endOfShare(from now: Int64, remaining: Int) -> Int64 {
    now + max(0, end - now) / Int64(max(1, remaining))
  }
}
