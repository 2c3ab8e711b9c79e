internal import PerfgateModel

/// Small pictures of how values are distributed: equal bins over a common range, nothing estimated.
struct Distribution {
  private static let heights = Array("▁▂▃▄▅▆▇█")

  /// The smallest value of all samples.
  let low: Double
  /// The greatest value of all samples.
  let high: Double

  /// The range of samples that are shown together; `nil` without any finite value.
  init?(of samples: [[Double]]) {
    let finite = samples.joined().filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    self.low = low
    self.high = high
  }

  /// One sample as bars, empty bins as spaces; `nil` without any finite value.
  ///
  /// - Parameters:
  ///   - values: Values within the range.
  ///   - bins: How many characters wide, 1 at least.
  /// - Returns: As many characters as bins.
  func bars(_ values: [Double], bins: Int) -> String? {
    let finite = values.filter(\.isFinite)
    guard !finite.isEmpty, bins > 0 else { return nil }
    var counts = [Int](repeating: 0, count: bins)
    for value in finite { counts[bin(of: value, bins: bins)] += 1 }
    let tallest = counts.max() ?? 1
    let bars = counts.map { count -> Character in
      guard count > 0 else { return " " }
      return Self.heights[(count * Self.heights.count - 1) / max(1, tallest)]
    }
    return String(bars)
  }

  /// Halved before subtracting, so that no range of doubles overflows.
  private func bin(of value: Double, bins: Int) -> Int {
    let span = high / 2 - low / 2
    guard span > 0 else { return bins / 2 }
    let share = (value / 2 - low / 2) / span
    return min(bins - 1, max(0, Int(share * Double(bins))))
  }
}
