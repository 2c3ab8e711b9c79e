/// That somebody takes a worse level on purpose, whichever way it was said.
package struct Acceptance: Sendable, Equatable {
  /// Where it was said.
  package enum Source: Sendable, Equatable {
    /// An entry of `accepted.yaml`.
    case file(SourcePlace)
    /// A trailer of a commit.
    case trailer(commit: String)
    /// `--reason` of the command that records.
    case option
  }

  /// What may be worse.
  package enum Subject: Sendable, Equatable {
    /// Everything that is recorded.
    case everything
    /// One metric of one benchmark.
    case metric(BenchmarkKey, String)

    /// Whether a metric is meant.
    package func covers(_ key: BenchmarkKey, metric name: String) -> Bool {
      switch self {
      case .everything: true
      case .metric(let benchmark, let metric): metric == name && benchmark == key.of(suite: nil)
      }
    }
  }

  /// A step of a metric's level, in its unit.
  package struct Step: Sendable, Equatable {
    /// The committed level when it was accepted.
    package var from: Double
    /// The level up to which it is accepted.
    package var to: Double

    /// Creates a step.
    package init(from: Double, to: Double) {
      self.from = from
      self.to = to
    }
  }

  /// What may be worse.
  package var subject: Subject
  /// The suite; `nil` for any.
  package var suite: String?
  /// The class whose baseline it is about; `nil` for whichever is judged.
  package var className: String?
  /// How much worse; `nil` for however much was measured.
  package var step: Step?
  /// Why.
  package var reason: String
  /// Where it was said.
  package var source: Source

  /// Creates an acceptance.
  package init(
    _ subject: Subject,
    suite: String? = nil,
    className: String? = nil,
    step: Step? = nil,
    reason: String,
    source: Source
  ) {
    self.subject = subject
    self.suite = suite
    self.className = className
    self.step = step
    self.reason = reason
    self.source = source
  }
}

/// An acceptance and what became of it in a verdict.
package struct AcceptanceUse: Sendable, Equatable {
  /// What became of it.
  package enum Outcome: String, Sendable, CaseIterable {
    /// A level was held against it.
    case applied
    /// The level is not worse now, or was not measured.
    case idle
    /// The baseline is not what it was accepted against any more.
    case spent
    /// It is about the baselines of another machine class.
    case elsewhere
    /// It is about a benchmark that is not configured.
    case unconfigured
  }

  /// The acceptance.
  package var acceptance: Acceptance
  /// What became of it.
  package var outcome: Outcome

  /// Creates a record.
  package init(acceptance: Acceptance, outcome: Outcome) {
    self.acceptance = acceptance
    self.outcome = outcome
  }
}
