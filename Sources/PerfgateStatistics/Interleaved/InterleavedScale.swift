import RealModule

/// The scale on which an interleaved comparison is made, where larger always is worse.
///
/// Logarithmic, so that a change is a factor; linear where the first round has a value that is not
/// positive, in which case a least difference is needed.
struct InterleavedScale: Sendable, Equatable {
  /// What stands for a change of 2% before anything was seen.
  private static let believedSpread = 0.02
  private static let leastSpread = 1e-4

  private let sign: Double
  /// The magnitude that ratios are taken of; `nil` on the logarithmic scale.
  private let reference: Double?
  private let minimumDelta: Double

  /// Chooses the scale by the first round; `nil` where there is none.
  ///
  /// - Parameters:
  ///   - round: In the metric's unit.
  ///   - terms: Direction and least difference.
  init?(firstRound round: MeasurementRound, terms: InterleavedTerms) {
    sign = terms.direction == .lower ? 1 : -1
    minimumDelta = terms.minimumDelta ?? 0
    guard round.values.allSatisfy({ abs($0) <= 1e100 }) else { return nil }
    if round.values.allSatisfy({ $0 > 0 }) {
      reference = nil
    } else if (1e-90...1e100).contains(minimumDelta) {
      reference = abs(round.base.0 / 2 + round.base.1 / 2)
    } else {
      return nil
    }
  }

  /// Whether changes are differences rather than factors.
  var isLinear: Bool { reference != nil }

  /// A round in working units; `nil` where a value has no place on the scale.
  func working(_ round: MeasurementRound) -> MeasurementRound? {
    let values = round.values.map(working)
    guard values.allSatisfy({ abs($0) <= 1e100 }) else { return nil }
    return MeasurementRound(base: (values[0], values[1]), head: (values[2], values[3]))
  }

  private func working(_ value: Double) -> Double {
    reference == nil ? sign * (value > 0 ? Double.log(value) : .infinity) : sign * value
  }

  /// A ratio in working units.
  func change(ofRatio ratio: Double) -> Double {
    reference.map { ratio * $0 } ?? Double.log(onePlus: ratio)
  }

  /// A difference in the metric's unit in working units, at a level of the base.
  func change(ofDifference difference: Double, at level: Double) -> Double {
    guard reference == nil else { return difference }
    return level > 0 ? Double.log(onePlus: difference / level) : .infinity
  }

  /// What is believed of the spread between invocations before any was seen.
  var believedSpread: Double {
    reference.map { max(Self.believedSpread * $0, 0.2 * minimumDelta) } ?? Self.believedSpread
  }

  /// The smallest spread that bets are scaled by.
  var leastSpread: Double {
    reference.map { max(Self.leastSpread * $0, 1e-3 * minimumDelta) } ?? Self.leastSpread
  }

  /// A working change as a ratio of the base, positive for an increase; `nil` where ratios have no
  /// meaning.
  func ratio(ofChange change: Double) -> Double? {
    guard let reference else { return Double.expMinusOne(sign * change) }
    return reference > 0 ? sign * change / reference : nil
  }

  /// A working change in the metric's unit, at a level of the base; positive is an increase.
  func difference(ofChange change: Double, at level: Double) -> Double {
    reference == nil ? level * Double.expMinusOne(sign * change) : sign * change
  }
}
