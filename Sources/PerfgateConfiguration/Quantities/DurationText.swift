/// Durations outside of a configuration, written as they are in one.
package enum DurationText {
  /// The seconds of a duration such as `1.5s` or `10m`.
  ///
  /// - Parameter text: A number and ns, us, ms, s, m or h.
  /// - Returns: `nil` for anything else.
  package static func seconds(_ text: String) -> Double? {
    guard let parts = QuantityGrammar.parts(text), !parts.isNegative,
      let unit = QuantityGrammar.durations.first(where: { $0.unit == parts.unit })
    else { return nil }
    let seconds = parts.magnitude * unit.factor
    return seconds.isFinite ? seconds : nil
  }
}
