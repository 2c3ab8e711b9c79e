/// JSON as YAML reads it.
enum YAMLText {
  /// The text with what YAML forbids, or takes for a line end where JSON does not, as escapes.
  static func escaped(_ json: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in json.unicodeScalars {
      if needsEscape(scalar) {
        let hex = String(scalar.value, radix: 16)
        let zeros = String(repeating: "0", count: max(0, 4 - hex.utf8.count))
        text.append(contentsOf: "\\u\(zeros)\(hex)".unicodeScalars)
      } else {
        text.append(scalar)
      }
    }
    return String(text)
  }

  private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}": true
    default: !SourceText.isAllowed(scalar)
    }
  }
}
