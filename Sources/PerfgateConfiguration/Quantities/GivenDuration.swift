/// A duration that a command line gives, in the form that perfgate.yaml has.
package struct GivenDuration: Sendable, Equatable {
  /// As the user wrote it.
  package let text: String
  /// In seconds, above zero and up to a week.
  package let seconds: Double

  /// Reads a duration; `nil` for anything else, and for what is not above zero or above a week.
  package init?(_ text: String) {
    guard let seconds = DurationText.seconds(text), seconds > 0, seconds <= 604_800 else {
      return nil
    }
    self.text = text
    self.seconds = seconds
  }
}
