/// What the recordings of a committed baseline say of the next recording of unchanged code.
///
/// The level comes from the newest epoch, the spread from every epoch and a prior: recordings agree
/// less from day to day and from host to host than the samples of one run do. With deviations
/// normal, the prediction is the posterior one of a normal mean with a conjugate prior for the
/// variance, Student t (Gelman et al. 2013, Bayesian Data Analysis, 3.3).
package struct BaselinePrediction: Sendable, Equatable {
  /// Why recordings make no prediction.
  package enum Failure: Error, Sendable, Equatable {
    /// The newest epoch has no recording.
    case noRecordings
    /// A recording is infinite, not a number or above 1e100 in magnitude.
    case outOfRange
  }

  /// The most recordings that count, the latest over all epochs.
  package static let recordingsLimit = 40

  /// The epochs that count, oldest first, without empty ones, in working units.
  package let epochs: [[Double]]
  /// The belief about the spread that was put in.
  package let prior: SpreadPrior
  /// The level of the newest epoch: its median from 3 recordings on, else its mean.
  package let centre: Double
  /// The degrees of freedom of the spread: the prior's and one less than the size of every epoch.
  package let degreesOfFreedom: Double
  /// The standard deviation between recordings, in working units.
  package internal(set) var spread: Double

  /// The number of recordings in the newest epoch, at least 1.
  package var count: Int { epochs.last?.count ?? 0 }

  /// The standard error of a new recording less the centre, s sqrt(1 + 1/n), in working units.
  package var standardError: Double {
    Self.standardError(spread: spread, count: count)
  }

  /// Learns from recordings.
  ///
  /// - Parameters:
  ///   - epochs: Recorded values on the working scale, oldest epoch first and the newest last, each
  ///     in recorded order. Older epochs may be empty. Of all, the last 40 recordings count.
  ///   - prior: The belief about the spread between recordings.
  /// - Throws: `Failure` for an empty newest epoch or a value that is no finite number up to 1e100.
  package init(epochs: [[Double]], prior: SpreadPrior = .logarithmic) throws(Failure) {
    guard let last = epochs.last, !last.isEmpty else { throw .noRecordings }
    guard epochs.allSatisfy({ $0.allSatisfy { abs($0) <= 1e100 } }) else { throw .outOfRange }
    let kept = Self.latest(of: epochs, limit: Self.recordingsLimit)
    guard let newest = kept.last else { throw .noRecordings }
    let pooled = PooledDeviations(epochs: kept)
    self.epochs = kept
    self.prior = prior
    centre = Self.centre(of: newest)
    degreesOfFreedom = pooled.degreesOfFreedom(with: prior)
    spread = pooled.spread(with: prior)
  }

  /// The change that a recording shows, estimated, in working units (larger is worse).
  ///
  /// - Parameter observed: The new recording on the working scale.
  /// - Returns: A change in working units.
  package func change(of observed: Double) -> Double {
    observed - centre
  }

  /// The chance of a recording at least this bad from code that is worse by the tolerance at most.
  ///
  /// The one-sided p of T = (y - c - tolerance) / (s sqrt(1 + 1/n)).
  ///
  /// - Parameters:
  ///   - observed: The new recording y on the working scale.
  ///   - tolerance: The change that is nobody's concern, in working units, at least 0.
  /// - Returns: A probability; nil for an input that is not finite or a negative tolerance.
  package func probabilityWorse(observed: Double, tolerance: Double) -> Double? {
    upperTail(of: observed - centre, beyond: tolerance)
  }

  /// The chance of a recording at least this good from code that is better by the tolerance at
  /// most: `probabilityWorse` mirrored.
  ///
  /// - Parameters:
  ///   - observed: The new recording y on the working scale.
  ///   - tolerance: The change that is nobody's concern, in working units, at least 0.
  /// - Returns: A probability; nil for an input that is not finite or a negative tolerance.
  package func probabilityBetter(observed: Double, tolerance: Double) -> Double? {
    upperTail(of: centre - observed, beyond: tolerance)
  }

  /// The change that the true one exceeds with probability `risk` at most, in working units.
  ///
  /// - Parameters:
  ///   - observed: The new recording on the working scale.
  ///   - risk: Above 0 and at most 0.5.
  ///   - quantiles: What was asked of other predictions.
  /// - Returns: nil outside the range or for an observation that is not finite.
  package func upperBound(
    observed: Double,
    risk: Double,
    quantiles: StudentQuantiles = StudentQuantiles()
  ) -> Double? {
    guard observed.isFinite, let reach = reach(risk: risk, quantiles) else { return nil }
    return observed - centre + reach
  }

  /// The change that the true one is below with probability `risk` at most, in working units.
  ///
  /// - Parameters:
  ///   - observed: The new recording on the working scale.
  ///   - risk: Above 0 and at most 0.5.
  ///   - quantiles: What was asked of other predictions.
  /// - Returns: nil outside the range or for an observation that is not finite.
  package func lowerBound(
    observed: Double,
    risk: Double,
    quantiles: StudentQuantiles = StudentQuantiles()
  ) -> Double? {
    guard observed.isFinite, let reach = reach(risk: risk, quantiles) else { return nil }
    return observed - centre - reach
  }

  /// t_(df, 1 - risk) s sqrt(1 + 1/n), in working units; nil outside (0, 0.5].
  func reach(risk: Double, _ quantiles: StudentQuantiles) -> Double? {
    Self.reach(
      risk: risk,
      degreesOfFreedom: degreesOfFreedom,
      standardError: standardError,
      quantiles
    )
  }

  /// The centre of values: the median from 3 on, where it withstands one bad value, else the mean.
  ///
  /// - Parameter values: Not empty.
  /// - Returns: The centre, in the unit of the values.
  static func centre(of values: [Double]) -> Double {
    values.count >= 3
      ? OrderStatistics.median(of: values) : values.compensatedSum() / Double(values.count)
  }

  static func standardError(spread: Double, count: Int) -> Double {
    spread * (1 + 1 / Double(max(count, 1))).squareRoot()
  }

  static func reach(
    risk: Double,
    degreesOfFreedom: Double,
    standardError: Double,
    _ quantiles: StudentQuantiles = StudentQuantiles()
  ) -> Double? {
    guard risk > 0, risk <= 0.5 else { return nil }
    return quantiles.upper(tail: risk, degreesOfFreedom: degreesOfFreedom)
      .map { $0 * standardError }
  }

  /// The latest recordings over all epochs, still in epochs, oldest first and none empty.
  static func latest(of epochs: [[Double]], limit: Int) -> [[Double]] {
    var kept: [[Double]] = []
    var room = limit
    for epoch in epochs.reversed() where room > 0 && !epoch.isEmpty {
      kept.append(Array(epoch.suffix(room)))
      room -= min(room, epoch.count)
    }
    return kept.reversed()
  }

  private func upperTail(of change: Double, beyond tolerance: Double) -> Double? {
    guard change.isFinite, tolerance.isFinite, tolerance >= 0,
      let student = StudentT(degreesOfFreedom: degreesOfFreedom)
    else { return nil }
    return student.upperTail((change - tolerance) / standardError)
  }
}

/// The squared deviations of recordings from the means of their epochs, pooled.
struct PooledDeviations {
  /// The sum of squared deviations, in squared working units.
  var squares: Double
  /// The sum over epochs of one less than their size.
  var count: Double

  init(epochs: [[Double]]) {
    var squares: [Double] = []
    var count = 0
    for epoch in epochs where !epoch.isEmpty {
      let mean = epoch.compensatedSum() / Double(epoch.count)
      squares += epoch.map { ($0 - mean) * ($0 - mean) }
      count += epoch.count - 1
    }
    self.squares = squares.compensatedSum()
    self.count = Double(count)
  }

  func degreesOfFreedom(with prior: SpreadPrior) -> Double {
    prior.degreesOfFreedom + count
  }

  func spread(with prior: SpreadPrior) -> Double {
    let believed =
      prior.degreesOfFreedom * prior.standardDeviation * prior.standardDeviation
    return ((believed + squares) / degreesOfFreedom(with: prior)).squareRoot()
  }
}
