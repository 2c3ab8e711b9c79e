import RealModule

/// The smallest drop that a paired test could find with the cases that there are.
package enum VisibleDrop {
  /// The fewest changes, all in one direction, that reach a level: 2^-k <= level.
  package static func fewestChanges(level: Double) -> Int {
    guard level > 0 else { return .max }
    guard level < 1 else { return 1 }
    // Rounding must not ask for one more where the level is a power of a half.
    return max(1, Int((-Double.log2(level) - 1e-9).rounded(.up)))
  }

  /// Of a rate: the net share of cases that must get worse for McNemar's test to reach a level.
  ///
  /// As many cases are expected to be discordant as were: (2 b - N) / n with the smallest b for which
  /// P(Bin(N, 1/2) >= b) <= level; N is at least what reaches the level where all go one way.
  ///
  /// - Parameters:
  ///   - cases: How many cases are compared, n.
  ///   - discordant: How many of them changed.
  ///   - level: Of the test, above 0.
  /// - Returns: A drop; above 1 where not even all cases together could reach the level.
  package static func ofRate(cases: Int, discordant: Int, level: Double) -> Double {
    guard cases > 0, level > 0 else { return .infinity }
    let expected = max(discordant, fewestChanges(level: level))
    guard let changes = Binomial(trials: expected, probability: 0.5) else { return .infinity }
    var (low, high) = (0, expected)
    while low < high {
      let middle = (low + high) / 2
      if changes.upperTail(atLeast: middle) <= level { high = middle } else { low = middle + 1 }
    }
    return Double(2 * high - expected) / Double(cases)
  }

  /// Of a mean: the drop at which the sign-flip test reaches a level, z sqrt(sum of squares) / n.
  ///
  /// At least what the fewest changes make that reach the level, each of the size that changes have
  /// (root mean square), or of 1 where nothing changed.
  ///
  /// - Parameters:
  ///   - parts: One difference for each case, or for each cluster the sum of its differences.
  ///   - cases: How many cases there are, n.
  ///   - level: Of the test, above 0.
  /// - Returns: A drop; `nil` where there are too few parts to reach the level at all.
  package static func ofMean(parts: [Double], cases: Int, level: Double) -> Double? {
    let fewest = fewestChanges(level: level)
    guard cases > 0, parts.count >= fewest else { return nil }
    let squares = parts.lazy.map { $0 * $0 }.compensatedSum()
    let changed = parts.count { $0 != 0 }
    let size = changed == 0 ? 1 : (squares / Double(changed)).squareRoot()
    let typical = Normal.upperQuantile(tail: min(0.5, level)) * squares.squareRoot()
    return max(typical, Double(fewest) * size) / Double(cases)
  }

  /// How many values a percentile must rest on, so that the largest is above it with a confidence:
  /// ceil(ln(1 - confidence) / ln q).
  ///
  /// - Parameters:
  ///   - quantile: 0 to 1, both excluded.
  ///   - confidence: 0 to 1, both excluded.
  /// - Returns: 90 for the 95th percentile at 99%, 459 for the 99th.
  package static func valuesNeeded(forQuantile quantile: Double, confidence: Double = 0.99) -> Int {
    Int((Double.log(1 - confidence) / Double.log(quantile)).rounded(.up))
  }
}
