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
  /// The only side of an interleaved run that it is about: of what failed there or is configured
  /// there; `nil` for both, and where nothing is interleaved.
  package var side: MeasurementSide?
  /// Whether it may fail the run.
  package var gates: Bool
  /// Whether it is of an eval, and not of a benchmark.
  package var isOfEval: Bool
  /// Whether it is of an eval that was left out, or of which outputs were replayed, as its plan allows:
  /// not gated, and said loudly.
  package var isExcused: Bool
  /// The rule that keeps it from failing the run for a time.
  package var putAside: PutAside?
  /// What takes a worse level on purpose, or was found to be exceeded.
  package var acceptance: Acceptance?
  /// The change up to which it is accepted, where base and head are interleaved: a ratio, since levels of
  /// other machines are no measure then, or the difference of a score.
  package var acceptedChange: Double?
  /// Whether it passes only within what the baseline can show so far.
  package var isLearning: Bool
  /// The committed level, or the base's where base and head are interleaved.
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
  /// The smallest change that the baseline can prove, or that the most rounds can, as a ratio (or in
  /// the metric's unit on a linear scale).
  package var provable: Double?
  /// How many recordings would bring `provable` down to the limit.
  package var recordingsNeeded: Int?
  /// About how many rounds would decide what is undecided.
  package var roundsNeeded: Int?
  /// The absolute bounds that apply.
  package var budget: BudgetRecord?
  /// How much the host changed since the baseline was recorded; `nil` where that is not known.
  package var host: HostRecord?
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
    self.side = nil
    self.isOfEval = false
    self.isExcused = false
    self.putAside = nil
    self.acceptance = nil
    self.acceptedChange = nil
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
    self.roundsNeeded = nil
    self.budget = nil
    self.host = nil
    self.rule = nil
    self.owner = nil
    self.detail = nil
    self.output = nil
    self.next = NextSteps()
    self.warnings = []
    self.measuringSeconds = 0
  }
}
