package import PerfgateConfiguration
import PerfgateStatistics

/// How long a benchmark will take beside its base, without its hooks and the builds.
package struct RoundEstimate: Sendable, Equatable {
  private static let invocationsOfRound = 4

  /// How many invocations, warm-up left out: at least what nothing needs less than to pass, at most
  /// all rounds, twice where what is about to fail is measured again.
  package let invocations: ClosedRange<Int>
  /// In seconds, warm-up of both sides included; `nil` where nobody knows how long one takes.
  package let seconds: ClosedRange<Double>?

  /// Estimates a benchmark.
  ///
  /// - Parameters:
  ///   - plan: The benchmark.
  ///   - remeasures: Whether what is about to fail is measured again.
  ///   - level: How long one invocation took, in seconds; `nil` where that is not known.
  package init(_ plan: BenchmarkPlan, remeasures: Bool, level: Double?) {
    let fewest = InterleavedTerms.fewestRoundsToPass * Self.invocationsOfRound
    let most = max(fewest, plan.rounds.maximum * Self.invocationsOfRound * (remeasures ? 2 : 1))
    invocations = fewest...most
    guard let level, level > 0, level.isFinite else {
      seconds = nil
      return
    }
    let warmup = 2 * TimeEstimate.warmupSeconds(plan, level: level, of: plan.samples.timeSeconds)
    seconds = (warmup + Double(fewest) * level)...(warmup + Double(most) * level)
  }
}
