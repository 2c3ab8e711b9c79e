/// A duration that a command line gives, in the form that perfgate.yaml has.
package struct DurationText: Sendable, Equatable {
  /// As the user wrote it.
  package let text: String
  /// In seconds, finite and above zero.
  package let seconds: Double

  /// Reads a duration; `nil` for anything else, and for what is not above zero or above a week.
  package init?(_ text: String) {
    guard let parts = QuantityGrammar.parts(text), !parts.isNegative,
      let unit = QuantityGrammar.durations.first(where: { $0.unit == parts.unit })
    else { return nil }
    let seconds = parts.magnitude * unit.factor
    guard seconds > 0, seconds <= 604_800 else { return nil }
    self.text = text
    self.seconds = seconds
  }
}
