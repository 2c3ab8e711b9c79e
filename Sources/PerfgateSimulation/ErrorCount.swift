import PerfgateStatistics

/// How often something happened, with bounds on its probability.
struct ErrorCount: Sendable {
  var events = 0
  var trials = 0

  /// The share, as a percentage.
  var share: Double { trials == 0 ? 0 : 100 * Double(events) / Double(trials) }

  /// The upper end of the two-sided 95% interval of Clopper and Pearson (1934), as a percentage.
  var upper: Double {
    guard trials > 0, events < trials else { return 100 }
    var (low, high) = (Double(events) / Double(trials), 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      let tail = Binomial(trials: trials, probability: middle)?.cdf(events) ?? 0
      if tail > 0.025 { low = middle } else { high = middle }
    }
    return 100 * high
  }

  /// `0.45% (<= 0.52%)`.
  var text: String { "\(Self.rounded(share))% (<= \(Self.rounded(upper))%)" }

  private static func rounded(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let fraction = "\(hundredths % 100)"
    return "\(hundredths / 100).\(fraction.count < 2 ? "0" : "")\(fraction)"
  }
}
