package import PerfgateConfiguration
import PerfgateStatistics

/// How long a benchmark will take to measure, without its hooks and the build.
package struct TimeEstimate: Sendable, Equatable {
  /// In seconds, warm-up included.
  package var seconds: Double
  /// Whether it rests on a level that was recorded, rather than on what the configuration asks for.
  package var isKnown: Bool

  /// Estimates benchmarks that are measured one after the other.
  ///
  /// - Parameters:
  ///   - plans: The benchmarks, in their order.
  ///   - maximumSeconds: A fixed time for all of them; `nil` where each one's own holds.
  ///   - level: How long one invocation of a benchmark took when it was recorded, in seconds.
  /// - Returns: One estimate per plan.
  package static func all(
    of plans: [BenchmarkPlan],
    within maximumSeconds: Double?,
    level: (BenchmarkPlan) -> Double?
  ) -> [TimeEstimate] {
    var left = maximumSeconds
    return plans.enumerated().map { index, plan in
      let share = left.map { $0 / Double(plans.count - index) }
      var estimate = TimeEstimate(plan, share: share, level: level(plan))
      if let rest = left {
        estimate.seconds = min(estimate.seconds, rest)
        left = rest - estimate.seconds
      }
      return estimate
    }
  }

  private init(_ plan: BenchmarkPlan, share: Double?, level: Double?) {
    guard let level, level > 0, !plan.isOnlyRead else {
      seconds = plan.isOnlyRead ? 0 : share ?? plan.samples.timeSeconds
      isKnown = false
      return
    }
    let warmup = Self.warmupSeconds(plan, level: level, of: share ?? plan.samples.timeSeconds)
    let time = share.map { max(0, $0 - warmup) } ?? plan.samples.timeSeconds
    let stop = SampleSizes.stops.first { size in
      size >= plan.samples.minimum && size <= plan.samples.maximum && Double(size) * level >= time
    }
    seconds = warmup + Double(stop ?? plan.samples.maximum) * level
    isKnown = true
  }

  /// How long a benchmark warms up, in seconds.
  ///
  /// - Parameters:
  ///   - plan: The benchmark.
  ///   - level: How long one invocation takes, in seconds.
  ///   - planned: How long measuring is to take, in seconds.
  /// - Returns: Of one side, where there are two.
  static func warmupSeconds(
    _ plan: BenchmarkPlan,
    level: Double,
    of planned: Double
  ) -> Double {
    switch plan.warmup {
    case .fixed(let count): Double(count) * level
    // It takes a tenth of the planned time at most.
    case .automatic: planned / 10
    }
  }
}
