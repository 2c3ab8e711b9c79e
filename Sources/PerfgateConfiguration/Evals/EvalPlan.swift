package import PerfgateModel

/// An eval: which cases go through which target, how its outputs are scored, and what that may cost.
package struct EvalPlan: Sendable, Equatable {
  /// What happens where a required variable is not set.
  package enum WhenAbsent: String, Sendable, CaseIterable {
    /// The eval is skipped, loudly, and nothing of it passes.
    case skip
    /// The recorded outputs are scored instead; only scores are gated then.
    case replay
    /// The run fails.
    case fail
  }

  /// When a case passes.
  package enum PassRule: Sendable, Equatable {
    /// Every scorer that has a weight passes.
    case all
    /// The weighted mean of the scores is at least so much, above 0 and at most 1.
    case total(Double)
  }

  /// The id; an eval has no parameters.
  package var key: BenchmarkKey
  /// The cases.
  package var dataset: DatasetPlan
  /// How often each case goes through the target, 1 to 1,000.
  package var repeats: Int
  /// What is evaluated.
  package var target: TargetPlan
  /// Variables without which the target cannot run.
  package var requiredVariables: [String]
  /// What happens where one of them is not set.
  package var whenAbsent: WhenAbsent
  /// The recorded outputs that `replay` scores, relative to the configuration's folder.
  package var recorded: String?
  /// How outputs are scored, at least one; their names are distinct.
  package var scorers: [ScorerPlan]
  /// When a case passes.
  package var passes: PassRule
  /// How much is held at a time.
  package var stream: StreamPlan
  /// How tasks are carried out.
  package var execution: ExecutionPlan
  /// What tokens cost, relative to the configuration's folder; `nil` where nothing has a price.
  package var prices: PriceListPlan?
  /// What the eval may take.
  package var caps: CapPlan
  /// Words by which evals are selected.
  package var tags: [String]
  /// Who had its baselines before.
  package var was: BenchmarkID?
  /// Where it is configured.
  package var location: SourcePlace

  /// Creates a plan with what is the default for everything else.
  package init(
    key: BenchmarkKey,
    dataset: DatasetPlan,
    target: TargetPlan,
    scorers: [ScorerPlan],
    location: SourcePlace
  ) {
    self.key = key
    self.dataset = dataset
    self.repeats = 1
    self.target = target
    self.requiredVariables = []
    self.whenAbsent = .skip
    self.recorded = nil
    self.scorers = scorers
    self.passes = .all
    self.stream = StreamPlan()
    self.execution = ExecutionPlan()
    self.prices = nil
    self.caps = CapPlan()
    self.tags = []
    self.was = nil
    self.location = location
  }
}

/// How much of an eval is held in memory at a time.
package struct StreamPlan: Sendable, Equatable {
  /// The most results of one write, at least 1.
  package var chunk: Int
  /// The most cases between two stages, at least 1.
  package var bufferItems: Int
  /// The most bytes between two stages, at least 1.
  package var maximumBytes: Int

  /// Creates a plan.
  package init(chunk: Int = 50, bufferItems: Int = 1000, maximumBytes: Int = 100 << 20) {
    self.chunk = chunk
    self.bufferItems = bufferItems
    self.maximumBytes = maximumBytes
  }
}

/// How the attempts of an eval are carried out.
package struct ExecutionPlan: Sendable, Equatable {
  /// How many attempts run at a time.
  package enum Concurrency: Sendable, Equatable {
    /// So many, at least 1.
    case fixed(Int)
    /// A window that grows while nothing is throttled, up to so many.
    case adaptive(maximum: Int)
  }

  /// How many attempts run at a time; `nil` for what suits the target.
  package var concurrency: Concurrency?
  /// Requests a minute; `nil` for no limit.
  package var requestsPerMinute: Int?
  /// Tokens a minute; `nil` for no limit.
  package var tokensPerMinute: Int?
  /// How often a failed attempt is made again, at least 0.
  package var retries: Int
  /// The longest wait before the first retry, in seconds, above 0.
  package var retryBaseSeconds: Double
  /// The longest wait before any retry, in seconds, above 0.
  package var retryCapSeconds: Double
  /// The longest time for all attempts at a case, in seconds, above 0.
  package var totalSeconds: Double

  /// Creates a plan with the defaults.
  package init() {
    concurrency = nil
    requestsPerMinute = nil
    tokensPerMinute = nil
    retries = 3
    retryBaseSeconds = 1
    retryCapSeconds = 60
    totalSeconds = 300
  }
}

/// What an eval may take in one run; it is stopped before more is taken.
package struct CapPlan: Sendable, Equatable {
  /// US dollars, above 0.
  package var costUSD: Double?
  /// Tokens of all kinds, at least 1.
  package var tokens: Int?
  /// Wall-clock seconds, above 0.
  package var wallSeconds: Double?
  /// The share of errors among the cases that were tried, 0 to 1.
  ///
  /// Above it nothing of the eval is judged; `nil` is the same as 0.
  package var errorRate: Double?

  /// Creates caps: none, and no error.
  package init() {}
}

/// Where prices are.
package struct PriceListPlan: Sendable, Equatable {
  /// The file, relative to the configuration's folder.
  package var path: String
  /// Where it is configured.
  package var location: SourcePlace

  /// Creates a plan.
  package init(path: String, location: SourcePlace) {
    self.path = path
    self.location = location
  }
}
