import PerfgateStatistics

extension Proportion {
  /// `0.45% (<= 0.52%)`: the share, and the upper of two bounds that hold with 95%.
  var text: String {
    "\(Self.percent(share)) (<= \(Self.percent(bounds().upperBound)))"
  }

  /// Whether so many events have a chance below 0.1% where the probability is a promised one.
  func isSurelyAbove(_ probability: Double) -> Bool {
    (Binomial(trials: trials, probability: probability)?.upperTail(atLeast: events) ?? 0) < 0.001
  }

  private static func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded())
    let fraction = "\(hundredths % 100)"
    return "\(hundredths / 100).\(fraction.count < 2 ? "0" : "")\(fraction)%"
  }
}
