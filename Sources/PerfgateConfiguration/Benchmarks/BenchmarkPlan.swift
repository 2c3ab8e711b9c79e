package import PerfgateModel

/// A benchmark with values for its parameters: what is run, how often and under which circumstances.
package struct BenchmarkPlan: Sendable, Equatable {
  /// The id and the parameter values.
  package var key: BenchmarkKey
  /// What is measured; no words where nothing is run.
  package var command: CommandLine
  /// What the command exports of its stages; `nil` for a benchmark.
  package var monitor: MonitoredFile?
  /// What runs before the first invocation that counts.
  package var warmup: WarmupPlan
  /// How many invocations are measured.
  package var samples: SamplingPlan
  /// How many rounds are measured where base and head are interleaved.
  package var rounds: RoundPlan
  /// Run once before the first invocation, warm-up included.
  package var setup: [CommandLine]
  /// Run before every invocation, outside of what is measured.
  package var prepare: [CommandLine]
  /// Run after every invocation, outside of what is measured.
  package var cleanup: [CommandLine]
  /// Run once after the last invocation.
  package var teardown: [CommandLine]
  /// What the command reads.
  package var standardInput: StandardInput
  /// Variables that are set in addition to perfgate's own environment.
  package var environment: [String: String]
  /// The exit status that means success, 0 to 255.
  package var expectedExit: Int32
  /// Where the command runs, relative to the configuration's folder; `nil` for that folder itself.
  package var workingDirectory: String?
  /// Patterns over what the command reads, relative to the configuration's folder: where program and
  /// inputs are the same on both sides, nothing is measured; empty where that is not known.
  package var inputs: [String]
  /// How long one invocation or one hook may take, in seconds.
  package var timeoutSeconds: Double
  /// The id that it had before: its baselines follow.
  package var was: BenchmarkID?
  /// The processors that the command is bound to; `nil` for all.
  package var pin: PinnedProcessors?
  /// Words by which benchmarks are selected.
  package var tags: [String]
  /// Where the benchmark is configured.
  package var location: SourcePlace

  /// Whether a configuration describes it, in which more can be said of it.
  package var isConfigured: Bool { location.file != ProjectConfiguration.commandLineName }

  /// Creates a plan with what is the default for everything but the key and the command.
  package init(key: BenchmarkKey, command: CommandLine, location: SourcePlace) {
    self.key = key
    self.command = command
    self.monitor = nil
    self.warmup = BenchmarkDefaults.builtIn.warmup
    self.samples = BenchmarkDefaults.builtIn.samples
    self.rounds = BenchmarkDefaults.builtIn.rounds
    self.setup = []
    self.prepare = []
    self.cleanup = []
    self.teardown = []
    self.standardInput = .none
    self.environment = [:]
    self.expectedExit = 0
    self.workingDirectory = nil
    self.inputs = []
    self.timeoutSeconds = BenchmarkDefaults.builtIn.timeoutSeconds
    self.was = nil
    self.pin = nil
    self.tags = []
    self.location = location
  }
}

/// How many invocations of a benchmark are measured, where they are not interleaved.
package struct SamplingPlan: Sendable, Equatable {
  /// At least so many, also when they take longer than `timeSeconds`.
  package var minimum: Int
  /// At most so many, not below `minimum`.
  package var maximum: Int
  /// Measuring goes on for about so long, in seconds, above zero.
  package var timeSeconds: Double

  /// Creates a sampling plan.
  package init(minimum: Int, maximum: Int, timeSeconds: Double) {
    self.minimum = minimum
    self.maximum = maximum
    self.timeSeconds = timeSeconds
  }
}

/// How many rounds of a benchmark are measured, where base and head are interleaved.
package struct RoundPlan: Sendable, Equatable {
  /// What makes sense: before 8 rounds nothing is found to be below the limit.
  package static let range = 8...10_000

  /// At most so many, within `range`.
  package var maximum: Int

  /// Creates a plan.
  package init(maximum: Int) {
    self.maximum = maximum
  }
}

/// What a command reads from its standard input.
package enum StandardInput: Sendable, Equatable {
  /// Nothing: `/dev/null`.
  case none
  /// A file, relative to the configuration's folder.
  case file(String)
  /// A text as it is.
  case text(String)
}
