import PerfgateStatistics
import RealModule

/// How far a comparison is, for a person who waits.
package struct RoundProgress: Sendable, Equatable {
  /// How many rounds the attempt has.
  package var rounds: Int
  /// How many it may have.
  package var maximum: Int
  /// Whether no further round is needed or possible.
  package var isSettled: Bool
  /// Whether it is measured again, since it is about to fail.
  package var isSecondAttempt: Bool
  /// The metric that says most: of those that are open, or of all where none is, the one nearest to
  /// failing.
  package var metric: String?
  /// The estimated change of that metric, as a ratio; `nil` where it has none.
  package var change: Double?
  /// The evidence that the head is worse, and what is needed; decimal logarithms.
  package var worse: Double
  package var worseNeeded: Double
  /// The evidence that the head is below the limit, and what is needed; decimal logarithms.
  package var below: Double
  package var belowNeeded: Double

  /// Describes the metric that is nearest to failing.
  ///
  /// - Parameters:
  ///   - attempts: What is known of each metric.
  ///   - rounds: How many rounds the attempt has.
  ///   - maximum: How many it may have.
  ///   - isSettled: Whether no further round is needed or possible.
  init(
    _ attempts: [String: InterleavedAttempts],
    rounds: Int,
    of maximum: Int,
    isSettled: Bool
  ) {
    let isSecondAttempt = attempts.values.contains { $0.second != nil }
    let measured = attempts.filter {
      $0.value.current.obstacle == nil && (!isSecondAttempt || $0.value.second != nil)
    }
    let open = isSettled ? [:] : measured.filter { !$0.value.isSettled }
    let shown = (open.isEmpty ? measured : open).max { Self.nearness($0) < Self.nearness($1) }
    let comparison = shown?.value.current
    self.rounds = rounds
    self.maximum = maximum
    self.isSettled = isSettled
    self.isSecondAttempt = isSecondAttempt
    metric = shown?.key
    change = comparison?.changeSoFar
    let decimal = Double.log(10)
    worse = (comparison?.worseEvidence ?? 0) / decimal
    worseNeeded = (shown?.value.neededToFail ?? 0) / decimal
    below = (comparison?.belowEvidence ?? 0) / decimal
    belowNeeded = (comparison?.terms.neededToPass ?? 0) / decimal
  }

  /// How near a metric is to failing; names decide between equals, so that the choice is stable.
  private static func nearness(
    _ metric: (key: String, value: InterleavedAttempts)
  ) -> (
    Double, String
  ) {
    let comparison = metric.value.current
    return (comparison.worseEvidence / comparison.terms.neededToFail, metric.key)
  }
}
