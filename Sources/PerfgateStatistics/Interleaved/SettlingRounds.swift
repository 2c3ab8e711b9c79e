import RealModule

/// How many rounds it takes to prove what is true, as far as the scatter of invocations tells.
package enum SettlingRounds {
  /// How much evidence one round brings, a natural logarithm, by the distance from the threshold in
  /// standard deviations of an invocation; found by simulation.
  private static let gains: [(distance: Double, gain: Double)] = [
    (0.25, 0.024), (0.35, 0.051), (0.5, 0.104), (0.7, 0.184), (1, 0.335), (1.5, 0.651),
    (2, 0.983), (3, 1.51), (5, 1.76),
  ]

  /// The rounds after which a change is likely to be proven.
  ///
  /// - Parameters:
  ///   - distance: How far the true change is from what it is held against, in working units.
  ///   - deviation: The standard deviation of one invocation, in working units.
  ///   - needed: The natural logarithm of the evidence that proves it.
  /// - Returns: At least 1; `nil` where no number that makes sense would do.
  package static func count(distance: Double, deviation: Double, needed: Double) -> Int? {
    guard distance > 0, deviation >= 0, needed > 0 else { return nil }
    let ratio = deviation > 0 ? distance / deviation : .infinity
    let rounds = ((needed + (ratio >= 5 ? 1.5 : 0.7)) / gain(at: ratio)).rounded(.up)
    guard rounds <= 1e6 else { return nil }
    return max(1, Int(rounds))
  }

  /// The smallest distance from a threshold that so many rounds are likely to prove, in standard
  /// deviations of an invocation; `nil` where they are too few for any.
  ///
  /// - Parameters:
  ///   - rounds: At least 1.
  ///   - needed: The natural logarithm of the evidence that proves it.
  /// - Returns: A ratio to the standard deviation.
  package static func smallestDistance(rounds: Int, needed: Double) -> Double? {
    let gain = (needed + 0.7) / Double(max(1, rounds))
    guard let upper = gains.firstIndex(where: { $0.gain >= gain }) else { return nil }
    // Below the table evidence grows with the square of the distance.
    guard upper > 0 else { return gains[0].distance * (gain / gains[0].gain).squareRoot() }
    let (low, high) = (gains[upper - 1], gains[upper])
    let share = (gain - low.gain) / (high.gain - low.gain)
    return low.distance + share * (high.distance - low.distance)
  }

  private static func gain(at distance: Double) -> Double {
    let first = gains[0]
    guard distance > first.distance else {
      return first.gain * (distance / first.distance) * (distance / first.distance)
    }
    guard let upper = gains.firstIndex(where: { $0.distance >= distance }) else {
      return gains[gains.count - 1].gain
    }
    let (low, high) = (gains[upper - 1], gains[upper])
    let share = (distance - low.distance) / (high.distance - low.distance)
    return low.gain + share * (high.gain - low.gain)
  }
}
