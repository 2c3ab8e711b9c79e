/// An interval with the confidence that it has, which may exceed the one asked for.
package struct ConfidenceInterval: Sendable, Equatable {
  /// The lower end, in the unit of the samples.
  package let lower: Double
  /// The upper end, in the unit of the samples.
  package let upper: Double
  /// The confidence achieved, 0 to 1.
  package let confidence: Double

  /// Makes an interval from its ends.
  ///
  /// - Parameters:
  ///   - lower: The lower end, in the unit of the samples.
  ///   - upper: The upper end, not below the lower.
  ///   - confidence: The confidence achieved, 0 to 1.
  package init(lower: Double, upper: Double, confidence: Double) {
    self.lower = lower
    self.upper = upper
    self.confidence = confidence
  }
}
