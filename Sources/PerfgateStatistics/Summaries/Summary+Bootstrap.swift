import RealModule

extension Summary {
  /// What a bootstrap interval is made for.
  package enum Estimator: Sendable, Equatable, CaseIterable {
    /// The arithmetic mean.
    case mean
    /// The median.
    case median
  }

  /// The bias-corrected and accelerated bootstrap interval.
  ///
  /// Efron (1987), Better Bootstrap Confidence Intervals, JASA 82, 171-185: the bias correction
  /// from the share of resampled estimates below the estimate (ties count half), the acceleration
  /// from the jackknife.
  ///
  /// - Parameters:
  ///   - estimator: What the interval is for.
  ///   - confidence: Above 0 and below 1.
  ///   - resamples: The number of resamples, 100 to 1,000,000.
  ///   - seed: Decides every draw; the same seed gives the same interval.
  /// - Returns: nil below 2 samples, outside the ranges above, or where the acceleration is so
  ///   strong that the level cannot be placed.
  package func bootstrapInterval(
    of estimator: Estimator,
    confidence: Double,
    resamples: Int,
    seed: UInt64
  ) -> ConfidenceInterval? {
    guard count >= 2, confidence > 0, confidence < 1, (100...1_000_000).contains(resamples) else {
      return nil
    }
    guard minimum < maximum else {
      return ConfidenceInterval(lower: minimum, upper: maximum, confidence: confidence)
    }
    let estimates = resampledEstimates(of: estimator, resamples: resamples, seed: seed)
    let estimate = estimator == .mean ? mean : median
    let below = Double(estimates.count { $0 < estimate })
    let equal = Double(estimates.count { $0 == estimate })
    let total = Double(resamples)
    let share = min(max((below + equal / 2) / total, 0.5 / total), 1 - 0.5 / total)
    let bias = Normal.quantile(share)
    let acceleration = jackknifeAcceleration(of: estimator)
    func end(_ level: Double) -> Double? {
      let shifted = bias + Normal.quantile(level)
      let stretch = 1 - acceleration * shifted
      guard stretch > 0 else { return nil }
      return OrderStatistics.quantile(
        Normal.cdf(bias + shifted / stretch),
        ofSorted: estimates
      )
    }
    guard let lower = end((1 - confidence) / 2), let upper = end((1 + confidence) / 2) else {
      return nil
    }
    return ConfidenceInterval(lower: lower, upper: upper, confidence: confidence)
  }

  /// The estimates of samples drawn with replacement, ascending.
  private func resampledEstimates(
    of estimator: Estimator,
    resamples: Int,
    seed: UInt64
  ) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    var drawn = [Double](repeating: 0, count: count)
    var estimates: [Double] = []
    estimates.reserveCapacity(resamples)
    for _ in 0..<resamples {
      for index in drawn.indices { drawn[index] = sorted[generator.nextIndex(below: count)] }
      switch estimator {
      case .mean: estimates.append(drawn.compensatedSum() / Double(count))
      case .median:
        drawn.sort()
        estimates.append(OrderStatistics.quantile(0.5, ofSorted: drawn))
      }
    }
    return estimates.sorted()
  }

  /// A sixth of the skewness of the estimates that leave one sample out each.
  private func jackknifeAcceleration(of estimator: Estimator) -> Double {
    let total = sorted.compensatedSum()
    let estimates = sorted.indices.map { left in
      switch estimator {
      case .mean: (total - sorted[left]) / Double(count - 1)
      case .median: medianLeavingOut(left)
      }
    }
    let centre = estimates.compensatedSum() / Double(count)
    // Relative to the largest deviation, so that cubes neither overflow nor vanish.
    let deviations = estimates.map { centre - $0 }
    let scale = deviations.reduce(0) { max($0, abs($1)) }
    guard scale > 0, scale.isFinite else { return 0 }
    let squares = deviations.lazy.map { ($0 / scale) * ($0 / scale) }.compensatedSum()
    let cubes = deviations.lazy.map { ($0 / scale) * ($0 / scale) * ($0 / scale) }.compensatedSum()
    return cubes / (6 * squares * squares.squareRoot())
  }

  /// The median of the samples without the one at this rank.
  private func medianLeavingOut(_ rank: Int) -> Double {
    func remaining(_ index: Int) -> Double { sorted[index < rank ? index : index + 1] }
    let rest = count - 1
    let middle = rest / 2
    return rest.isMultiple(of: 2)
      ? 0.5 * (remaining(middle - 1) + remaining(middle)) : remaining(middle)
  }
}
