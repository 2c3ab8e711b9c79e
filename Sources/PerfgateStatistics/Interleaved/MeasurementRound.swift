/// One round of an interleaved comparison: two fresh invocations of each side.
package struct MeasurementRound: Sendable, Equatable {
  /// The values of the base, in the order in which they were measured.
  package let base: (Double, Double)
  /// The values of the head, in the order in which they were measured.
  package let head: (Double, Double)

  /// Creates a round.
  ///
  /// - Parameters:
  ///   - base: Two values of the base, both in the same unit as those of the head.
  ///   - head: Two values of the head.
  package init(base: (Double, Double), head: (Double, Double)) {
    self.base = base
    self.head = head
  }

  /// Values this close are the same: a change of exactly the shift must not become evidence by how
  /// its logarithm is rounded.
  private static let rounding = 1e-12

  /// The four values, the base's first.
  package var values: [Double] { [base.0, base.1, head.0, head.1] }

  /// The mean of the head less the mean of the base.
  var difference: Double { (head.0 - base.0) / 2 + (head.1 - base.1) / 2 }

  /// How far apart the two values of the base are, and those of the head.
  var spreads: [Double] { [abs(base.0 - base.1), abs(head.0 - head.1)] }

  /// The mean sign of head less base over the four pairs, with the head's values taken down first.
  ///
  /// With the four values ranked 0 to 3, ties sharing their ranks, it is the rank sum of the head
  /// less that of the base, over 4.
  ///
  /// - Parameter shift: What is taken from the head's values.
  /// - Returns: From -1, where the head is below the base throughout, to 1.
  func rankStatistic(shift: Double) -> Double {
    let (one, two) = (head.0 - shift, head.1 - shift)
    let signs =
      Self.sign(one, base.0) + Self.sign(one, base.1) + Self.sign(two, base.0)
      + Self.sign(two, base.1)
    return Double(signs) / 4
  }

  private static func sign(_ left: Double, _ right: Double) -> Int {
    left - right > rounding ? 1 : right - left > rounding ? -1 : 0
  }

  /// Whether two rounds hold the same values.
  package static func == (left: MeasurementRound, right: MeasurementRound) -> Bool {
    left.base == right.base && left.head == right.head
  }
}
