/// What the rounds of an interleaved run say about one metric; evidence is the decimal logarithm of
/// an e-value, so that 2 means odds that chance offers once in a hundred runs.
package struct RoundEvidence: Sendable, Equatable {
  /// What kept a metric that is open from having all its rounds.
  package enum Stop: String, Sendable, CaseIterable {
    /// The time that all of the run may take.
    case time
    /// A signal that perfgate was told to end by.
    case interruption
    /// Whatever ended perfgate itself.
    case death
  }

  /// How many rounds the verdict rests on.
  package var rounds: Int
  /// How many there may be.
  package var maximum: Int
  /// In how many attempts they were measured; above 1 it was measured again.
  package var attempts: Int
  /// That the head is worse by more than the tolerance.
  package var worse: Double
  /// How much `worse` must be, shared by everything that is judged.
  package var worseNeeded: Double
  /// That the head is worse by less than the limit.
  package var below: Double
  /// How much `below` must be.
  package var belowNeeded: Double
  /// That the head is better by more than the tolerance.
  package var better: Double
  /// How much `better` must be, shared by everything that is judged.
  package var betterNeeded: Double
  /// How many invocations of the base were slower than its median by the limit.
  package var slowBase: Int
  /// How many invocations of the head were slower than the base's median by the limit.
  package var slowHead: Int
  /// Whether a fresh attempt agreed with what was suspected; `nil` where there was none.
  package var isConfirmed: Bool?
  /// What kept it from having all rounds; `nil` where it has them, or needs no more.
  package var stop: Stop?

  /// Creates evidence.
  package init(
    rounds: Int,
    maximum: Int,
    attempts: Int = 1,
    worse: Double,
    worseNeeded: Double,
    below: Double,
    belowNeeded: Double,
    better: Double,
    betterNeeded: Double,
    slowBase: Int = 0,
    slowHead: Int = 0,
    isConfirmed: Bool? = nil,
    stop: Stop? = nil
  ) {
    self.rounds = rounds
    self.maximum = maximum
    self.attempts = attempts
    self.worse = worse
    self.worseNeeded = worseNeeded
    self.below = below
    self.belowNeeded = belowNeeded
    self.better = better
    self.betterNeeded = betterNeeded
    self.slowBase = slowBase
    self.slowHead = slowHead
    self.isConfirmed = isConfirmed
    self.stop = stop
  }

  /// The evidence as JSON.
  var json: JSONValue {
    .object(
      [
        "rounds": .integer(rounds), "max": .integer(maximum), "attempts": .integer(attempts),
        "worse": .number(worse), "worse_needed": .number(worseNeeded),
        "below": .number(below), "below_needed": .number(belowNeeded),
        "better": .number(better), "better_needed": .number(betterNeeded),
        "slow_base": .integer(slowBase), "slow_head": .integer(slowHead),
        "confirmed": isConfirmed.map(JSONValue.bool),
        "stopped_by": stop.map { .string($0.rawValue) },
      ],
      omittingNil: true
    )
  }

  /// Reads evidence; `nil` where nothing was interleaved.
  init?(optional node: JSONNode?) throws(JSONError) {
    guard let object = try node?.object() else { return nil }
    self.init(
      rounds: try object.required("rounds").integer(atLeast: 0),
      maximum: try object.required("max").integer(atLeast: 0),
      attempts: try object["attempts"]?.integer(atLeast: 1) ?? 1,
      worse: try object.required("worse").number(),
      worseNeeded: try object.required("worse_needed").number(),
      below: try object.required("below").number(),
      belowNeeded: try object.required("below_needed").number(),
      better: try object.required("better").number(),
      // Before it was written, improvements needed what regressions did.
      betterNeeded: try (object["better_needed"] ?? object["worse_needed"])?.number() ?? 0,
      slowBase: try object["slow_base"]?.integer(atLeast: 0) ?? 0,
      slowHead: try object["slow_head"]?.integer(atLeast: 0) ?? 0,
      isConfirmed: try object["confirmed"]?.bool(),
      stop: try object["stopped_by"]?.choice(Stop.self)
    )
  }
}
