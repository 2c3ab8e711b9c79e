/// What is believed of the spread between recordings before there are any.
///
/// It weighs as much as that many squared deviations of that size, so a baseline of one recording
/// has a spread, and a few recordings that happen to agree do not promise more than they can keep.
package struct SpreadPrior: Sendable, Equatable {
  /// The prior of the logarithmic scale: 4% between recordings, worth 8 degrees of freedom.
  package static let logarithmic = SpreadPrior(
    uncheckedDegreesOfFreedom: 8,
    standardDeviation: 0.04
  )

  /// The weight of the prior, at least 1.
  package let degreesOfFreedom: Double
  /// The spread believed in, in working units (0.04 is 4% on the logarithmic scale), above 0.
  package let standardDeviation: Double

  /// Makes a prior; nil outside the ranges below.
  ///
  /// - Parameters:
  ///   - degreesOfFreedom: The weight, 1 to 1,000,000.
  ///   - standardDeviation: In working units, 1e-100 to 1e100.
  package init?(degreesOfFreedom: Double = 8, standardDeviation: Double) {
    guard (1...1e6).contains(degreesOfFreedom),
      (1e-100...1e100).contains(standardDeviation)
    else { return nil }
    self.init(
      uncheckedDegreesOfFreedom: degreesOfFreedom,
      standardDeviation: standardDeviation
    )
  }

  /// The same weight with a spread of at least `standardDeviation`.
  ///
  /// - Parameter standardDeviation: In working units; beyond 1e100 or not a number changes nothing.
  /// - Returns: A prior that is never narrower.
  package func raised(to standardDeviation: Double) -> SpreadPrior {
    guard standardDeviation > self.standardDeviation else { return self }
    let raised = SpreadPrior(
      degreesOfFreedom: degreesOfFreedom,
      standardDeviation: standardDeviation
    )
    return raised ?? self
  }

  private init(uncheckedDegreesOfFreedom: Double, standardDeviation: Double) {
    degreesOfFreedom = uncheckedDegreesOfFreedom
    self.standardDeviation = standardDeviation
  }
}
