/// Everything that one run measured; measuring ends here.
package struct RunDocument: Sendable, Equatable {
  /// The schema name and major version.
  package static let schema = "perfgate.run/1"

  /// A random name of the run; recordings in baselines refer to it.
  package var id: String
  /// The suite's name.
  package var suite: String
  /// The seed of everything drawn at random.
  package var seed: String
  /// When the run began, ISO 8601 in UTC.
  package var startedAt: String
  /// Where it ran.
  package var environment: EnvironmentRecord
  /// The revision that was measured.
  package var head: RevisionRecord?
  /// What it was compared with round by round; `nil` where nothing is interleaved.
  package var base: BaseRecord?
  /// The configuration that planned and judges it.
  package var configuration: ConfigurationRecord
  /// What was left out on purpose, so that it does not count as missing.
  package var selection: SelectionRecord
  /// What the change under test makes of rules and baselines; `nil` where nobody looked.
  package var ruleChanges: RuleChanges?
  /// What trailers of commits accept.
  package var acceptances: [Acceptance] = []
  /// What was planned, in the order of the configuration.
  package var entries: [RunEntry]
  /// What a reader of the whole run must know.
  package var notices: [VerdictNotice]
  /// Where the time went.
  package var stages: [StageTiming]
  /// Whether measuring came to its end.
  package var completion: Completion

  /// Whether measuring came to its end; what it had not come to is skipped.
  package enum Completion: String, Sendable, CaseIterable {
    /// Everything planned was measured or failed by itself.
    case complete
    /// A signal ended it.
    case interrupted
    /// It goes on, or perfgate ended without a word.
    case incomplete
  }

  /// Creates a run document.
  package init(
    id: String,
    suite: String,
    seed: String,
    startedAt: String,
    environment: EnvironmentRecord,
    head: RevisionRecord?,
    configuration: ConfigurationRecord,
    selection: SelectionRecord,
    entries: [RunEntry],
    notices: [VerdictNotice] = [],
    stages: [StageTiming],
    completion: Completion = .complete
  ) {
    self.id = id
    self.suite = suite
    self.seed = seed
    self.startedAt = startedAt
    self.environment = environment
    self.head = head
    self.configuration = configuration
    self.selection = selection
    self.entries = entries
    self.notices = notices
    self.stages = stages
    self.completion = completion
  }

  /// Whether base and head were measured interleaved.
  package var isInterleaved: Bool { base != nil }

  /// How many entries were planned, measured, failed and skipped; their sum is checked when writing.
  package var accounting: Accounting {
    // By index, since every entry that is taken out is copied.
    Accounting(
      planned: entries.count,
      measured: entries.indices.count { entries[$0].status == .measured },
      failed: entries.indices.count { entries[$0].status == .failed },
      skipped: entries.indices.count { entries[$0].status == .skipped }
    )
  }
}
