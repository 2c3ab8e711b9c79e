package import PerfgateModel

/// What holds for some benchmarks and metrics; fields merge, the last rule that matches wins.
package struct GateRule: Sendable, Equatable {
  /// Where the rule is configured.
  package var location: SourcePlace
  /// Which ids it is for, matched without parameters; `nil` for all.
  package var idPattern: GlobPattern?
  /// Parameter values that a benchmark must have.
  package var parameters: [String: String]
  /// Which metrics it is for; `nil` for every judged one.
  package var metric: GlobPattern?
  /// A change this large must be found and fails.
  package var limit: RuleLimit?
  /// A change up to this never fails, as a ratio.
  package var tolerance: Double?
  /// What holds instead where base and head are measured interleaved.
  package var against: InterleavedRule?
  /// A change below this never fails, in the base unit of the metrics that it is for.
  package var minDelta: Double?
  /// How bad a regression is.
  package var severity: FindingSeverity?
  /// Severity by size instead of one limit.
  package var levels: RuleLevels?
  /// Absolute bounds; the rule names its metric literally.
  package var budget: BudgetRule?
  /// Whether it is no error that the metric cannot be had; the rule names its metric literally.
  package var optional: Bool?
  /// Who answers for it, as reports show it.
  package var owner: String?
  /// Whether what it matches may fail a run; `nil` says nothing about it.
  package var enforcement: RuleEnforcement?

  /// Creates a rule that says nothing yet.
  package init(
    location: SourcePlace,
    idPattern: GlobPattern? = nil,
    parameters: [String: String] = [:],
    metric: GlobPattern? = nil
  ) {
    self.location = location
    self.idPattern = idPattern
    self.parameters = parameters
    self.metric = metric
  }

  /// Whether the rule is for a benchmark and one of its metrics.
  package func matches(key: BenchmarkKey, metric name: String) -> Bool {
    matches(key: key) && (metric?.matches(name) ?? true)
  }

  /// Whether the rule is for a benchmark, whatever the metric.
  package func matches(key: BenchmarkKey) -> Bool {
    parameters.allSatisfy { key.parameters[$0.key] == $0.value }
      && (idPattern?.matches(key.id.text) ?? true)
  }

  /// The metric that the rule names literally, which makes it judged; `nil` for a pattern or none.
  package var namedMetric: MetricDefinition? {
    metric.flatMap { MetricDefinition.named($0.text) }
  }
}

/// Whether what a rule matches may fail a run.
package enum RuleEnforcement: Sendable, Equatable {
  /// It may, whatever an earlier rule says.
  case enforced
  /// It may not until a day has passed.
  case putAside(PutAside)
}

/// A limit, or that there is none.
package enum RuleLimit: Sendable, Equatable {
  /// Nothing is too large a change.
  case off
  /// A change this large fails, as a ratio above zero and up to 100.
  case ratio(Double)

  /// The limit as a ratio; `nil` for `off`.
  package var ratio: Double? {
    if case .ratio(let ratio) = self { ratio } else { nil }
  }
}

/// Which change has which severity, as ratios in ascending order; a severity may be left out.
package struct RuleLevels: Sendable, Equatable {
  package var minor: Double?
  package var major: Double?
  package var critical: Double?

  /// Creates levels.
  package init(minor: Double? = nil, major: Double? = nil, critical: Double? = nil) {
    self.minor = minor
    self.major = major
    self.critical = critical
  }

  /// The levels that are given, in ascending order.
  package var ascending: [SeverityStep] {
    [(.minor, minor), (.major, major), (.critical, critical)].compactMap { severity, change in
      change.map { SeverityStep(severity: severity, change: $0) }
    }
  }
}

/// A severity and the size of change at which it begins.
package struct SeverityStep: Sendable, Equatable {
  /// The severity.
  package var severity: FindingSeverity
  /// The change, as a ratio.
  package var change: Double
}

/// Absolute bounds of a metric in its base unit.
package struct BudgetRule: Sendable, Equatable {
  /// The most that is allowed.
  package var maximum: Double?
  /// The least that is allowed.
  package var minimum: Double?
  /// How far beyond the committed level a bound may stand at most, as a ratio; `nil` leaves the
  /// bounds where they are.
  package var ratchet: Double?
  /// What a breach that the committed level has too does.
  package var onExisting: ExistingBreach

  /// What a breach does that the committed level has too.
  package enum ExistingBreach: String, Sendable, CaseIterable {
    case fail
    case warn
  }

  /// Whether the bounds depend on a committed level.
  package var needsLevel: Bool { ratchet != nil || onExisting == .warn }

  /// Creates bounds.
  package init(maximum: Double? = nil, minimum: Double? = nil) {
    self.maximum = maximum
    self.minimum = minimum
    self.ratchet = nil
    self.onExisting = .fail
  }
}
