import PerfgateStatistics

/// Failures of now held against those of before.
///
/// Given how many there are in all, the new ones are binomial where nothing changed: Przyborowski and
/// Wilenski (1940), Homogeneity of Results in Testing Samples from Poisson Series, Biometrika 31,
/// 313-323.
struct FailureShares {
  /// A smaller difference of shares is nobody's concern.
  private static let leastDifference = 0.01

  /// The share of before.
  let baseline: Double
  /// The chance of so many failures or more where they became more frequent by the tolerance at most.
  let probabilityWorse: Double
  /// The chance of so few where they became less frequent by the tolerance at most.
  let probabilityBetter: Double
  /// Whether so few are proof enough that they did not become more frequent by the limit.
  private let isWithinLimit: Bool
  private let share: Double

  /// Holds failures against those of before.
  ///
  /// - Parameters:
  ///   - recorded: The recordings of the newest level.
  ///   - observed: What is judged; where it is absent, only the share of before is known.
  ///   - limits: What counts as a regression.
  init(recorded: [StageLevels], observed: StageLevels?, _ limits: RegressionLimits) {
    let spans = recorded.reduce(0) { $0 + $1.spans }
    let failures = recorded.reduce(0) { $0 + $1.failures }
    baseline = spans > 0 ? Double(failures) / Double(spans) : 0
    guard let observed, observed.spans > 0, spans > 0 else {
      (share, probabilityWorse, probabilityBetter, isWithinLimit) = (baseline, 1, 1, false)
      return
    }
    share = Double(observed.failures) / Double(observed.spans)
    let trials = failures + observed.failures
    let tolerated = 1 + limits.tolerance
    let more = Double(observed.spans) * tolerated
    let less = Double(observed.spans) / tolerated
    probabilityWorse =
      Binomial(trials: trials, probability: more / (more + Double(spans)))?
      .upperTail(atLeast: observed.failures) ?? 1
    probabilityBetter =
      Binomial(trials: trials, probability: less / (less + Double(spans)))?
      .cdf(observed.failures) ?? 1
    let fewest = Self.probability(
      of: observed,
      spans: spans,
      failures: failures,
      limit: limits.limit
    )
    isWithinLimit = fewest <= limits.miss
  }

  /// The chance of so few failures where they became more frequent by the limit.
  ///
  /// A limit below the difference that is nobody's concern gives way to it. Without failures before
  /// there is nothing to multiply, and the share itself is held against that difference.
  private static func probability(
    of observed: StageLevels,
    spans: Int,
    failures: Int,
    limit: Double
  ) -> Double {
    let few: Binomial?
    if failures > 0 {
      let growth = max(1 + limit, 1 + leastDifference * Double(spans) / Double(failures))
      let more = Double(observed.spans) * growth
      few = Binomial(
        trials: failures + observed.failures,
        probability: more / (more + Double(spans))
      )
    } else {
      few = Binomial(trials: observed.spans, probability: leastDifference)
    }
    return few?.cdf(observed.failures) ?? 1
  }

  /// The change over the share of before; `nil` where that is 0.
  var change: Double? { baseline > 0 ? share / baseline - 1 : nil }

  /// What is known of the change.
  func state(isWorse: Bool, isBetter: Bool) -> RegressionReport.State {
    let difference = share - baseline
    if difference >= Self.leastDifference { return isWorse ? .regressed : .suspected }
    if isBetter, -difference >= Self.leastDifference { return .improved }
    return isWithinLimit ? .withinLimit : .inconclusive
  }
}
