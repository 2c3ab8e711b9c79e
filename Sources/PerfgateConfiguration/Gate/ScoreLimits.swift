package import PerfgateModel

/// The limit and the tolerance of a score after all matching rules were merged; in points.
package struct ScoreLimits: Sendable, Equatable {
  /// A drop this large must be found and fails; `nil` where nothing is compared.
  package private(set) var limit: Double?
  /// A drop up to this never fails.
  package private(set) var tolerance: Double

  /// Merges what applies to a score; the last rule that says something wins.
  ///
  /// `limit: off` compares nothing, and a limit in percent says nothing of scores.
  ///
  /// - Parameters:
  ///   - key: The eval.
  ///   - metric: The name of the score.
  ///   - gate: The defaults.
  ///   - rules: In their order.
  package init(for key: BenchmarkKey, metric: String, gate: GateSettings, rules: [GateRule]) {
    limit = gate.scores.limit
    tolerance = gate.scores.tolerance
    for rule in rules where rule.matches(key: key, metric: metric) {
      if rule.limit == .off { limit = nil }
      limit = rule.scoreLimit ?? limit
      tolerance = rule.scoreTolerance ?? tolerance
    }
  }
}
