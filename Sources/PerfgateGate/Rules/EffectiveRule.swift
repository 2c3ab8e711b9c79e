package import PerfgateConfiguration
package import PerfgateModel

/// What applies to one metric of one benchmark after all matching rules were merged.
package struct EffectiveRule: Sendable, Equatable {
  /// A change this large must be found and fails, as a ratio; `nil` compares nothing.
  package var limit: Double?
  /// A change up to this never fails, as a ratio.
  package var tolerance: Double
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
    limit = gate.limit
    tolerance = gate.tolerance(of: kind)
    severity = .critical
    levels = []
    isOptional = false
    isNamed = false
    for rule in configuration.rules where rule.matches(key: key, metric: metric) {
      merge(rule, metric: metric, failOn: gate.failOn)
    }
  }

  /// Whether a metric is judged: a rule names it, or it is by default.
  ///
  /// - Parameter metric: The metric that the rule was merged for.
  /// - Returns: Whether it is.
  package func judges(_ metric: String) -> Bool {
    isNamed || MetricDefinition.named(metric)?.isJudgedByDefault == true
  }

  private mutating func merge(_ rule: GateRule, metric: String, failOn: FindingSeverity?) {
    switch rule.limit {
    case .off:
      limit = nil
      levels = []
    case .ratio(let ratio):
      limit = ratio
      levels = []
    case nil: break
    }
    if let ruleLevels = rule.levels {
      levels = ruleLevels.ascending
      // What fail_on fails must be found; without such a level, the largest one is looked for.
      limit = levels.first { step in failOn.map { step.severity >= $0 } ?? false }?.change
      limit = limit ?? levels.last?.change
    }
    tolerance = rule.tolerance ?? tolerance
    minimumDelta = rule.minDelta ?? minimumDelta
    severity = rule.severity ?? severity
    budget = rule.budget ?? budget
    owner = rule.owner ?? owner
    isOptional = rule.optional ?? isOptional
    isNamed = isNamed || rule.metric?.text == metric
    if rule.limit != nil || rule.levels != nil || rule.budget != nil { location = rule.location }
  }
}
