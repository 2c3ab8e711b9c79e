import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics

/// Which severity a proven change of a continuous metric has, by its size.
struct SeverityScale: Sendable {
  private let levels: SeverityLevels
  /// One per level; `nil` keeps the severity of the rule.
  private let severities: [FindingSeverity?]

  /// Prepares the levels of a rule, or its one limit; `nil` where they have no place above the
  /// tolerance.
  ///
  /// On a linear scale no level is below `min_delta`: of those that fall together the highest
  /// counts, since all of them are reached at once.
  ///
  /// - Parameters:
  ///   - rule: With a limit.
  ///   - tolerance: In working units.
  ///   - scale: Where the levels are placed.
  init?(_ rule: EffectiveRule, tolerance: Double, on scale: WorkingScale) {
    guard let limit = rule.limit else { return nil }
    var steps: [(change: Double, severity: FindingSeverity?)] = rule.levels.map {
      (change: $0.change, severity: $0.severity)
    }
    if steps.isEmpty { steps = [(change: limit, severity: nil)] }
    var limits: [Double] = []
    var severities: [FindingSeverity?] = []
    for step in steps {
      guard let working = scale.limit(step.change) else { return nil }
      if limits.last == working {
        (limits, severities) = (limits.dropLast(), severities.dropLast())
      }
      limits.append(working)
      severities.append(step.severity)
    }
    guard let levels = SeverityLevels(tolerance: tolerance, limits: limits) else { return nil }
    self.levels = levels
    self.severities = severities
  }

  /// Gives a proven change its severity; below every level it is a warning that cannot fail.
  ///
  /// - Parameters:
  ///   - estimate: The change in working units.
  ///   - finding: Receives the severity.
  func classify(_ estimate: Double, in finding: inout Finding) {
    guard let level = levels.level(ofEstimate: estimate) else {
      finding.gates = false
      return
    }
    finding.severity = severities[level] ?? finding.severity
  }
}
