package import PerfgateModel

/// What a suite is doing, for a person who waits.
package struct MeasurementProgress: Sendable, Equatable {
  /// One step of measuring a benchmark.
  package enum Step: Sendable, Equatable {
    /// The benchmark begins.
    case began
    /// Some warm-up invocations are done, of so many, `nil` where that depends on them.
    case warmedUp(Int, of: Int?)
    /// Some invocations are measured, in so many seconds.
    case sampled(Int, seconds: Double)
    /// A round of an interleaved comparison is done.
    case compared(RoundProgress)
    /// The benchmark is done.
    case ended(RunEntry.Status, reason: String?)
  }

  /// The benchmark.
  package var key: BenchmarkKey
  /// Its place in the suite, from 0.
  package var index: Int
  /// How many benchmarks the suite has.
  package var total: Int
  /// What happened.
  package var step: Step

  /// Creates a report of progress.
  package init(key: BenchmarkKey, index: Int, total: Int, step: Step) {
    self.key = key
    self.index = index
    self.total = total
    self.step = step
  }
}
