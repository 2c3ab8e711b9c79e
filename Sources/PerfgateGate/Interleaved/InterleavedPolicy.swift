package import PerfgateConfiguration
package import PerfgateModel
package import PerfgateStatistics

/// What is decided in an interleaved run, and with which error rates: the same for measuring, which
/// stops when it is known, and for judging, which reads it back.
package struct InterleavedPolicy: Sendable {
  /// The metrics that share the run's false alarms.
  package let family: InterleavedFamily
  private let configuration: ProjectConfiguration
  private let keys: [BenchmarkKey]
  private let evals: [BenchmarkKey]
  /// The metrics of stages that both sides of a monitor export; those of a monitor that was not run
  /// yet, or that another shard runs, are not known.
  private let stages: [BenchmarkKey: [MetricDefinition]]

  /// Counts what shares the false alarms.
  ///
  /// - Parameters:
  ///   - configuration: The rules.
  ///   - keys: The benchmarks that are compared, those that will fail included.
  ///   - evals: The evals that are compared: the times of their replies share the false alarms.
  package init(
    configuration: ProjectConfiguration,
    comparing keys: [BenchmarkKey],
    evaluating evals: [BenchmarkKey] = []
  ) {
    self.init(configuration: configuration, comparing: keys, evaluating: evals, stages: [:])
  }

  private init(
    configuration: ProjectConfiguration,
    comparing keys: [BenchmarkKey],
    evaluating evals: [BenchmarkKey],
    stages: [BenchmarkKey: [MetricDefinition]]
  ) {
    self.configuration = configuration
    self.keys = keys
    self.evals = evals
    var known = stages
    for plan in configuration.benchmarks where plan.monitor != nil && known[plan.key] == nil {
      known[plan.key] = Self.namedStages(of: plan.key, in: configuration)
    }
    self.stages = known
    let size = keys.reduce(0) { sum, key in
      sum + Self.rules(for: key, stages: known[key] ?? [], in: configuration).count
    }
    let times = evals.reduce(0) { $0 + Self.timeCount(of: $1, in: configuration) }
    family = InterleavedFamily(rate: configuration.gate.falseAlarms, size: size + times)
  }

  /// The same once it is known what stages there are.
  ///
  /// - Parameter stages: The metrics of stages that both sides of a monitor export.
  /// - Returns: A policy that decides them, too.
  package func knowing(_ stages: [BenchmarkKey: [MetricDefinition]]) -> InterleavedPolicy {
    guard !stages.isEmpty else { return self }
    return InterleavedPolicy(
      configuration: configuration,
      comparing: keys,
      evaluating: evals,
      stages: stages
    )
  }

  /// The terms on which each metric of a benchmark is decided, by name.
  ///
  /// - Parameter key: One of the benchmarks that are compared.
  /// - Returns: Nothing for metrics that are not compared.
  package func terms(for key: BenchmarkKey) -> [String: InterleavedTerms] {
    Self.rules(for: key, stages: stages[key] ?? [], in: configuration).compactMapValues {
      terms(of: $0.metric, under: $0.rule)
    }
  }

  private func terms(
    of metric: MetricDefinition,
    under rule: EffectiveRule
  ) -> InterleavedTerms? {
    guard let limit = rule.limit else { return nil }
    return InterleavedTerms(
      tolerance: rule.tolerance,
      limit: limit,
      minimumDelta: rule.minimumDelta,
      direction: metric.direction == .lower ? .lower : .higher,
      falseAlarm: family.rate / Double(max(1, family.size)),
      miss: Judge.missRate
    )
  }

  /// The metrics of stages that rules name, whatever the program will export.
  private static func namedStages(
    of key: BenchmarkKey,
    in configuration: ProjectConfiguration
  ) -> [MetricDefinition] {
    var metrics: [MetricDefinition] = []
    for rule in configuration.member(of: key).rules
    where rule.isAboutStages && rule.matches(key: key) {
      if let metric = rule.namedMetric, !metrics.contains(metric) { metrics.append(metric) }
    }
    return metrics
  }

  /// How many times of an eval's replies are compared, those that it may turn out not to have included.
  private static func timeCount(
    of key: BenchmarkKey,
    in configuration: ProjectConfiguration
  ) -> Int {
    EvalMetric.Figure.allCases.count { figure in
      let metric = EvalMetric(figure)
      guard metric.isOfReplies else { return false }
      let rule = EffectiveRule(
        for: key,
        metric: metric.name,
        kind: figure.kind,
        in: configuration
      ).interleaved
      return rule.judges(metric.name, ofEval: true) && rule.limit != nil
    }
  }

  /// The continuous metrics that are compared, with what holds for each in an interleaved run.
  private static func rules(
    for key: BenchmarkKey,
    stages: [MetricDefinition],
    in configuration: ProjectConfiguration
  ) -> [String: (metric: MetricDefinition, rule: EffectiveRule)] {
    var rules: [String: (metric: MetricDefinition, rule: EffectiveRule)] = [:]
    for metric in MetricDefinition.process + stages where metric.kind == .continuous {
      let rule = EffectiveRule(
        for: key,
        metric: metric.name,
        kind: metric.kind,
        in: configuration
      ).interleaved
      if rule.judges(metric.name), rule.limit != nil { rules[metric.name] = (metric, rule) }
    }
    return rules
  }
}

extension EffectiveRule {
  /// The same rule with what holds where base and head are measured interleaved.
  var interleaved: EffectiveRule {
    var rule = self
    rule.limit = against.limit
    rule.tolerance = against.tolerance
    rule.levels = againstLevels
    rule.location = againstLocation
    return rule
  }
}
