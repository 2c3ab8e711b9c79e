/// Quantiles of values that were sorted already.
enum OrderStatistics {
  /// The type 7 quantile of Hyndman and Fan (1996).
  ///
  /// - Parameters:
  ///   - probability: 0 to 1.
  ///   - sorted: Ascending, not empty.
  /// - Returns: The quantile, in the unit of the values.
  static func quantile(_ probability: Double, ofSorted sorted: [Double]) -> Double {
    let position = Double(sorted.count - 1) * probability
    let index = Int(position)
    guard index + 1 < sorted.count else { return sorted[sorted.count - 1] }
    let fraction = position - Double(index)
    return sorted[index] + fraction * (sorted[index + 1] - sorted[index])
  }

  /// The median of values in any order.
  ///
  /// - Parameter values: Not empty.
  /// - Returns: The median, in the unit of the values.
  static func median(of values: [Double]) -> Double {
    quantile(0.5, ofSorted: values.sorted())
  }
}
