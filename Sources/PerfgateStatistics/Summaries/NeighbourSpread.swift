import RealModule

/// How values differ, on the logarithmic scale, as standard deviations.
package enum NeighbourSpread {
  /// How a value differs from the next one, whatever drift both share: the median absolute
  /// difference over 0.954, its value for a normal distribution of standard deviation 1.
  ///
  /// - Parameter values: Above 0, in their order.
  /// - Returns: `nil` for fewer than two.
  package static func logarithmic(_ values: [Double]) -> Double? {
    guard values.count >= 2, values.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let differences = zip(values, values.dropFirst()).map { abs(Double.log($1 / $0)) }
    return OrderStatistics.median(of: differences) / 0.954
  }

  /// The standard deviation of the logarithms.
  ///
  /// - Parameter values: Above 0.
  /// - Returns: `nil` for fewer than two.
  package static func deviation(_ values: [Double]) -> Double? {
    guard values.count >= 2, values.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    return try? Summary(samples: values.map { Double.log($0) }).standardDeviation
  }
}

/// The smallest change that two ways to compare can see.
package enum SmallestChange {
  /// With committed recordings that scatter by `spread`: V of a baseline of so many.
  ///
  /// s^2 = (8 * 0.04^2 + (n - 1) spread^2) / (8 + n - 1), as in the number of recordings needed;
  /// where they scatter by more than the 4% that are believed, that is what is believed.
  ///
  /// - Parameters:
  ///   - recordings: n, 1 to 40.
  ///   - spread: Between recordings, as a standard deviation of logarithms.
  ///   - tolerance: t, as a ratio.
  ///   - level: min(a / m, b).
  /// - Returns: A ratio; `nil` outside the ranges.
  package static func committed(
    recordings: Int,
    spread: Double,
    tolerance: Double,
    level: Double
  ) -> Double? {
    guard (1...40).contains(recordings), spread >= 0, spread <= 10, tolerance >= 0 else {
      return nil
    }
    let prior = SpreadPrior.logarithmic
    let more = Double(recordings - 1)
    let belief = max(prior.standardDeviation, spread)
    let believed = prior.degreesOfFreedom * belief * belief
    let freedom = prior.degreesOfFreedom + more
    let expected = ((believed + more * spread * spread) / freedom).squareRoot()
    let reach = BaselinePrediction.reach(
      risk: level,
      degreesOfFreedom: freedom,
      standardError: BaselinePrediction.standardError(spread: expected, count: recordings),
      StudentQuantiles()
    )
    return reach.map { (1 + tolerance) * Double.exp($0) - 1 }
  }

  /// With 40 rounds of two revisions measured in turns, of two metrics: ln(1+t) + 0.61 sigma.
  ///
  /// - Parameters:
  ///   - spread: sigma, between invocations of one side, as a standard deviation of logarithms.
  ///   - tolerance: t, as a ratio.
  /// - Returns: A ratio; `nil` outside the ranges.
  package static func interleaved(spread: Double, tolerance: Double) -> Double? {
    guard spread >= 0, spread <= 10, tolerance >= 0 else { return nil }
    return (1 + tolerance) * Double.exp(0.61 * spread) - 1
  }
}
