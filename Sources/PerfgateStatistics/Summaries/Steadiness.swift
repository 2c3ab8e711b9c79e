/// Whether a series has settled: what falls at its start is warm-up, what moves later on is drift.
package enum Steadiness {
  /// How many values are held against as many before them: even, so that what takes turns between
  /// two or three levels has them equally often on both sides.
  package static let window = 6
  /// The largest chance that a settled series is said to fall still.
  package static let risk = 0.05
  /// The most of the 36 pairs of two windows that are no fall at a risk of 5%: of the 924 orders of
  /// twelve values 43 have more (4.65%; Mann and Whitney 1947).
  private static let mostPairs = 28.5

  /// The chance at most that values without a trend are said to have one.
  package static let driftRisk = 0.001
  /// A smaller drift is not worth a word, as a share of the level.
  package static let leastDrift = 0.03
  /// As many as tell a trend; the values within a block may resemble each other.
  private static let blocks = 15

  /// Whether the last values are lower than those before them.
  ///
  /// The exact one-sided test of Mann and Whitney for two windows of six, ties counted half.
  ///
  /// - Parameter values: In the order in which they were measured.
  /// - Returns: Whether they are; false for fewer than two windows.
  package static func isFalling(_ values: [Double]) -> Bool {
    guard values.count >= 2 * window else { return false }
    let late = values.suffix(window)
    let early = values.dropLast(window).suffix(window)
    var pairs = 0.0
    for before in early {
      for after in late { pairs += before > after ? 1 : before == after ? 0.5 : 0 }
    }
    return pairs > mostPairs
  }

  /// How far a series drifts from its first to its last third, as a share of its median, where it
  /// has a trend; `nil` where it has none, or one of less than 3%.
  ///
  /// The trend is that of Mann (1945) and Kendall (1975) over the medians of 15 blocks, at 0.1%:
  /// neighbouring values of one process after the other resemble each other, and only blocks are
  /// nearly independent.
  ///
  /// - Parameter values: In the order in which they were measured.
  /// - Returns: A ratio, negative for a fall.
  package static func drift(of values: [Double]) -> Double? {
    guard values.count >= blocks, values.allSatisfy(\.isFinite) else { return nil }
    let medians = (0..<blocks).map { block in
      OrderStatistics.median(
        of: Array(values[block * values.count / blocks..<(block + 1) * values.count / blocks])
      )
    }
    guard hasTrend(medians) else { return nil }
    let level = OrderStatistics.median(of: values)
    let third = values.count / 3
    let first = OrderStatistics.median(of: Array(values.prefix(third)))
    let last = OrderStatistics.median(of: Array(values.suffix(third)))
    guard level > 0, abs(last - first) >= leastDrift * level else { return nil }
    return (last - first) / level
  }

  private static func hasTrend(_ values: [Double]) -> Bool {
    var sum = 0.0
    for (index, value) in values.enumerated() {
      for later in values[(index + 1)...] { sum += later > value ? 1 : later < value ? -1 : 0 }
    }
    let count = Double(values.count)
    let deviation = (count * (count - 1) * (2 * count + 5) / 18).squareRoot()
    return 2 * Normal.upperTail((abs(sum) - 1) / deviation) <= driftRisk
  }
}
