import RealModule

/// Which values of a metric are welcome.
package enum BetterDirection: Sendable, Equatable, CaseIterable {
  /// Less is better: times, bytes, allocations.
  case lower
  /// More is better: throughput, scores.
  case higher
}

/// The scale on which a metric is judged, where larger always is worse.
///
/// Logarithmic where every value is positive: a change is a factor, and a factor and its inverse
/// are equally far. Otherwise linear, where ratios are taken of the magnitude of the baseline and a
/// least difference stands in for them near zero.
package struct WorkingScale: Sendable, Equatable {
  /// How values are transformed.
  package enum Transformation: Sendable, Equatable {
    /// The natural logarithm.
    case logarithmic
    /// The value itself; thresholds are shares of `reference`, limits at least `minimumDelta`.
    ///
    /// - Parameters:
    ///   - reference: The magnitude of the baseline's centre, in the metric's unit.
    ///   - minimumDelta: The least difference that counts, in the metric's unit, above 0.
    case linear(reference: Double, minimumDelta: Double)
  }

  /// Why values have no scale.
  package enum Failure: Error, Sendable, Equatable {
    /// The newest epoch has no recording.
    case noRecordings
    /// A value is infinite, not a number or above 1e100 in magnitude.
    case outOfRange
    /// A value is not positive, and no least difference from 1e-90 to 1e100 was given.
    case needsMinimumDelta
  }

  /// The share of the centre that recordings are believed to scatter by, 4%.
  private static let believedSpread = 0.04

  /// Which values are welcome.
  package let direction: BetterDirection
  /// How values are transformed.
  package let transformation: Transformation

  /// Chooses the scale: logarithmic where all values are positive, else linear.
  ///
  /// - Parameters:
  ///   - epochs: The recordings in the metric's unit, oldest epoch first and the newest last.
  ///   - observed: The values that are to be judged, in the same unit.
  ///   - direction: Which values are welcome.
  ///   - minimumDelta: The least difference that counts; mandatory where a value is not positive.
  /// - Throws: `Failure` where there is nothing to compare with, a value is out of range or the
  ///   least difference is missing.
  package init(
    epochs: [[Double]],
    observed: [Double],
    direction: BetterDirection,
    minimumDelta: Double?
  ) throws(Failure) {
    let values = epochs.flatMap { $0 } + observed
    guard values.allSatisfy({ abs($0) <= 1e100 }) else { throw .outOfRange }
    guard
      let newest = BaselinePrediction.latest(
        of: epochs,
        limit: BaselinePrediction.recordingsLimit
      ).last, epochs.last?.isEmpty == false
    else { throw .noRecordings }
    self.direction = direction
    if values.allSatisfy({ $0 > 0 }) {
      transformation = .logarithmic
      return
    }
    guard let minimumDelta, (1e-90...1e100).contains(minimumDelta) else {
      throw .needsMinimumDelta
    }
    transformation = .linear(
      reference: abs(BaselinePrediction.centre(of: newest)),
      minimumDelta: minimumDelta
    )
  }

  /// The prior for the spread between recordings, in working units.
  ///
  /// 4% on the logarithmic scale. On the linear one the larger of 4% of the centre and 0.4 of the
  /// least difference: the limit there is the larger of D |c| and the least difference, and 0.4 is
  /// what 4% is of the default limit of 10%, so one recording can prove about the same multiple of
  /// its limit on either scale.
  package var prior: SpreadPrior {
    switch transformation {
    case .logarithmic: .logarithmic
    case .linear(let reference, let minimumDelta):
      SpreadPrior(
        standardDeviation: max(Self.believedSpread * reference, 0.4 * minimumDelta)
      )
        ?? .logarithmic
    }
  }

  /// The working value, larger is worse; nil where there is none.
  ///
  /// - Parameter value: In the metric's unit.
  /// - Returns: nil for a value that is not finite, or not positive on the logarithmic scale.
  package func working(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    let sign = direction == .lower ? 1.0 : -1.0
    switch transformation {
    case .logarithmic: return value > 0 ? sign * Double.log(value) : nil
    case .linear: return sign * value
    }
  }

  /// The value in the metric's unit that has this working value.
  ///
  /// - Parameter working: In working units.
  /// - Returns: A value in the metric's unit.
  package func value(ofWorking working: Double) -> Double {
    let signed = direction == .lower ? working : -working
    return transformation == .logarithmic ? Double.exp(signed) : signed
  }
}
