/// How many samples lie far from the rest, by two established rules.
///
/// Tukey (1977), Exploratory Data Analysis: mild beyond 1.5, severe beyond 3 interquartile ranges
/// from the nearer quartile (type 7 quartiles). Iglewicz and Hoaglin (1993), How to Detect and
/// Handle Outliers: more than 3.5 scaled median absolute deviations from the median.
package struct OutlierCounts: Sendable, Equatable {
  /// Samples more than 3 interquartile ranges below the first quartile.
  package let severeLow: Int
  /// Samples between 1.5 and 3 interquartile ranges below the first quartile.
  package let mildLow: Int
  /// Samples between 1.5 and 3 interquartile ranges above the third quartile.
  package let mildHigh: Int
  /// Samples more than 3 interquartile ranges above the third quartile.
  package let severeHigh: Int
  /// Samples more than 3.5 scaled median absolute deviations from the median.
  package let beyondScaledMAD: Int

  /// All samples outside Tukey's inner fences.
  package var total: Int { severeLow + mildLow + mildHigh + severeHigh }

  init(sorted: [Double], median: Double, scaledMAD: Double) {
    let first = OrderStatistics.quantile(0.25, ofSorted: sorted)
    let third = OrderStatistics.quantile(0.75, ofSorted: sorted)
    let inner = 1.5 * (third - first)
    let outer = 3 * (third - first)
    let low = sorted.count { $0 < first - inner }
    let high = sorted.count { $0 > third + inner }
    severeLow = sorted.count { $0 < first - outer }
    severeHigh = sorted.count { $0 > third + outer }
    mildLow = low - severeLow
    mildHigh = high - severeHigh
    beyondScaledMAD = sorted.count { abs($0 - median) > 3.5 * scaledMAD }
  }
}
