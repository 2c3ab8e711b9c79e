import RealModule

/// How far the invocations of one run differ from each other.
package enum WithinRunSpread {
  /// The fewest values that give a spread.
  package static let fewestValues = 5
  /// Of so many values the lowest and the highest one are drawn in.
  private static let valuesPerTail = 15

  /// The Winsorised standard deviation of the logarithms of a run's values.
  ///
  /// The lowest and highest fifteenth of the values, at least one each, count as their neighbours
  /// (Tukey and McLaughlin 1963, Sankhya A 25, 331-352): a rare hiccup says nothing of the median,
  /// while a load that comes and goes shows in more than a fifteenth.
  ///
  /// - Parameter samples: One value per invocation, in any order.
  /// - Returns: 0.02 is 2%; nil for fewer than five values, or where one is not positive and finite.
  package static func logarithmic(of samples: [Double]) -> Double? {
    guard samples.count >= fewestValues, samples.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      return nil
    }
    let tail = max(1, samples.count / valuesPerTail)
    let sorted = samples.sorted()
    let kept = sorted[tail]...sorted[sorted.count - 1 - tail]
    let logarithms = sorted.map { Double.log(min(max($0, kept.lowerBound), kept.upperBound)) }
    let mean = logarithms.compensatedSum() / Double(logarithms.count)
    let squares = logarithms.map { ($0 - mean) * ($0 - mean) }.compensatedSum()
    return (squares / Double(logarithms.count - 1)).squareRoot()
  }

  /// How far two invocations of the same program in one round differ, which no drift from round to
  /// round adds to.
  ///
  /// The median of the differences of logarithms, over what it is for two normal values (0.954).
  ///
  /// - Parameter samples: Two values per round, in the order of the rounds.
  /// - Returns: 0.02 is 2%; nil without a pair, or where a value is not positive and finite.
  package static func ofPairs(_ samples: [Double]) -> Double? {
    guard samples.count >= 2, samples.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let differences = stride(from: 1, to: samples.count, by: 2).map {
      abs(Double.log(samples[$0] / samples[$0 - 1]))
    }
    return OrderStatistics.median(of: differences) / 0.954
  }
}
