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
  package var metric: GlobPattern? {
    didSet { (stages, isAboutEvals) = Self.kinds(metric) }
  }
  /// What its metrics are where none of a process is among them, and some of stages are.
  private var stages: StagePattern?
  /// Whether its metrics are those of evals, and none of a process is among them: then every one that it
  /// matches is judged.
  package private(set) var isAboutEvals = false
  /// A change this large must be found and fails.
  package var limit: RuleLimit?
  /// A change up to this never fails, as a ratio.
  package var tolerance: Double?
  /// A drop of a score this large must be found and fails, as a share; 0.02 is two points.
  package var scoreLimit: Double?
  /// A drop of a score up to this never fails, as a share.
  package var scoreTolerance: Double?
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
    (stages, isAboutEvals) = Self.kinds(metric)
  }

  /// Whether the rule is for a benchmark and one of its metrics.
  package func matches(key: BenchmarkKey, metric name: String) -> Bool {
    matches(key: key) && isFor(metric: name)
  }

  /// Whether its metrics are those of stages, and none of a process is among them: then every one that
  /// it matches is judged.
  package var isAboutStages: Bool { stages != nil }

  /// Whether the rule is for a metric, whatever the benchmark.
  package func isFor(metric name: String) -> Bool {
    guard isAboutStages || isAboutEvals else { return metric?.matches(name) ?? true }
    let isOfEvals = isAboutEvals && EvalMetric.isOfEvalsAlone(name)
    return stages?.matches(name) ?? false || isOfEvals && metric?.matches(name) ?? false
  }

  /// Whether the rule is for a benchmark, whatever the metric.
  package func matches(key: BenchmarkKey) -> Bool {
    parameters.allSatisfy { key.parameters[$0.key] == $0.value }
      && (idPattern?.matches(key.id.text) ?? true)
  }

  /// Whether there is anything in a benchmark that the rule could be for.
  package func isFor(_ plan: BenchmarkPlan) -> Bool {
    guard matches(key: plan.key) else { return false }
    return isAboutStages || isAboutEvals ? isAboutStages && plan.monitor != nil : true
  }

  /// Whether there is anything in an eval that the rule could be for.
  package func isFor(_ plan: EvalPlan) -> Bool {
    guard matches(key: plan.key) else { return false }
    guard metric != nil, !isAboutEvals else { return true }
    return !isAboutStages && !evalFigures.isEmpty
  }

  /// The metric that the rule names literally, which makes it judged; `nil` for a pattern or none.
  package var namedMetric: MetricDefinition? {
    metric.flatMap { MetricDefinition.named($0.text) }
  }

  /// The unit of every metric that the rule is for, where it is the same.
  package var unit: MetricUnit? {
    guard let metric else { return nil }
    let process = MetricDefinition.process.filter { metric.matches($0.name) }.map(\.unit)
    let units = Set(process + StagePattern(metric).figures.map(\.unit))
      .union(evalFigures.map(\.unit))
    return units.count == 1 ? units.first : nil
  }

  /// Whether the rule makes metrics judged: it names one literally, or is a pattern over those of
  /// stages or evals.
  package var namesMetrics: Bool { isAboutStages || isAboutEvals || namedMetric != nil }

  /// Whether every metric that it is for is a score, or none is; `nil` where it is for both.
  package var isAboutScores: Bool? {
    guard let metric else { return nil }
    let others =
      isAboutStages || MetricDefinition.process.contains { metric.matches($0.name) }
      ? [false] : []
    let kinds = Set(evalFigures.map { $0.kind == .score } + others)
    return kinds.count == 1 ? kinds.first : nil
  }

  /// The scorer whose metric the rule names as it stands; `nil` for a pattern and any other metric.
  package var namedScorer: String? {
    guard isAboutEvals, let name = metric?.text, !name.contains("*"), !name.contains("?") else {
      return nil
    }
    return EvalMetric(name)?.scorer
  }

  /// The figures of evals that it is for: where it is for metrics of a process, too, no scorer is
  /// called by its pattern.
  private var evalFigures: [EvalMetric.Figure] {
    guard let metric else { return [] }
    let pattern = EvalPattern(metric)
    return isAboutEvals ? pattern.figures : pattern.figuresOfWhole
  }

  /// Whether the rule makes a metric judged.
  package func names(_ name: String) -> Bool {
    isAboutStages || isAboutEvals ? isFor(metric: name) : metric?.text == name
  }

  /// The pattern where no metric of a process is meant but some of stages are, and whether some of
  /// evals are.
  private static func kinds(_ metric: GlobPattern?) -> (StagePattern?, Bool) {
    guard let metric, !MetricDefinition.process.contains(where: { metric.matches($0.name) })
    else { return (nil, false) }
    let stages = StagePattern(metric)
    return (stages.figures.isEmpty ? nil : stages, !EvalPattern(metric).figures.isEmpty)
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
