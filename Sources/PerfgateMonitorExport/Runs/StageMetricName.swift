/// The name of a metric about a stage, as docs/STAGES.md says.
enum StageMetricName {
  /// `stage.STAGE.FIGURE`, the stage in its written form.
  static func name(stage: String, figure: String) -> String {
    "stage.\(written(stage)).\(figure)"
  }

  /// The stage without what a pattern, a commit's trailer or a terminal would take for something
  /// else.
  ///
  /// Every byte of a character that is no letter, mark, digit or one of `-_./:+@` is `%` and two
  /// hexadecimal digits. A stage without a name is `%`.
  static func written(_ stage: String) -> String {
    guard !stage.isEmpty else { return "%" }
    var text = ""
    for scalar in stage.unicodeScalars {
      if isPlain(scalar) {
        text.unicodeScalars.append(scalar)
      } else {
        for byte in Character(scalar).utf8 {
          let digits = String(byte, radix: 16, uppercase: true)
          text += "%" + (digits.count == 1 ? "0" : "") + digits
        }
      }
    }
    return text
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
      true
    default: "-_./:+@".unicodeScalars.contains(scalar)
    }
  }
}
