/// Whether a value with a known spread is beyond an absolute bound.
package struct BudgetAssessment: Sendable, Equatable {
  /// How the interval of the value lies to the bound.
  package enum Position: Sendable, Equatable {
    /// All of it is at or below the bound.
    case within
    /// The bound is inside: neither is proven.
    case straddling
    /// All of it is above the bound.
    case breached
  }

  /// How the interval lies to the bound.
  package let position: Position
  /// The lower end, in working units: the level is below it with probability `breachRisk` at most.
  package let lower: Double
  /// The upper end, in working units: the level is above it with probability `missRisk` at most.
  package let upper: Double

  /// Places a value against a bound; nil outside the ranges below, or where an end is not finite.
  ///
  /// The ends are y - t_(df, 1 - breachRisk) s and y + t_(df, 1 - missRisk) s. There is no 1/n: the
  /// bound is fixed, only the value was drawn. A spread of 0 compares the value as it is, which is
  /// right for exact metrics and fixed data sets.
  ///
  /// - Parameters:
  ///   - value: y on a scale where larger is worse.
  ///   - bound: The largest value allowed, on the same scale.
  ///   - spread: The standard deviation of y between runs, on the same scale, at least 0.
  ///   - degreesOfFreedom: Of the spread, 0.001 to 1e9; not used where the spread is 0.
  ///   - breachRisk: The chance of a breach that is none, above 0 and at most 0.5: a / m.
  ///   - missRisk: The chance of a pass that is a breach, above 0 and at most 0.5: b.
  package init?(
    value: Double,
    bound: Double,
    spread: Double,
    degreesOfFreedom: Double,
    breachRisk: Double,
    missRisk: Double
  ) {
    let risks = 0.0.nextUp...0.5
    guard value.isFinite, bound.isFinite, spread >= 0, spread.isFinite,
      risks.contains(breachRisk), risks.contains(missRisk)
    else { return nil }
    if spread == 0 {
      lower = value
      upper = value
    } else {
      guard let student = StudentT(degreesOfFreedom: degreesOfFreedom) else { return nil }
      lower = value - student.upperQuantile(tail: breachRisk) * spread
      upper = value + student.upperQuantile(tail: missRisk) * spread
    }
    guard lower.isFinite, upper.isFinite else { return nil }
    position = lower > bound ? .breached : upper <= bound ? .within : .straddling
  }
}
