/// What was decided about one metric of one benchmark, or about a benchmark that gave no values.
package struct Finding: Sendable, Equatable {
  /// Id and parameters.
  package var key: BenchmarkKey
  /// The metric; `nil` where the whole benchmark is meant.
  package var metric: String?
  /// The unit of levels and absolute changes.
  package var unit: MetricUnit?
  /// Which direction is better.
  package var direction: MetricDirection
  /// What was decided.
  package var state: FindingState
  /// How much it matters.
  package var severity: FindingSeverity
  /// Whether it may fail the run.
  package var gates: Bool
  /// Whether it passes only within what the baseline can show so far.
  package var isLearning: Bool
  /// The committed level.
  package var base: LevelRecord?
  /// The measured level.
  package var head: LevelRecord?
  /// The change from base to head.
  package var change: ChangeRecord?
  /// The test behind the state.
  package var evidence: EvidenceRecord?
  /// A change this large must be found and fails, as a ratio; `nil` where none is set.
  package var limit: Double?
  /// A change up to this never fails, as a ratio.
  package var tolerance: Double?
  /// A change below this never fails, in the metric's unit.
  package var minimumDelta: Double?
  /// The smallest change that the baseline can prove, as a ratio (or in the metric's unit on a linear scale).
  package var provable: Double?
  /// How many recordings would bring `provable` down to the limit.
  package var recordingsNeeded: Int?
  /// The absolute bounds that apply.
  package var budget: BudgetRecord?
  /// The rule that decided limit or budget.
  package var rule: SourcePlace?
  /// Who looks after it.
  package var owner: String?
  /// What went wrong, or why it is missing; one phrase.
  package var detail: String?
  /// The end of what a failed program wrote.
  package var output: String?
  /// What to type next.
  package var next: NextSteps
  /// What makes the result doubtful.
  package var warnings: [String]
  /// Wall-clock seconds spent measuring the benchmark.
  package var measuringSeconds: Double

  /// Creates a finding without figures.
  package init(
    key: BenchmarkKey,
    metric: String?,
    state: FindingState,
    severity: FindingSeverity = .critical,
    gates: Bool = true
  ) {
    self.key = key
    self.metric = metric
    self.unit = nil
    self.direction = .lower
    self.state = state
    self.severity = severity
    self.gates = gates
    self.isLearning = false
    self.base = nil
    self.head = nil
    self.change = nil
    self.evidence = nil
    self.limit = nil
    self.tolerance = nil
    self.minimumDelta = nil
    self.provable = nil
    self.recordingsNeeded = nil
    self.budget = nil
    self.rule = nil
    self.owner = nil
    self.detail = nil
    self.output = nil
    self.next = NextSteps()
    self.warnings = []
    self.measuringSeconds = 0
  }
}

/// What can be decided about a metric.
package enum FindingState: String, Sendable, CaseIterable {
  /// Worse by more than the tolerance, proven.
  case regressed
  /// Better by more than the tolerance, proven.
  case improved
  /// Below the limit, estimate above the tolerance.
  case within
  /// Below the limit, estimate within the tolerance.
  case unchanged
  /// Not proven, though the estimate reaches the limit.
  case suspected
  /// Neither proven nor excluded.
  case inconclusive
  /// Beyond a budget, proven.
  case breached
  /// Measured, without a baseline beside known ones.
  case new
  /// In the baseline, not measured.
  case missing
  /// Could not be measured.
  case errored
  /// Measured for its own sake.
  case measured

  /// Whether a decision was reached; what is not decided never counts as a pass.
  package var isDecided: Bool {
    switch self {
    case .regressed, .improved, .within, .unchanged, .breached: true
    case .suspected, .inconclusive, .new, .missing, .errored, .measured: false
    }
  }

  /// The place in reports, the worst first.
  package var reportRank: Int {
    switch self {
    case .errored: 0
    case .regressed: 1
    case .breached: 2
    case .missing: 3
    case .suspected: 4
    case .inconclusive: 5
    case .new: 6
    case .improved: 7
    case .within: 8
    case .unchanged: 9
    case .measured: 10
    }
  }
}

/// How much a finding matters.
package enum FindingSeverity: String, Sendable, CaseIterable, Comparable {
  case minor
  case major
  case critical

  private var rank: Int {
    switch self {
    case .minor: 0
    case .major: 1
    case .critical: 2
    }
  }

  /// Orders minor before critical.
  package static func < (left: FindingSeverity, right: FindingSeverity) -> Bool {
    left.rank < right.rank
  }
}

/// A level of a metric and what it rests on.
package struct LevelRecord: Sendable, Equatable {
  /// The centre, in the metric's unit.
  package var center: Double
  /// How many invocations of one run it rests on.
  package var count: Int
  /// How many recordings it rests on; 1 for a measured run.
  package var recordings: Int

  /// Creates a level.
  package init(center: Double, count: Int, recordings: Int = 1) {
    self.center = center
    self.count = count
    self.recordings = recordings
  }
}

/// A change with its interval; positive is an increase of the value, whichever direction is better.
package struct ChangeRecord: Sendable, Equatable {
  /// What the numbers are.
  package enum Scale: String, Sendable, CaseIterable {
    /// Relative to the base: 0.1 is +10%.
    case ratio
    /// In the metric's unit.
    case absolute
  }

  /// What the numbers are.
  package var scale: Scale
  /// The estimated change.
  package var estimate: Double
  /// The lower end of the interval; `nil` where values are compared as they are.
  package var low: Double?
  /// The upper end of the interval.
  package var high: Double?
  /// The confidence of the interval, 0 to 1.
  package var level: Double?

  /// Creates a change.
  package init(
    scale: Scale,
    estimate: Double,
    low: Double? = nil,
    high: Double? = nil,
    level: Double? = nil
  ) {
    self.scale = scale
    self.estimate = estimate
    self.low = low
    self.high = high
    self.level = level
  }
}

/// The test behind a state.
package struct EvidenceRecord: Sendable, Equatable {
  /// What was tested.
  package enum Method: String, Sendable, CaseIterable {
    /// Student's t for the next recording, deviations pooled over epochs.
    case predictiveT = "predictive-t"
    /// Values compared as they are.
    case exact
  }

  /// What was tested.
  package var method: Method
  /// The one-sided p-value; `nil` where values are compared as they are.
  package var p: Double?
  /// The p-value after Holm's correction over all judged metrics.
  package var adjusted: Double?

  /// Creates evidence.
  package init(method: Method, p: Double? = nil, adjusted: Double? = nil) {
    self.method = method
    self.p = p
    self.adjusted = adjusted
  }
}

/// Absolute bounds and what became of them.
package struct BudgetRecord: Sendable, Equatable {
  /// Whether a bound is kept.
  package enum State: String, Sendable, CaseIterable {
    case within
    case breached
    /// The interval of the level straddles the bound.
    case inconclusive
  }

  /// The largest allowed value, in the metric's unit.
  package var maximum: Double?
  /// The smallest allowed value, in the metric's unit.
  package var minimum: Double?
  /// Whether the bounds are kept.
  package var state: State
  /// The interval of the level that was held against the bounds, in the metric's unit.
  package var low: Double?
  /// The upper end of that interval.
  package var high: Double?

  /// Creates a record.
  package init(maximum: Double?, minimum: Double?, state: State, low: Double?, high: Double?) {
    self.maximum = maximum
    self.minimum = minimum
    self.state = state
    self.low = low
    self.high = high
  }
}

/// Commands that a reader can paste, one argument an element.
package struct NextSteps: Sendable, Equatable {
  /// Measures the benchmark again.
  package var reproduce: [String]
  /// Accepts what was found.
  package var accept: [String]

  /// Creates steps.
  package init(reproduce: [String] = [], accept: [String] = []) {
    self.reproduce = reproduce
    self.accept = accept
  }
}
