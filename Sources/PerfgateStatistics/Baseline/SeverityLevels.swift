/// The limits of a metric, ascending, and the size from which each is taken to be reached.
///
/// A proven change is given the nearest level, the tolerance being level zero. With one limit D and
/// the logarithmic scale it fails at or above sqrt((1+t)(1+D)) - 1. Comparing the estimate with the
/// limit itself would make a true regression of the limit's size a coin flip.
package struct SeverityLevels: Sendable, Equatable {
  /// The change that is nobody's concern, in working units.
  package let tolerance: Double
  /// The limits in working units, ascending, all above the tolerance.
  package let limits: [Double]

  /// Makes the levels; nil unless all are finite and ascend from a tolerance of at least 0.
  ///
  /// - Parameters:
  ///   - tolerance: In working units, at least 0.
  ///   - limits: In working units, strictly ascending, above the tolerance.
  package init?(tolerance: Double, limits: [Double]) {
    let steps = [tolerance] + limits
    guard tolerance >= 0, steps.allSatisfy(\.isFinite),
      zip(steps, steps.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    self.tolerance = tolerance
    self.limits = limits
  }

  /// The index of the limit that is nearest to an estimated change; nil for level zero.
  ///
  /// - Parameter estimate: The change in working units; NaN is level zero.
  /// - Returns: An index of `limits`, or nil.
  package func level(ofEstimate estimate: Double) -> Int? {
    limits.indices.last { (threshold(ofLevel: $0) ?? .infinity) <= estimate }
  }

  /// The change from which a level is the nearest, in working units: the middle between its limit
  /// and the one below.
  ///
  /// It is lowered by 1e-12 of that distance, so that a change of just this size reaches it however
  /// its logarithm was rounded.
  ///
  /// - Parameter index: An index of `limits`.
  /// - Returns: A change in working units; nil where there is no such limit.
  package func threshold(ofLevel index: Int) -> Double? {
    guard limits.indices.contains(index) else { return nil }
    let upper = limits[index]
    let lower = index == 0 ? tolerance : limits[index - 1]
    return 0.5 * lower + 0.5 * upper - 1e-12 * (upper - lower)
  }
}
