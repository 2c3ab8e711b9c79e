/// How far two invocations of the same program in one round differ, learned round by round.
struct SpreadTracker: Sendable, Equatable {
  /// The median of |X - Y| of two values of a normal distribution with standard deviation 1.
  private static let medianDifference = 0.954

  private let believed: Double
  private let least: Double
  private var sorted: [Double] = []

  /// Creates a tracker.
  ///
  /// - Parameters:
  ///   - believed: What is believed before anything was seen, in working units.
  ///   - least: The smallest scale that is ever used, in working units, above 0.
  init(believed: Double, least: Double) {
    self.believed = believed
    self.least = least
  }

  /// Learns from a round.
  mutating func append(_ round: MeasurementRound) {
    for spread in round.spreads { sorted.insert(spread, at: place(of: spread)) }
  }

  /// The scale for the next round's bets: what was seen, with two values of what is believed.
  var scale: Double {
    let low = place(of: believed)
    let middle = sorted.count / 2
    // The median of an even count is the mean of the two values in the middle.
    let values = [middle, middle + 1].map { position -> Double in
      if position < low { return sorted[position] }
      if position < low + 2 { return believed }
      return sorted[position - 2]
    }
    return max(least, (values[0] + values[1]) / 2 / Self.medianDifference)
  }

  /// The standard deviation that the values seen would have, were they normal; `nil` without any.
  var standardDeviation: Double? {
    guard !sorted.isEmpty else { return nil }
    return OrderStatistics.quantile(0.5, ofSorted: sorted) / Self.medianDifference
  }

  /// Where a value belongs, behind all that are smaller.
  private func place(of value: Double) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
