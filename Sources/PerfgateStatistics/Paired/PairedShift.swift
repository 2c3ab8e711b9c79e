/// By how much one of two paired sides exceeds the other, as sums over independent parts.
///
/// A part is a case, or a cluster of cases. While the sides differ by a supposed shift and nothing
/// else, each sum is as likely positive as negative.
package protocol ShiftStatistic: Sendable {
  /// What each part speaks for more than a supposed shift; positive where the head exceeds the base by
  /// more. None of them rises as the shift does.
  ///
  /// - Parameter shift: In the unit of the differences.
  /// - Returns: One sum for each part, in the same order for every shift.
  func parts(at shift: Double) -> [Double]

  /// From where no sum is below 0 to where none is above.
  var range: ClosedRange<Double> { get }
}

/// A shift between paired sides: tested, estimated and bounded by turning signs round.
///
/// The test of Fisher (1935) at each supposed shift, and what it does not exclude as the interval
/// (Hodges and Lehmann 1963; with bounded scores Maritz (1979), Exact Robust Confidence Intervals for
/// Location, Biometrika 66, 163-166). Nothing is assumed of the size of differences, their tails or
/// their likeness. A chance P(sum over turned parts <= 0) does not fall as the shift rises, since none
/// of the parts rises, so that the interval has no holes, and test and interval agree.
package struct PairedShift<Statistic: ShiftStatistic>: Sendable {
  /// What is summed.
  package let statistic: Statistic
  /// The shift at which the parts sum to nothing; the middle where several do.
  package let estimate: Double
  private let draws: Int
  private let seed: UInt64

  /// How closely ends of intervals are found: a thousandth of a percent of a logarithm.
  private var resolution: Double { 1e-5 }

  /// Prepares a comparison.
  ///
  /// - Parameters:
  ///   - statistic: What is summed.
  ///   - draws: How many ways to turn signs are drawn where there are too many.
  ///   - seed: Of the draws.
  package init(_ statistic: Statistic, draws: Int, seed: UInt64) {
    self.statistic = statistic
    self.draws = draws
    self.seed = seed
    let ends = [false, true].map { Self.crossing(of: statistic, passesZero: $0) }
    estimate = (ends[0] + ends[1]) / 2
  }

  /// The test of a supposed shift; `nil` where a sum is no number.
  ///
  /// - Parameter shift: In the unit of the differences.
  /// - Returns: How likely sums are that are at least as large, or as small, at just this shift.
  package func test(_ shift: Double) -> SignFlipTest? {
    SignFlipTest(statistic.parts(at: shift), draws: draws, seed: seed)
  }

  /// The shift that is proven to be exceeded, but for a chance; `nil` where no shift is.
  ///
  /// - Parameter risk: 0 to 0.5.
  /// - Returns: Within 1e-5 below the largest such shift.
  package func lowerBound(risk: Double) -> Double? {
    bound(beyond: statistic.range.lowerBound, sign: -1) {
      $0.probabilityOfMore <= risk
    }
  }

  /// The shift that is proven to be fallen short of, but for a chance; `nil` where no shift is.
  ///
  /// - Parameter risk: 0 to 0.5.
  /// - Returns: Within 1e-5 above the smallest such shift.
  package func upperBound(risk: Double) -> Double? {
    bound(beyond: statistic.range.upperBound, sign: 1) {
      $0.probabilityOfLess <= risk
    }
  }

  /// Goes away from the estimate until a test excludes the shift, then halves the last step.
  private func bound(
    beyond end: Double,
    sign: Double,
    isExcluded: @escaping (SignFlipTest) -> Bool
  ) -> Double? {
    let excludes = { (shift: Double) in test(shift).map(isExcluded) ?? false }
    let reach = max(0, sign * (end - estimate)) + resolution
    guard excludes(estimate + sign * reach) else { return nil }
    var (near, far) = (0.0, min(0.01, reach))
    while far < reach, !excludes(estimate + sign * far) { (near, far) = (far, min(reach, 2 * far)) }
    while far - near > resolution {
      let middle = (near + far) / 2
      if excludes(estimate + sign * middle) { far = middle } else { near = middle }
    }
    return estimate + sign * far
  }

  /// Where the sum of all parts reaches 0, or leaves it.
  private static func crossing(of statistic: Statistic, passesZero: Bool) -> Double {
    var (low, high) = (statistic.range.lowerBound, statistic.range.upperBound)
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      guard high - low > 1e-9, middle > low, middle < high else { break }
      let parts = statistic.parts(at: middle)
      let sum = parts.compensatedSum()
      let slack = 1e-12 * parts.lazy.map { abs($0) }.compensatedSum()
      if passesZero ? sum >= -slack : sum > slack { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
