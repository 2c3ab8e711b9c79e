/// Shares outside of a configuration, written as they are in one.
package enum ShareText {
  /// The ratio of a percentage such as `5%`.
  ///
  /// - Parameter text: A number and `%`.
  /// - Returns: `nil` for anything else.
  package static func ratio(_ text: String) -> Double? {
    guard let parts = QuantityGrammar.parts(text), !parts.isNegative, parts.unit == "%" else {
      return nil
    }
    return parts.magnitude / 100
  }
}
