/// What became of everything that was planned.
package struct Accounting: Sendable, Equatable {
  package var planned: Int
  package var measured: Int
  package var failed: Int
  package var skipped: Int

  /// Whether nothing vanished.
  package var isBalanced: Bool { planned == measured + failed + skipped }
}

/// Where a run took place.
package struct EnvironmentRecord: Sendable, Equatable {
  /// The machine class: which baselines apply.
  package var machineClass: String
  /// The class that baselines of exact metrics apply to, `os-arch`.
  package var platformClass: String
  /// Facts for people; none of them decides anything.
  package var facts: [String: String]
  /// How fast the host was while measuring; `nil` where that is not known.
  package var probe: HostProbeRecord?

  /// Creates a record.
  package init(
    machineClass: String,
    platformClass: String,
    facts: [String: String],
    probe: HostProbeRecord? = nil
  ) {
    self.machineClass = machineClass
    self.platformClass = platformClass
    self.facts = facts
    self.probe = probe
  }
}

/// A revision of the project.
package struct RevisionRecord: Sendable, Equatable {
  /// The commit id.
  package var commit: String
  /// Whether the work tree differs from it.
  package var isDirty: Bool

  /// Creates a record.
  package init(commit: String, isDirty: Bool) {
    self.commit = commit
    self.isDirty = isDirty
  }
}

/// The configuration of a run, complete, so that the run can be judged again anywhere.
package struct ConfigurationRecord: Sendable, Equatable {
  /// The path as the user gave it; `nil` for a run of one command without a file.
  package var path: String?
  /// The text of the configuration.
  package var source: String
  /// What the command line changed, by option name.
  package var overrides: [String: String]
  /// The further files of a run of several suites, in their order; empty in a run of one.
  package var suites: [SuiteRecord]

  /// Creates a record.
  package init(
    path: String?,
    source: String,
    overrides: [String: String],
    suites: [SuiteRecord] = []
  ) {
    self.path = path
    self.source = source
    self.overrides = overrides
    self.suites = suites
  }
}

/// One of several suites: its configuration and the machine class of its baselines.
package struct SuiteRecord: Sendable, Equatable {
  /// The path as a user would type it.
  package var path: String
  /// The text of the configuration.
  package var source: String
  /// The machine class whose baselines apply.
  package var machineClass: String
  /// Whether the command line names the file, rather than a pattern of the configuration.
  package var isNamed: Bool

  /// Creates a record.
  package init(path: String, source: String, machineClass: String, isNamed: Bool) {
    self.path = path
    self.source = source
    self.machineClass = machineClass
    self.isNamed = isNamed
  }
}

/// What the command line selected from the configuration.
package struct SelectionRecord: Sendable, Equatable {
  /// Patterns of which an id must match one; empty selects all.
  package var filters: [String]
  /// Patterns of which an id must match none.
  package var excludes: [String]
  /// Names of suites; empty selects all.
  package var suites: [String]
  /// Tags of which a benchmark must have one; empty selects all.
  package var tags: [String]
  /// The only kind of what is configured; `nil` selects all.
  package var only: EntryKind?
  /// The part that was measured, where several jobs share the suites; `nil` for all of it.
  package var shard: ShardRecord?

  /// What a configuration can have.
  package enum EntryKind: String, Sendable, CaseIterable {
    case benchmarks
    case evals
  }

  /// Creates a record.
  package init(
    filters: [String] = [],
    excludes: [String] = [],
    suites: [String] = [],
    tags: [String] = [],
    only: EntryKind? = nil,
    shard: ShardRecord? = nil
  ) {
    self.filters = filters
    self.excludes = excludes
    self.suites = suites
    self.tags = tags
    self.only = only
    self.shard = shard
  }
}

/// How long one stage of a run took.
package struct StageTiming: Sendable, Equatable {
  /// The stage: build, or a benchmark's key.
  package var name: String
  /// Wall-clock seconds.
  package var seconds: Double

  /// Creates a timing.
  package init(name: String, seconds: Double) {
    self.name = name
    self.seconds = seconds
  }
}
