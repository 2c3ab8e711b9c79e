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
  }

  /// What was tested.
  package var method: Method
  /// The one-sided p-value; `nil` where values are compared as they are.
  package var p: Double?
  /// The p-value after Holm's correction over all judged metrics.
  package var adjusted: Double?
  /// What the rounds say; `nil` where nothing is interleaved.
  package var rounds: RoundEvidence?

  /// Creates evidence.
  package init(
    method: Method,
    p: Double? = nil,
    adjusted: Double? = nil,
    rounds: RoundEvidence? = nil
  ) {
    self.method = method
    self.p = p
    self.adjusted = adjusted
    self.rounds = rounds
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
