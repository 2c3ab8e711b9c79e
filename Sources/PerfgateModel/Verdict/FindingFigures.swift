/// A level of a metric and what it rests on.
package struct LevelRecord: Sendable, Equatable {
  /// The centre, in the metric's unit.
  package var center: Double
  /// How many invocations of one run it rests on.
  package var count: Int
  /// How many recordings it rests on; 1 for what this run measured.
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
    /// Of a share: -0.02 is two percentage points less.
    case points
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
    /// Bets on the rounds of an interleaved run.
    case rounds = "interleaved-rounds"
    /// Values compared as they are.
    case exact
    /// Cases that went from right to wrong against those that went the other way.
    case mcnemar
    /// Signs of the differences of cases turned round at random.
    case signFlip = "sign-flip"
    /// Two rates of many cases that are not known one by one.
    case unpairedRates = "unpaired-rates"
    /// Signs of the log ratios of cases' times turned round at random.
    case logRatios = "sign-flip-log-ratios"
    /// Which side's times of cases are beyond a percentile of both, sides swapped at random.
    case exceedances = "sign-flip-exceedances"
    /// One value a side, which proves nothing.
    case singleValues = "single-values"
  }

  /// What was tested.
  package var method: Method
  /// The one-sided p-value; `nil` where values are compared as they are.
  package var p: Double?
  /// The p-value after Holm's correction over all judged metrics.
  package var adjusted: Double?
  /// What the rounds say; `nil` where nothing is interleaved.
  package var rounds: RoundEvidence?
  /// What was compared case by case; `nil` where nothing was.
  package var cases: CaseEvidence?

  /// Creates evidence.
  package init(
    method: Method,
    p: Double? = nil,
    adjusted: Double? = nil,
    rounds: RoundEvidence? = nil,
    cases: CaseEvidence? = nil
  ) {
    self.method = method
    self.p = p
    self.adjusted = adjusted
    self.rounds = rounds
    self.cases = cases
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
  /// What the rule says, where a bound follows the committed level instead.
  package var ratchet: RatchetRecord?
  /// Whether the committed level is beyond the bound too, and such a breach only warns.
  package var isExisting: Bool

  /// Creates a record of bounds as the rule says them.
  package init(maximum: Double?, minimum: Double?, state: State, low: Double?, high: Double?) {
    self.maximum = maximum
    self.minimum = minimum
    self.state = state
    self.low = low
    self.high = high
    self.ratchet = nil
    self.isExisting = false
  }
}

/// A bound that follows the committed level, and what it would be without that.
package struct RatchetRecord: Sendable, Equatable {
  /// How far beyond the committed level the bound stands, as a ratio.
  package var ratio: Double
  /// The largest value that the rule allows, in the metric's unit.
  package var maximum: Double?
  /// The smallest value that the rule allows, in the metric's unit.
  package var minimum: Double?

  /// Creates a record.
  package init(ratio: Double, maximum: Double?, minimum: Double?) {
    self.ratio = ratio
    self.maximum = maximum
    self.minimum = minimum
  }
}

/// That a rule keeps a finding from failing the run until a day has passed.
package struct PutAside: Sendable, Equatable {
  /// The last day on which it does.
  package var until: CalendarDate
  /// Why, as its author wrote it.
  package var reason: String
  /// The rule.
  package var rule: SourcePlace

  /// Creates a record.
  package init(until: CalendarDate, reason: String, rule: SourcePlace) {
    self.until = until
    self.reason = reason
    self.rule = rule
  }
}

/// Commands that a reader can paste, one argument an element, and where settings are.
package struct NextSteps: Sendable, Equatable {
  /// Where a reader changes what holds in a run.
  package enum Settings: String, Sendable, CaseIterable {
    /// In the configuration.
    case file
    /// In the options of the command.
    case options
    /// Nowhere yet: the command that was measured has no configuration.
    case none
  }

  /// Measures the benchmark again.
  package var reproduce: [String]
  /// Accepts what was found.
  package var accept: [String]
  /// Where a reader changes what holds in a run.
  package var settings: Settings

  /// Creates steps.
  package init(
    reproduce: [String] = [],
    accept: [String] = [],
    settings: Settings = .file
  ) {
    self.reproduce = reproduce
    self.accept = accept
    self.settings = settings
  }

  /// The steps as JSON.
  var json: JSONValue {
    .object(
      [
        "reproduce": .strings(reproduce), "accept": .strings(accept),
        "settings": settings == .file ? nil : .string(settings.rawValue),
      ],
      omittingNil: true
    )
  }

  /// Reads steps; none where there are none.
  init(optional node: JSONNode?) throws(JSONError) {
    let object = try node?.object()
    self.init(
      reproduce: try object?["reproduce"]?.strings() ?? [],
      accept: try object?["accept"]?.strings() ?? [],
      settings: try object?["settings"]?.choice(Settings.self) ?? .file
    )
  }
}
