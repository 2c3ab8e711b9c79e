package import PerfgateConfiguration
package import PerfgateModel

/// What applies to one metric of one benchmark after all matching rules were merged.
package struct EffectiveRule: Sendable, Equatable {
  /// A change this large must be found and fails, as a ratio; `nil` compares nothing.
  package var limit: Double?
  /// A change up to this never fails, as a ratio.
  package var tolerance: Double
  /// What holds instead where base and head are measured interleaved.
  package var against: InterleavedLimits
  /// Severities by size in interleaved runs; empty where `against.limit` and `severity` say it.
  package var againstLevels: [SeverityStep]
  /// A change below this never fails, in the metric's unit.
  package var minimumDelta: Double?
  /// How much a change that reaches the limit matters.
  package var severity: FindingSeverity
  /// Severities by size of change, ascending; empty where `limit` and `severity` say it.
  package var levels: [SeverityStep]
  /// Absolute bounds.
  package var budget: BudgetRule?
  /// Who looks after it.
  package var owner: String?
  /// Whether the metric may be absent.
  package var isOptional: Bool
  /// Whether a rule names the metric, so that it is judged.
  package var isNamed: Bool
  /// The last rule that set a limit, levels or a budget.
  package var location: SourcePlace?
  /// The last rule that decided the limit of interleaved runs, or set a budget.
  package var againstLocation: SourcePlace?

  /// Merges what applies to a metric; the last rule that sets a field wins.
  ///
  /// - Parameters:
  ///   - key: The benchmark.
  ///   - metric: The metric's name.
  ///   - kind: How its values behave.
  ///   - configuration: The gate's defaults and the rules in their order.
  package init(
    for key: BenchmarkKey,
    metric: String,
    kind: MetricKind,
    in configuration: ProjectConfiguration
  ) {
    let configuration = key.suite == nil ? configuration : configuration.member(of: key)
    let gate = configuration.gate
    tolerance = gate.tolerance(of: kind)
    against = gate.against(of: kind)
    severity = .critical
    limit = nil
    levels = []
    againstLevels = []
    isOptional = false
    isNamed = false
    var baseline = MergedLimit.baseline(gate)
    var interleaved = MergedLimit.interleaved(gate)
    for rule in configuration.rules where rule.matches(key: key, metric: metric) {
      merge(rule, metric: metric)
      if baseline.merge(rule) || rule.budget != nil { location = rule.location }
      if interleaved.merge(rule) || rule.budget != nil { againstLocation = rule.location }
    }
    limit = baseline.ratio(failOn: gate.failOn)
    levels = baseline.levels
    against.limit = interleaved.ratio(failOn: gate.failOn)
    againstLevels = interleaved.levels
    if EvalMetric.isOfCases(metric) { holdScore(metric, of: key, in: configuration) }
  }

  /// What holds for a score instead: one limit in points, in every kind of run.
  private mutating func holdScore(
    _ metric: String,
    of key: BenchmarkKey,
    in configuration: ProjectConfiguration
  ) {
    let limits = ScoreLimits(
      for: key,
      metric: metric,
      gate: configuration.gate,
      rules: configuration.rules
    )
    (limit, tolerance) = (limits.limit, limits.tolerance)
    against = InterleavedLimits(limit: limit, tolerance: tolerance)
    (levels, againstLevels, minimumDelta) = ([], [], nil)
    let deciding = configuration.rules.last {
      ($0.scoreLimit != nil || $0.limit == .off || $0.budget != nil)
        && $0.matches(key: key, metric: metric)
    }
    (location, againstLocation) = (deciding?.location, deciding?.location)
  }

  /// Whether a metric is judged: a rule names it, or it is by default.
  ///
  /// - Parameters:
  ///   - metric: The metric that the rule was merged for.
  ///   - isEval: Whether it is an eval's: of those scores alone are judged by default, since they do not
  ///     depend on the machine.
  /// - Returns: Whether it is.
  package func judges(_ metric: String, ofEval isEval: Bool = false) -> Bool {
    isNamed
      || (isEval
        ? EvalMetric(metric)?.isJudgedByDefault == true
        : MetricDefinition.named(metric)?.isJudgedByDefault == true)
  }

  private mutating func merge(_ rule: GateRule, metric: String) {
    tolerance = rule.tolerance ?? tolerance
    against.tolerance = rule.against?.tolerance ?? against.tolerance
    minimumDelta = rule.minDelta ?? minimumDelta
    severity = rule.severity ?? severity
    budget = rule.budget ?? budget
    owner = rule.owner ?? owner
    isOptional = rule.optional ?? isOptional
    isNamed = isNamed || rule.names(metric)
  }
}
