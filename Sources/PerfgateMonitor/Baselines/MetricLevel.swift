import PerfgateStatistics

/// A value held against recordings: the prediction of the next one (docs/STATISTICS.md).
struct MetricLevel {
  private let scale: WorkingScale
  private let prediction: BaselinePrediction
  /// In working units, larger is worse.
  private let estimate: Double
  private let tolerance: Double
  private let limit: Double

  /// The chance of a value at least this bad from code that is worse by the tolerance at most.
  let probabilityWorse: Double
  /// The chance of a value at least this good from code that is better by the tolerance at most.
  let probabilityBetter: Double

  /// Holds a value against recordings; `nil` where they have no scale in common.
  ///
  /// - Parameters:
  ///   - epochs: The recordings, oldest epoch first.
  ///   - observed: The value; where there is none, the level alone is known.
  ///   - metric: Not `failureShare`.
  ///   - limits: What counts as a regression.
  init?(
    _ epochs: [[Double]],
    observed: Double?,
    _ metric: RegressionReport.Metric,
    _ limits: RegressionLimits
  ) {
    let scale = try? WorkingScale(
      epochs: epochs,
      observed: observed.map { [$0] } ?? [],
      direction: metric == .throughput ? .higher : .lower,
      // Where a duration is 0, a nanosecond is the least that can be told apart.
      minimumDelta: 1
    )
    guard let scale,
      let prediction = try? BaselinePrediction(
        epochs: epochs.map { $0.compactMap(scale.working) },
        prior: scale.prior
      ),
      let tolerance = scale.tolerance(limits.tolerance),
      let limit = scale.limit(limits.limit)
    else { return nil }
    let value = observed.flatMap(scale.working) ?? prediction.centre
    self.scale = scale
    self.prediction = prediction
    self.tolerance = tolerance
    self.limit = limit
    estimate = prediction.change(of: value)
    let worse = prediction.probabilityWorse(observed: value, tolerance: tolerance)
    let better = prediction.probabilityBetter(observed: value, tolerance: tolerance)
    guard let worse, let better else { return nil }
    probabilityWorse = worse
    probabilityBetter = better
  }

  /// The level of the recordings, in the metric's unit.
  var baseline: Double { scale.value(ofWorking: prediction.centre) }

  /// The change over it, 0.1 for ten percent more; `nil` where it is 0.
  var change: Double? {
    scale.shown(change: estimate, from: prediction.centre)?.ratio
  }

  /// The smallest change that can be proven, 0.18 for 18%; `nil` where changes are no ratios.
  ///
  /// - Parameters:
  ///   - limits: What counts as a regression.
  ///   - family: How many figures are judged.
  /// - Returns: A ratio.
  func provable(_ limits: RegressionLimits, family: Int) -> Double? {
    guard scale.transformation == .logarithmic else { return nil }
    return prediction.provableRatio(
      toleranceRatio: limits.tolerance,
      level: level(limits, family: family)
    )
  }

  /// What is known of the change.
  ///
  /// - Parameters:
  ///   - isWorse: Whether that it is worse is proven.
  ///   - isBetter: Whether that it is better is proven.
  ///   - limits: What counts as a regression.
  ///   - family: How many figures are judged.
  /// - Returns: Not `missing`.
  func state(
    isWorse: Bool,
    isBetter: Bool,
    _ limits: RegressionLimits,
    family: Int
  ) -> RegressionReport.State {
    if isWorse { return .regressed }
    if isBetter { return .improved }
    if estimate >= limit { return .suspected }
    let upper = prediction.upperBound(observed: prediction.centre + estimate, risk: limits.miss)
    if upper ?? .infinity < limit { return .withinLimit }
    let reach = prediction.provable(tolerance: tolerance, level: level(limits, family: family))
    return reach ?? .infinity <= limit ? .inconclusive : .learning
  }

  private func level(_ limits: RegressionLimits, family: Int) -> Double {
    BaselinePrediction.level(
      falseAlarms: limits.falseAlarms,
      familySize: family,
      miss: limits.miss
    )
  }
}
