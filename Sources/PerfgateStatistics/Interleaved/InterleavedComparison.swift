import RealModule

/// Two programs compared by one metric, round by round, with error rates that hold whenever one
/// looks and whatever the noise.
///
/// What is proven stays proven: facts are latched when their evidence is reached.
package struct InterleavedComparison: Sendable {
  /// Why a metric cannot be compared.
  package enum Obstacle: Sendable, Equatable {
    /// A value is 0 or negative, and no least difference was given.
    case needsMinimumDelta
    /// A value is not finite, or not positive after all earlier ones were.
    case outOfRange
    /// Values are multiples of a step that is too large beside the limit.
    case coarse
  }

  /// The terms.
  package let terms: InterleavedTerms
  /// Why nothing can be decided; `nil` where it can.
  package private(set) var obstacle: Obstacle?
  /// After which round the head was proven to be worse by more than the tolerance.
  package private(set) var worseRound: Int?
  /// After which round the head was proven to be below the limit.
  package private(set) var belowRound: Int?
  /// After which round the head was proven to be better by more than the tolerance.
  package private(set) var betterRound: Int?
  /// Whether no further round counts, since one could not be compared.
  private var isClosed = false
  /// The evidence at the moment of each proof, natural logarithms.
  private var latched: (worse: Double?, below: Double?, better: Double?) = (nil, nil, nil)

  private(set) var scale: InterleavedScale?
  /// The rounds in working units.
  private(set) var rounds: [MeasurementRound] = []
  /// The size of one step of the metric in each round, in working units.
  private(set) var steps: [Double] = []
  /// The scale of each round's bets.
  private(set) var bettingScales: [Double] = []
  private(set) var spread: SpreadTracker?
  private var worse = BetCapital(.above)
  private var below = BetCapital(.below)
  private var better = BetCapital(.below)
  /// The base's values in the metric's unit, ascending.
  private var baseValues: [Double] = []

  /// Begins a comparison.
  ///
  /// - Parameter terms: Thresholds and error rates.
  package init(_ terms: InterleavedTerms) {
    self.terms = terms
  }

  /// Whether changes are differences in the metric's unit rather than logarithms of ratios.
  package var isLinear: Bool { scale?.isLinear ?? false }

  /// How many rounds were added.
  package var count: Int { rounds.count }

  /// Whether nothing more can be learned that matters: worse, below the limit, or not comparable.
  package var isDecided: Bool { obstacle != nil || worseRound != nil || belowRound != nil }

  /// The natural logarithm of the evidence that the head is worse by more than the tolerance; where
  /// that was proven, what it was then.
  package var worseEvidence: Double { latched.worse ?? worse.logarithm }
  /// The natural logarithm of the evidence that the head is below the limit.
  package var belowEvidence: Double { latched.below ?? below.logarithm }
  /// The natural logarithm of the evidence that the head is better by more than the tolerance.
  package var betterEvidence: Double { latched.better ?? better.logarithm }

  /// Adds a round, and draws conclusions from all rounds so far.
  ///
  /// - Parameter values: In the metric's unit.
  package mutating func append(_ values: MeasurementRound) {
    guard obstacle == nil, !isClosed else { return }
    if scale == nil { begin(values) }
    guard let scale, var spread else { return }
    guard let round = scale.working(values) else { return close(.outOfRange) }
    let tolerance = scale.change(ofRatio: terms.tolerance)
    let limit = limit(on: scale)
    let step = step(of: values, on: scale)
    guard step <= (limit - tolerance) / 3 else { return close(.coarse) }
    rounds.append(round)
    steps.append(step)
    bettingScales.append(spread.scale)
    for value in [values.base.0, values.base.1] {
      baseValues.insert(value, at: baseValues.partitioningIndex(above: value))
    }
    // On a linear scale the first round decided what a ratio is, so it cannot be a bet as well.
    guard !scale.isLinear || rounds.count > 1 else { return }
    worse.bet(on: round, shift: tolerance + step, scale: spread.scale)
    below.bet(on: round, shift: limit - step, scale: spread.scale)
    better.bet(on: round, shift: -tolerance - step, scale: spread.scale)
    spread.append(round)
    self.spread = spread
    latch(limit: limit)
  }

  /// Takes no further round: what is not proven by now cannot be, and what is stays proven.
  private mutating func close(_ reason: Obstacle) {
    isClosed = true
    if worseRound == nil, belowRound == nil { obstacle = reason }
  }

  private mutating func begin(_ values: MeasurementRound) {
    guard let scale = InterleavedScale(firstRound: values, terms: terms) else {
      obstacle = values.values.allSatisfy(\.isFinite) ? .needsMinimumDelta : .outOfRange
      return
    }
    self.scale = scale
    spread = SpreadTracker(believed: scale.believedSpread, least: scale.leastSpread)
  }

  /// The limit in working units.
  ///
  /// A limit below the least difference cannot be reached, so that takes
  /// its place, at the base's level in earlier rounds.
  func limit(on scale: InterleavedScale) -> Double {
    let limit = scale.change(ofRatio: terms.limit)
    guard let delta = terms.minimumDelta, let level = baseLevel else { return limit }
    let least = scale.change(ofDifference: delta, at: level)
    return least.isFinite ? max(limit, least) : limit
  }

  /// One step of the metric in working units, at the smallest value of the round.
  private func step(of values: MeasurementRound, on scale: InterleavedScale) -> Double {
    guard terms.granularity > 0 else { return 0 }
    return scale.change(ofDifference: terms.granularity, at: values.values.min() ?? 0)
  }

  /// The median of the base's values, in the metric's unit; `nil` before the first round.
  package var baseLevel: Double? {
    baseValues.isEmpty ? nil : OrderStatistics.quantile(0.5, ofSorted: baseValues)
  }

  private mutating func latch(limit: Double) {
    if latched.worse == nil, worse.logarithm >= terms.neededToFail, isWorseByMinimumDelta {
      latched.worse = worse.logarithm
      worseRound = rounds.count
    }
    if latched.better == nil, better.logarithm >= terms.neededToFail, isBetterByMinimumDelta {
      latched.better = better.logarithm
      betterRound = rounds.count
    }
    if latched.below == nil, rounds.count >= InterleavedTerms.fewestRoundsToPass,
      below.logarithm >= terms.neededToPass, !slowInvocations(beyond: limit).areSuspicious
    {
      latched.below = below.logarithm
      belowRound = rounds.count
    }
  }

  /// Whether the head is estimated to be worse by the least difference that counts.
  var isWorseByMinimumDelta: Bool { reachesMinimumDelta(.worse) }
  /// Whether the head is estimated to be better by the least difference that counts.
  var isBetterByMinimumDelta: Bool { reachesMinimumDelta(.better) }

  /// Which way a change goes, in working units.
  private enum Course: Double {
    case worse = 1
    case better = -1
  }

  private func reachesMinimumDelta(_ course: Course) -> Bool {
    guard let delta = terms.minimumDelta, let scale, let level = baseLevel else { return true }
    let estimate = Self.hodgesLehmann(rounds.map(\.difference))
    return course.rawValue * estimate > 0
      && abs(scale.difference(ofChange: estimate, at: level)) >= delta
  }

  /// Whether the estimated change is at least so large; without a round nothing says that it is not.
  func reaches(_ change: Double) -> Bool {
    rounds.isEmpty || Self.hodgesLehmann(rounds.map(\.difference)) >= change
  }

  /// How many invocations of each side are worse than the base's median by more than the limit.
  package var slowInvocations: SlowInvocations {
    guard let scale, !rounds.isEmpty else { return SlowInvocations(base: 0, head: 0) }
    return slowInvocations(beyond: limit(on: scale))
  }

  private func slowInvocations(beyond limit: Double) -> SlowInvocations {
    let base = rounds.flatMap { [$0.base.0, $0.base.1] }
    let bound = OrderStatistics.median(of: base) + limit
    return SlowInvocations(
      base: base.count { $0 > bound },
      head: rounds.reduce(0) { $0 + ($1.head.0 > bound ? 1 : 0) + ($1.head.1 > bound ? 1 : 0) }
    )
  }

  /// The median of the means of all pairs, each value with itself included.
  ///
  /// Hodges and Lehmann (1963), Estimates of Location Based on Rank Tests, Ann. Math. Statist. 34,
  /// 598-611.
  static func hodgesLehmann(_ values: [Double]) -> Double {
    var means: [Double] = []
    means.reserveCapacity(values.count * (values.count + 1) / 2)
    for (index, value) in values.enumerated() {
      for other in values[index...] { means.append(value / 2 + other / 2) }
    }
    return OrderStatistics.median(of: means)
  }
}

extension [Double] {
  /// Where a value belongs in ascending values, behind its equals.
  fileprivate func partitioningIndex(above value: Double) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
