/// Everything that was decided about one run; every report is a pure function of it.
package struct VerdictDocument: Sendable, Equatable {
  /// The schema name and major version.
  package static let schema = "perfgate.verdict/1"

  /// What the run was compared with.
  package enum Mode: String, Sendable, CaseIterable {
    /// Committed baselines.
    case baseline
    /// Another revision or command, measured in the same rounds.
    case against
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
  /// What was accepted on purpose, whether that mattered or not.
  package var acceptances: [AcceptanceUse] = []
  /// What concerns the whole run.
  package var notices: [VerdictNotice]
  /// Where the run took place.
  package var environment: EnvironmentRecord
  /// The measured revision.
  package var head: RevisionRecord?
  /// What the head was compared with, where base and head were measured interleaved.
  package var base: BaseRecord?
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
