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
      (share, probabilityWorse, probabilityBetter) = (baseline, 1, 1)
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
  }

  /// The change over the share of before; `nil` where that is 0.
  var change: Double? { baseline > 0 ? share / baseline - 1 : nil }

  /// What is known of the change.
  func state(isWorse: Bool, isBetter: Bool) -> RegressionReport.State {
    let difference = share - baseline
    if difference >= Self.leastDifference { return isWorse ? .regressed : .suspected }
    return isBetter && -difference >= Self.leastDifference ? .improved : .withinLimit
  }
}
