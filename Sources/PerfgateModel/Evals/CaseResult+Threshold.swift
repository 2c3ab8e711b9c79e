extension CaseResult {
  /// How far below a threshold rounding may have put what reaches it: 1 - 0.9 is less than 0.1.
  package static let thresholdTolerance = 1e-12

  /// Whether a score is enough, the same for whoever decides about a case and whoever counts it.
  ///
  /// - Parameters:
  ///   - score: 0 to 1.
  ///   - threshold: From which on it is enough.
  /// - Returns: Whether it is.
  package static func reaches(_ score: Double, threshold: Double) -> Bool {
    score >= threshold - thresholdTolerance
  }
}
