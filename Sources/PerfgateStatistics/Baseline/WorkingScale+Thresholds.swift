import RealModule

extension WorkingScale {
  /// A tolerance in working units; nil for a ratio below 0 or not finite.
  ///
  /// ln(1 + t) on the logarithmic scale, t |c| on the linear one.
  ///
  /// - Parameter ratio: t, 0.02 for 2%.
  /// - Returns: A change in working units.
  package func tolerance(_ ratio: Double) -> Double? {
    guard ratio >= 0, ratio.isFinite else { return nil }
    switch transformation {
    case .logarithmic: return Double.log(onePlus: ratio)
    case .linear(let reference, _):
      let threshold = ratio * reference
      return threshold.isFinite ? threshold : nil
    }
  }

  /// A limit in working units; nil for a ratio below 0 or not finite.
  ///
  /// ln(1 + D) on the logarithmic scale, the larger of D |c| and the least difference on the linear
  /// one, where a share of a centre near zero would be no limit at all.
  ///
  /// - Parameter ratio: D, 0.1 for 10%.
  /// - Returns: A change in working units.
  package func limit(_ ratio: Double) -> Double? {
    guard let threshold = tolerance(ratio) else { return nil }
    switch transformation {
    case .logarithmic: return threshold
    case .linear(_, let minimumDelta): return max(threshold, minimumDelta)
    }
  }

  /// A change as it is shown: in the metric's own unit and direction.
  package struct ShownChange: Sendable, Equatable {
    /// The change over the baseline, 0.1 for ten percent more; nil where the baseline is 0.
    package let ratio: Double?
    /// The change in the metric's unit, positive for more.
    package let absolute: Double
  }

  /// A working change as it is shown; nil where it is beyond the numbers.
  ///
  /// - Parameters:
  ///   - change: In working units, positive for worse.
  ///   - centre: What it is a change from, in working units.
  /// - Returns: The change as a ratio and in the metric's unit.
  package func shown(change: Double, from centre: Double) -> ShownChange? {
    let signed = direction == .lower ? change : -change
    let shown: ShownChange
    switch transformation {
    case .logarithmic:
      let ratio = Double.expMinusOne(signed)
      shown = ShownChange(ratio: ratio, absolute: value(ofWorking: centre) * ratio)
    case .linear(let reference, _):
      let ratio = signed / reference
      shown = ShownChange(ratio: ratio.isFinite ? ratio : nil, absolute: signed)
    }
    guard shown.absolute.isFinite, shown.ratio?.isFinite ?? true else { return nil }
    return shown
  }
}
