import RealModule

/// What bets on one claim about two programs have grown to: evidence that needs no assumption on the
/// noise.
///
/// Were the claim wrong, each round's order would leave every factor below with an expectation of at
/// most 1, so that the capital reaches 1/a with a chance of at most a, however often one looks (Ville
/// 1939; Shafer 2021, Testing by betting, J. R. Statist. Soc. A 184). Half of the capital is laid on
/// ranks, which no outlier moves, and half on sizes, which gain where noise is small.
struct BetCapital: Sendable, Equatable {
  /// Which way the bets go.
  enum Direction: Double, Sendable {
    /// The head is above the base by more than the shift.
    case above = 1
    /// The head is above the base by less than the shift.
    case below = -1
  }

  private static let rankStakes: [Double] = [1, 2, 4, 8]
  private static let sizeStakes: [Double] = [0.25, 0.5, 1, 2, 4]
  /// The share of the capital that one round can win or lose by size.
  private static let boldness = 0.98
  /// The logarithm of the mean of exp(k u) over the six orders; ties only make the mean smaller.
  private static let rankNormalizers = rankStakes.map { stake in
    let sum =
      Double.exp(stake) + Double.exp(stake / 2) + 2 + Double.exp(-stake / 2) + Double.exp(-stake)
    return Double.log(sum / 6)
  }

  private let direction: Direction
  private var ranks = [Double](repeating: 0, count: rankStakes.count)
  private var sizes = [Double](repeating: 0, count: sizeStakes.count)

  /// Begins with a capital of 1.
  init(_ direction: Direction) {
    self.direction = direction
  }

  /// Lays the capital on one round.
  ///
  /// - Parameters:
  ///   - round: In working units.
  ///   - shift: The change that the claim is about, in working units.
  ///   - scale: How far values of one side scatter, from earlier rounds alone, in working units.
  mutating func bet(on round: MeasurementRound, shift: Double, scale: Double) {
    let rank = direction.rawValue * round.rankStatistic(shift: shift)
    for index in ranks.indices {
      ranks[index] += Self.rankStakes[index] * rank - Self.rankNormalizers[index]
    }
    let size = direction.rawValue * (round.difference - shift) / scale
    for index in sizes.indices {
      sizes[index] += Double.log(
        onePlus: Self.boldness * Double.tanh(Self.sizeStakes[index] * size)
      )
    }
  }

  /// The natural logarithm of the capital: the evidence for the claim.
  var logarithm: Double {
    Self.logarithmOfMean([Self.logarithmOfMean(ranks), Self.logarithmOfMean(sizes)])
  }

  /// ln(mean(exp(values))), without overflow.
  private static func logarithmOfMean(_ values: [Double]) -> Double {
    let largest = values.max() ?? 0
    let sum = values.reduce(0) { $0 + Double.exp($1 - largest) }
    return largest + Double.log(sum / Double(values.count))
  }
}
