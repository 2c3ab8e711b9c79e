/// Everything that was decided about one run; every report is a pure function of it.
package struct VerdictDocument: Sendable, Equatable {
  /// The schema name and major version.
  package static let schema = "perfgate.verdict/1"

  /// What the run was compared with.
  package enum Mode: String, Sendable, CaseIterable {
    /// Committed baselines.
    case baseline
    /// Nothing: measured for its own sake, never gated.
    case measure
  }

  /// The run's id.
  package var run: String
  /// The suite's name.
  package var suite: String
  /// What the run was compared with.
  package var mode: Mode
  /// The exit code.
  package var exit: GateExit
  /// Every reason for an exit code other than 0, the deciding ones first.
  package var causes: [VerdictCause]
  /// The error rates and thresholds that applied.
  package var policy: VerdictPolicy
  /// What was compared.
  package var comparison: ComparisonRecord
  /// One number per state.
  package var counts: VerdictCounts
  /// What was decided, worst first.
  package var results: [Finding]
  /// What concerns the whole run.
  package var notices: [VerdictNotice]
  /// Where the run took place.
  package var environment: EnvironmentRecord
  /// The measured revision.
  package var head: RevisionRecord?
  /// When the run began, ISO 8601 in UTC.
  package var startedAt: String
  /// Wall-clock seconds spent measuring.
  package var measuringSeconds: Double
  /// Bounded material for pictures and folded sections.
  package var exhibits: VerdictExhibits

  /// Creates a verdict.
  package init(
    run: String,
    suite: String,
    mode: Mode,
    exit: GateExit,
    causes: [VerdictCause],
    policy: VerdictPolicy,
    comparison: ComparisonRecord,
    counts: VerdictCounts,
    results: [Finding],
    notices: [VerdictNotice],
    environment: EnvironmentRecord,
    head: RevisionRecord?,
    startedAt: String,
    measuringSeconds: Double,
    exhibits: VerdictExhibits
  ) {
    self.run = run
    self.suite = suite
    self.mode = mode
    self.exit = exit
    self.causes = causes
    self.policy = policy
    self.comparison = comparison
    self.counts = counts
    self.results = results
    self.notices = notices
    self.environment = environment
    self.head = head
    self.startedAt = startedAt
    self.measuringSeconds = measuringSeconds
    self.exhibits = exhibits
  }
}

/// One reason for the exit code.
package struct VerdictCause: Sendable, Equatable {
  /// The exit code that this reason asks for.
  package var code: GateExit
  /// The benchmark, where one is meant.
  package var key: BenchmarkKey?
  /// The metric, where one is meant.
  package var metric: String?
  /// One phrase where no finding says it.
  package var message: String?

  /// Creates a cause.
  package init(
    code: GateExit,
    key: BenchmarkKey? = nil,
    metric: String? = nil,
    message: String? = nil
  ) {
    self.code = code
    self.key = key
    self.metric = metric
    self.message = message
  }
}

/// The error rates and thresholds that a verdict was reached with.
package struct VerdictPolicy: Sendable, Equatable {
  /// The chance of any false alarm in the whole run, 0 to 1.
  package var falseAlarms: Double
  /// The chance that a regression of exactly the limit passes, 0 to 1.
  package var missRate: Double
  /// How many (benchmark, metric) share the false alarms.
  package var judged: Int
  /// The lowest severity that fails; `nil` where none does.
  package var failOn: FindingSeverity?
  /// The share of benchmarks without a decided metric that a run may have, 0 to 1.
  package var maximumInconclusive: Double

  /// Creates a policy.
  package init(
    falseAlarms: Double,
    missRate: Double,
    judged: Int,
    failOn: FindingSeverity?,
    maximumInconclusive: Double
  ) {
    self.falseAlarms = falseAlarms
    self.missRate = missRate
    self.judged = judged
    self.failOn = failOn
    self.maximumInconclusive = maximumInconclusive
  }
}

/// What a run was compared with.
package struct ComparisonRecord: Sendable, Equatable {
  /// The folder of the baselines as the configuration names it; `nil` where nothing was compared.
  package var baselines: String?
  /// The machine class whose baselines apply.
  package var machineClass: String?
  /// Other machine classes that have baselines, when this one has none.
  package var otherClasses: [String]
  /// The command that records baselines for this class.
  package var recordCommand: [String]

  /// Creates a record.
  package init(
    baselines: String?,
    machineClass: String?,
    otherClasses: [String],
    recordCommand: [String]
  ) {
    self.baselines = baselines
    self.machineClass = machineClass
    self.otherClasses = otherClasses
    self.recordCommand = recordCommand
  }
}

/// How many findings are in each state.
package struct VerdictCounts: Sendable, Equatable {
  /// All findings.
  package var planned: Int
  /// Findings with a decision.
  package var decided: Int
  /// Findings per state.
  package var byState: [FindingState: Int]
  /// Decided findings that claim less than their limit, for want of recordings.
  package var learning: Int

  /// Counts findings.
  package init(of findings: [Finding]) {
    planned = findings.count
    decided = findings.count { $0.state.isDecided }
    byState = Dictionary(findings.map { ($0.state, 1) }, uniquingKeysWith: +)
    learning = findings.count { $0.isLearning }
  }

  /// Creates counts as they were written.
  package init(planned: Int, decided: Int, byState: [FindingState: Int], learning: Int) {
    self.planned = planned
    self.decided = decided
    self.byState = byState
    self.learning = learning
  }

  /// How many findings are in a state.
  package subscript(state: FindingState) -> Int { byState[state] ?? 0 }
}

/// A remark about the whole run.
package struct VerdictNotice: Sendable, Equatable {
  /// One phrase.
  package var message: String
  /// What to do about it.
  package var advice: String?

  /// Creates a notice.
  package init(_ message: String, advice: String? = nil) {
    self.message = message
    self.advice = advice
  }
}

/// Bounded material for pictures and folded sections.
package struct VerdictExhibits: Sendable, Equatable {
  /// The values behind findings, the worst findings first.
  package var samples: [SampleExhibit]
  /// Where the time went.
  package var stages: [StageTiming]

  /// Creates exhibits.
  package init(samples: [SampleExhibit] = [], stages: [StageTiming] = []) {
    self.samples = samples
    self.stages = stages
  }
}

/// The values of one metric on both sides.
package struct SampleExhibit: Sendable, Equatable {
  /// The benchmark.
  package var key: BenchmarkKey
  /// The metric.
  package var metric: String
  /// The unit of the values.
  package var unit: MetricUnit
  /// Values of the latest recording.
  package var base: [Double]
  /// Values of this run.
  package var head: [Double]
  /// A summary of the head's values.
  package var summary: SummaryRecord?

  /// Creates an exhibit.
  package init(
    key: BenchmarkKey,
    metric: String,
    unit: MetricUnit,
    base: [Double],
    head: [Double],
    summary: SummaryRecord?
  ) {
    self.key = key
    self.metric = metric
    self.unit = unit
    self.base = base
    self.head = head
    self.summary = summary
  }
}

/// The usual figures of one sample; all but the counts in the metric's unit.
package struct SummaryRecord: Sendable, Equatable {
  package var count: Int
  package var mean: Double
  package var median: Double
  /// With n - 1; `nil` for one value.
  package var standardDeviation: Double?
  package var minimum: Double
  package var maximum: Double
  /// A distribution-free interval of the median, valid within this run only.
  package var medianInterval: ClosedRange<Double>?
  /// The confidence of the interval, 0 to 1.
  package var confidence: Double?
  /// Values outside Tukey's fences.
  package var outliers: Int

  /// Creates a record.
  package init(
    count: Int,
    mean: Double,
    median: Double,
    standardDeviation: Double?,
    minimum: Double,
    maximum: Double,
    medianInterval: ClosedRange<Double>?,
    confidence: Double?,
    outliers: Int
  ) {
    self.count = count
    self.mean = mean
    self.median = median
    self.standardDeviation = standardDeviation
    self.minimum = minimum
    self.maximum = maximum
    self.medianInterval = medianInterval
    self.confidence = confidence
    self.outliers = outliers
  }
}
