/// What is shown of a set of samples: its centre, its spread, its shape.
///
/// Nothing is dropped: outliers are counted and stay in every figure. Intervals describe this set
/// alone; the next run differs by more, so no verdict may rest on them.
package struct Summary: Sendable, Equatable {
  /// 1 / quantile(3/4) of the standard normal: makes the median absolute deviation estimate the
  /// standard deviation of normal samples (Rousseeuw and Croux 1993, JASA 88, 1273-1283).
  package static let medianDeviationScale = 1.4826

  /// The number of samples, at least 1.
  package let count: Int
  /// The arithmetic mean, from a compensated sum.
  package let mean: Double
  /// The median: the middle sample, or the mean of the middle two.
  package let median: Double
  /// The standard deviation with n - 1 in the denominator; nil for one sample.
  package let standardDeviation: Double?
  /// The median absolute deviation from the median, times 1.4826.
  package let scaledMAD: Double
  /// The smallest sample.
  package let minimum: Double
  /// The largest sample.
  package let maximum: Double
  /// The standard deviation over the magnitude of the mean; nil for one sample or a mean of 0.
  package let coefficientOfVariation: Double?
  /// The correlation of neighbours in measured order; nil below 3 samples or without any spread.
  ///
  /// Box and Jenkins (1976), Time Series Analysis, 2.1.5: the sum of products of neighbouring
  /// deviations over the sum of squared deviations.
  package let lagOneAutocorrelation: Double?
  /// The samples that lie far from the rest, counted.
  package let outliers: OutlierCounts
  /// The samples in ascending order.
  package let sorted: [Double]

  /// Summarises the samples.
  ///
  /// - Parameter samples: In measured order, all in one unit.
  /// - Throws: `SampleError` where there is none, or one that is not finite or above 1e100.
  package init(samples: [Double]) throws(SampleError) {
    try Self.check(samples)
    let sorted = samples.sorted()
    let n = Double(samples.count)
    let mean = samples.compensatedSum() / n
    let median = OrderStatistics.quantile(0.5, ofSorted: sorted)
    let squares = samples.lazy.map { ($0 - mean) * ($0 - mean) }.compensatedSum()
    let deviation = samples.count > 1 ? (squares / (n - 1)).squareRoot() : nil
    let distances = samples.map { abs($0 - median) }.sorted()
    let scaledMAD =
      Summary.medianDeviationScale * OrderStatistics.quantile(0.5, ofSorted: distances)
    count = samples.count
    self.mean = mean
    self.median = median
    standardDeviation = deviation
    self.scaledMAD = scaledMAD
    minimum = sorted[0]
    maximum = sorted[sorted.count - 1]
    coefficientOfVariation = deviation.flatMap { mean == 0 ? nil : $0 / abs(mean) }
    lagOneAutocorrelation = Summary.lagOne(samples, mean: mean, squares: squares)
    outliers = OutlierCounts(sorted: sorted, median: median, scaledMAD: scaledMAD)
    self.sorted = sorted
  }

  /// Makes sure that samples can be summarised.
  ///
  /// - Parameter samples: In any order.
  /// - Throws: `SampleError` where there is none, or one that is not finite or above 1e100.
  package static func check(_ samples: [Double]) throws(SampleError) {
    guard !samples.isEmpty else { throw .empty }
    for (index, sample) in samples.enumerated() {
      guard sample.isFinite else { throw .notFinite(index: index) }
      guard abs(sample) <= 1e100 else { throw .tooLarge(index: index) }
    }
  }

  /// The median alone, for a tenth of the work of a summary.
  ///
  /// - Parameter samples: In any order.
  /// - Returns: The middle sample, or the mean of the middle two.
  /// - Throws: `SampleError` as `check` does.
  package static func median(of samples: [Double]) throws(SampleError) -> Double {
    try check(samples)
    return OrderStatistics.median(of: samples)
  }

  /// The quantile by linear interpolation between order statistics; nil outside 0 to 1.
  ///
  /// Type 7 of Hyndman and Fan (1996), Sample Quantiles in Statistical Packages, Am. Stat. 50,
  /// 361-365: position (n - 1) p from the smallest, the default of R and NumPy.
  ///
  /// - Parameter probability: 0 (the minimum) to 1 (the maximum).
  /// - Returns: The quantile, in the unit of the samples.
  package func quantile(_ probability: Double) -> Double? {
    guard probability >= 0, probability <= 1 else { return nil }
    return OrderStatistics.quantile(probability, ofSorted: sorted)
  }

  private static func lagOne(_ samples: [Double], mean: Double, squares: Double) -> Double? {
    guard samples.count >= 3, squares > 0 else { return nil }
    let products = zip(samples, samples.dropFirst()).lazy.map { ($0 - mean) * ($1 - mean) }
    return products.compensatedSum() / squares
  }
}
