internal import PerfgateModel

extension ProjectConfiguration {
  /// The text of a configuration that measures one command, as `run -- CMD ARG...` does.
  ///
  /// - Parameter arguments: The program and its arguments, taken as they are, without a shell.
  /// - Returns: JSON that `read(text:path:)` reads back as exactly these words.
  package static func singleCommand(arguments: [String]) -> String {
    let value = JSONValue.object([
      "benchmarks": .array([.object(["command": .strings(arguments)])])
    ])
    var text = String.UnicodeScalarView()
    for scalar in JSONWriter.text(value).unicodeScalars {
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

  /// Whether YAML forbids a character or takes it for a line end, where JSON allows it.
  private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}": true
    default: !SourceText.isAllowed(scalar)
    }
  }
}
