import RealModule

extension InterleavedComparison {
  /// A change with the interval that the evidence gives, in working units: positive is worse.
  package struct Estimate: Sendable, Equatable {
    /// The Hodges-Lehmann estimate over the rounds' differences, within the interval.
    package let change: Double
    /// The largest change that the evidence excludes from below; `nil` where it excludes none.
    package let low: Double?
    /// The smallest change that the evidence excludes from above; `nil` where it excludes none.
    package let high: Double?
    /// How many rounds it rests on.
    package let rounds: Int
  }

  /// The change after some rounds, with its interval by inversion of the evidence: the lower end is
  /// the largest change that would have been proven, the upper end the smallest one that the head
  /// would have been proven to be below, so that interval and verdict agree.
  ///
  /// - Parameters:
  ///   - count: How many rounds; those up to a proof for what was decided.
  ///   - neededToFail: The logarithm of the evidence for the lower end.
  /// - Returns: `nil` without rounds.
  package func estimate(afterRounds count: Int, neededToFail: Double) -> Estimate? {
    let count = min(count, rounds.count)
    guard count > 0, obstacle == nil else { return nil }
    let first = scale?.isLinear == true ? 1 : 0
    guard first < count else { return nil }
    let range = first..<count
    let low = bound(.above, in: range, needed: neededToFail)
    let high = bound(.below, in: range, needed: terms.neededToPass)
    var change = Self.hodgesLehmann(rounds[..<count].map(\.difference))
    if let low { change = max(change, low) }
    if let high { change = min(change, high) }
    return Estimate(change: change, low: low, high: high, rounds: count)
  }

  /// The shift at which the evidence just reaches what is needed; it is monotonic in the shift.
  private func bound(
    _ direction: BetCapital.Direction,
    in range: Range<Int>,
    needed: Double
  ) -> Double? {
    let values = rounds[range].flatMap(\.values)
    guard let least = values.min(), let most = values.max() else { return nil }
    let width = most - least + (bettingScales[range].max() ?? 0) * 40 + (steps[range].max() ?? 0)
    // Far below every difference for what is above it, far above for what is below.
    var proven = -direction.rawValue * width
    var open = direction.rawValue * width
    guard evidence(direction, shift: proven, in: range) >= needed else { return nil }
    for _ in 0..<60 {
      let middle = proven / 2 + open / 2
      if evidence(direction, shift: middle, in: range) >= needed {
        proven = middle
      } else {
        open = middle
      }
    }
    return proven
  }

  private func evidence(
    _ direction: BetCapital.Direction,
    shift: Double,
    in range: Range<Int>
  ) -> Double {
    var capital = BetCapital(direction)
    for index in range {
      capital.bet(
        on: rounds[index],
        shift: shift + direction.rawValue * steps[index],
        scale: bettingScales[index]
      )
    }
    return capital.logarithm
  }

  /// A working change as it is shown: as a ratio of the base, where it has one, and in the metric's
  /// unit; positive is an increase of the value, whichever direction is better.
  package func shown(_ change: Double) -> (ratio: Double?, difference: Double)? {
    guard let scale, let level = baseLevel else { return nil }
    return (scale.ratio(ofChange: change), scale.difference(ofChange: change, at: level))
  }

  /// The median change over the rounds so far, as a ratio of the base where it has one.
  package var changeSoFar: Double? {
    middleDifference.flatMap { scale?.ratio(ofChange: $0) }
  }

  /// How many rounds in all are likely to decide it, if the change is what it seems to be so far;
  /// `nil` where that is too close to both thresholds.
  package var roundsToSettle: Int? {
    guard obstacle == nil, let middleDifference else { return InterleavedTerms.fewestRoundsToPass }
    return roundsToSettle(change: middleDifference, neededToFail: terms.neededToFail)
  }

  /// How many rounds in all are likely to decide about a change of some size.
  ///
  /// - Parameters:
  ///   - change: In working units.
  ///   - neededToFail: The natural logarithm of the evidence that proves it to be worse.
  /// - Returns: `nil` where no number that makes sense would do.
  package func roundsToSettle(change: Double, neededToFail: Double) -> Int? {
    guard let scale, let deviation = spread?.standardDeviation else { return nil }
    let worse = SettlingRounds.count(
      distance: change - scale.change(ofRatio: terms.tolerance),
      deviation: deviation,
      needed: neededToFail
    )
    let below = SettlingRounds.count(
      distance: limit(on: scale) - change,
      deviation: deviation,
      needed: terms.neededToPass
    ).map { max($0, InterleavedTerms.fewestRoundsToPass) }
    return [worse, below].compactMap { $0 }.min()
  }

  /// The smallest change that so many rounds are likely to prove, in working units; `nil` where
  /// they are too few for any.
  ///
  /// - Parameters:
  ///   - rounds: At least 1.
  ///   - neededToFail: The natural logarithm of the evidence that proves it.
  /// - Returns: A change above the tolerance.
  package func smallestVisibleChange(rounds: Int, neededToFail: Double) -> Double? {
    guard let scale, let deviation = spread?.standardDeviation else { return nil }
    return SettlingRounds.smallestDistance(rounds: rounds, needed: neededToFail)
      .map { scale.change(ofRatio: terms.tolerance) + $0 * deviation }
  }

  private var middleDifference: Double? {
    rounds.isEmpty ? nil : OrderStatistics.median(of: rounds.map(\.difference))
  }

  /// A ratio in working units; `nil` before the first round.
  package func working(ratio: Double) -> Double? { scale?.change(ofRatio: ratio) }
}
