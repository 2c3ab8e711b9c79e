import RealModule

/// The test of paired differences by turning their signs round.
///
/// Fisher (1935), The Design of Experiments, section 21: while nothing changed, each difference is as
/// likely to be positive as negative, whatever its size. What belongs together is one difference,
/// the sum over its cases, and is turned round as a whole.
package struct SignFlipTest: Sendable, Equatable {
  /// How the chances were found.
  package enum Method: Sendable, Equatable {
    /// Over all ways to give signs.
    case exact
    /// Over so many ways drawn at random.
    case sampled(Int)
    /// From the normal distribution, with the fourth cumulant and half a step taken into account.
    case normal
  }

  /// The chance of a sum at least as large.
  package let probabilityOfMore: Double
  /// The chance of a sum at least as small.
  package let probabilityOfLess: Double
  /// How they were found.
  package let method: Method

  /// So many differences that are not 0 are enumerated.
  private static let mostEnumerated = 20
  /// The share of the sum of squares up to which no difference matters by itself.
  private static let smallShare = 0.001
  /// What a sum may be off by rounding, as a share of the sum of sizes.
  private static let rounding = 1e-9

  /// Tests differences; `nil` where one is no finite number.
  ///
  /// - Parameters:
  ///   - differences: One for each case, or for each cluster of cases.
  ///   - draws: How many ways to give signs are drawn where there are too many, at least 1.
  ///   - seed: Of the draws.
  package init?(_ differences: [Double], draws: Int, seed: UInt64) {
    guard differences.allSatisfy({ abs($0) <= 1e100 }) else { return nil }
    let sizes = differences.filter { $0 != 0 }.map { abs($0) }
    let squares = sizes.lazy.map { $0 * $0 }.compensatedSum()
    let largest = sizes.max() ?? 0
    let sum = differences.compensatedSum()
    let slack = Self.rounding * sizes.compensatedSum()
    if largest == 0 {
      (probabilityOfMore, probabilityOfLess, method) = (1, 1, .exact)
    } else if sizes.allSatisfy({ $0 == largest }) {
      let positive = differences.count { $0 > 0 }
      let negative = differences.count { $0 < 0 }
      probabilityOfMore = McNemarTest.probability(worse: positive, better: negative)
      probabilityOfLess = McNemarTest.probability(worse: negative, better: positive)
      method = .exact
    } else if sizes.count <= Self.mostEnumerated {
      let tails = Self.enumerated(sizes, sum: sum, slack: slack)
      (probabilityOfMore, probabilityOfLess, method) = (tails.more, tails.less, .exact)
    } else if largest * largest <= Self.smallShare * squares {
      let kurtosis = sizes.lazy.map { $0 * $0 * $0 * $0 }.compensatedSum() / (squares * squares)
      let tail = { (sum: Double) in
        Self.normalTail((sum - largest) / squares.squareRoot(), kurtosis: kurtosis)
      }
      (probabilityOfMore, probabilityOfLess, method) = (tail(sum), tail(-sum), .normal)
    } else {
      let tails = Self.drawn(differences, slack: slack, count: max(1, draws), seed)
      (probabilityOfMore, probabilityOfLess) = (tails.more, tails.less)
      method = .sampled(max(1, draws))
    }
  }

  /// How many draws a family of tests needs, 20 m/a.
  ///
  /// Phipson and Smyth (2010), Permutation P-values Should Never Be Zero, Statistical Applications in
  /// Genetics and Molecular Biology 9, article 39: the draws themselves count as one of them.
  package static func draws(familySize: Int, level: Double) -> Int {
    Int((20 * Double(max(1, familySize)) / min(1, max(level, 1e-4))).rounded(.up))
  }

  private typealias Tails = (more: Double, less: Double)

  /// Every way to give signs, each from the one before by a single turn (a Gray code).
  private static func enumerated(_ sizes: [Double], sum: Double, slack: Double) -> Tails {
    var flipped = -sizes.compensatedSum()
    var signs = [Bool](repeating: false, count: sizes.count)
    var (more, less) = (0, 0)
    let ways = 1 << sizes.count
    for way in 1...ways {
      if flipped >= sum - slack { more += 1 }
      if flipped <= sum + slack { less += 1 }
      guard way < ways else { break }
      let place = way.trailingZeroBitCount
      flipped += signs[place] ? -2 * sizes[place] : 2 * sizes[place]
      signs[place].toggle()
    }
    return (Double(more) / Double(ways), Double(less) / Double(ways))
  }

  /// (k + 1) / (B + 1).
  ///
  /// What is drawn is which differences are turned round, not which sign they then have: with one seed
  /// these are the same whatever the differences, so that a chance moves one way as they all do.
  private static func drawn(
    _ differences: [Double],
    slack: Double,
    count: Int,
    _ seed: UInt64
  ) -> Tails {
    var generator = SeededGenerator(seed: seed)
    let sums = sumsOfFours(differences)
    var (more, less) = (1, 1)
    for _ in 0..<count {
      var turned = 0.0
      var bits: UInt64 = 0
      for four in 0..<sums.count / 16 {
        if four & 15 == 0 { bits = generator.next() }
        turned += sums[four << 4 | Int(bits & 15)]
        bits >>= 4
      }
      // The sum becomes less by twice that.
      if turned <= slack / 2 { more += 1 }
      if turned >= -slack / 2 { less += 1 }
    }
    return (Double(more) / Double(count + 1), Double(less) / Double(count + 1))
  }

  /// The sums of every choice among each four differences, so that four random bits add up at once.
  private static func sumsOfFours(_ differences: [Double]) -> [Double] {
    var sums: [Double] = []
    sums.reserveCapacity(4 * differences.count + 16)
    for start in stride(from: 0, to: differences.count, by: 4) {
      let begin = sums.count
      sums.append(0)
      for choice in 1..<16 {
        let index = start + choice.trailingZeroBitCount
        let added = index < differences.count ? differences[index] : 0
        sums.append(sums[begin + (choice & (choice - 1))] + added)
      }
    }
    return sums
  }

  /// The tail of a sum of many signed sizes, by the first term of Edgeworth's series (Cramer (1946),
  /// Mathematical Methods of Statistics, 17.7); odd cumulants of such a sum are 0, its fourth is -2
  /// times the sum of fourth powers.
  private static func normalTail(_ z: Double, kurtosis: Double) -> Double {
    let density = Double.exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
    let correction = -2 * kurtosis / 24 * (z * z * z - 3 * z) * density
    return min(1, max(0, Normal.upperTail(z) + correction))
  }
}
