import RealModule

/// What an interleaved comparison of one metric is about: thresholds, error rates, the metric's own
/// nature.
package struct InterleavedTerms: Sendable, Equatable {
  /// The rounds before which nothing is found to be below the limit.
  package static let fewestRoundsToPass = 8

  /// t: a change up to this never fails, as a ratio, at least 0.
  package var tolerance: Double
  /// D: a change this large must be found, as a ratio, above the tolerance.
  package var limit: Double
  /// A change below this never fails, in the metric's unit.
  package var minimumDelta: Double?
  /// Which values are welcome.
  package var direction: BetterDirection
  /// The step that values are multiples of, in the metric's unit; 0 where they are continuous.
  package var granularity: Double
  /// The chance that this metric, unchanged or changed by up to the tolerance, is called worse: a/m.
  package var falseAlarm: Double
  /// b: the chance that a change of exactly the limit is found to be below it.
  package var miss: Double

  /// Creates terms.
  ///
  /// - Parameters:
  ///   - tolerance: As a ratio, at least 0.
  ///   - limit: As a ratio, above the tolerance.
  ///   - minimumDelta: In the metric's unit; `nil` for none.
  ///   - direction: Which values are welcome.
  ///   - granularity: In the metric's unit, at least 0.
  ///   - falseAlarm: Above 0, up to 1.
  ///   - miss: Above 0, up to 1.
  package init(
    tolerance: Double,
    limit: Double,
    minimumDelta: Double? = nil,
    direction: BetterDirection = .lower,
    granularity: Double = 0,
    falseAlarm: Double,
    miss: Double
  ) {
    self.tolerance = tolerance
    self.limit = limit
    self.minimumDelta = minimumDelta
    self.direction = direction
    self.granularity = granularity
    self.falseAlarm = falseAlarm
    self.miss = miss
  }

  /// The logarithm of the evidence that proves a change above the tolerance, ln(m/a).
  package var neededToFail: Double { -Double.log(falseAlarm) }
  /// The logarithm of the evidence that proves a change below the limit, ln(1/b).
  package var neededToPass: Double { -Double.log(miss) }
}
