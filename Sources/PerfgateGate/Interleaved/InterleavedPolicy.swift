package import PerfgateConfiguration
package import PerfgateModel
package import PerfgateStatistics

/// What is decided in an interleaved run, and with which error rates: the same for measuring, which
/// stops when it is known, and for judging, which reads it back.
package struct InterleavedPolicy: Sendable {
  /// The metrics that share the run's false alarms.
  package let family: InterleavedFamily
  private let configuration: ProjectConfiguration

  /// Counts what shares the false alarms.
  ///
  /// - Parameters:
  ///   - configuration: The rules.
  ///   - keys: The benchmarks that are compared, those that will fail included.
  package init(configuration: ProjectConfiguration, comparing keys: [BenchmarkKey]) {
    self.configuration = configuration
    let size = keys.reduce(0) { $0 + Self.rules(for: $1, in: configuration).count }
    family = InterleavedFamily(rate: configuration.gate.falseAlarms, size: size)
  }

  /// The terms on which each metric of a benchmark is decided, by name.
  ///
  /// - Parameter key: One of the benchmarks that are compared.
  /// - Returns: Nothing for metrics that are not compared.
  package func terms(for key: BenchmarkKey) -> [String: InterleavedTerms] {
    Self.rules(for: key, in: configuration).compactMapValues {
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

  /// The continuous metrics that are compared, with what holds for each in an interleaved run.
  private static func rules(
    for key: BenchmarkKey,
    in configuration: ProjectConfiguration
  ) -> [String: (metric: MetricDefinition, rule: EffectiveRule)] {
    var rules: [String: (metric: MetricDefinition, rule: EffectiveRule)] = [:]
    for metric in MetricDefinition.process where metric.kind == .continuous {
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
