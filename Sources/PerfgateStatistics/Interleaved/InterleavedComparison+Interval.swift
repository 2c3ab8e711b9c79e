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

  /// A ratio in working units; `nil` before the first round.
  package func working(ratio: Double) -> Double? { scale?.change(ofRatio: ratio) }
}
