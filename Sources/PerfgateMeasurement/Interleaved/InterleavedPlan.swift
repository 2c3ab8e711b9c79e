package import PerfgateConfiguration
package import PerfgateModel
package import PerfgateStatistics

/// One benchmark of an interleaved run, and what is decided about it.
package struct InterleavedPlan: Sendable {
  /// What is measured, as the head's configuration says it.
  package var plan: BenchmarkPlan
  /// The base's command, where it is another one.
  package var baseCommand: CommandLine?
  /// On which sides it is configured.
  package var presence: Presence
  /// Whether program and inputs are the same bytes on both sides.
  package var isIdentical: Bool
  /// The metrics that are decided, by name.
  package var terms: [String: InterleavedTerms]
  /// What the head's times are multiplied by, to see whether a slowdown that is known is found; 1
  /// takes them as they are.
  package var headFactor: Double

  /// Creates a plan for a benchmark that both sides have.
  ///
  /// - Parameters:
  ///   - plan: What is measured.
  ///   - terms: The metrics that are decided, by name.
  package init(_ plan: BenchmarkPlan, terms: [String: InterleavedTerms]) {
    self.plan = plan
    self.terms = terms
    baseCommand = nil
    presence = .both
    isIdentical = false
    headFactor = 1
  }

  /// The plan of the base's side.
  var basePlan: BenchmarkPlan {
    var base = plan
    base.command = baseCommand ?? plan.command
    return base
  }

  /// Whether both sides are to be measured.
  package var isCompared: Bool { presence == .both && !isIdentical }
}
