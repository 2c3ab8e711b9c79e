/// Texts of others, as they are told in an error.
enum Text {
  /// A text on one line, shortened, without control characters.
  ///
  /// - Parameters:
  ///   - bytes: Any bytes; what is no UTF-8 becomes U+FFFD.
  ///   - most: The most characters, at least 1.
  /// - Returns: The words of the text, a space apart.
  static func line(_ bytes: some Collection<UInt8>, atMost most: Int) -> String {
    // A character has at least a byte, and a long one is cut between its scalars at worst.
    let text = String(decoding: bytes.prefix(most * 8), as: UTF8.self)
    var line = ""
    for word in text.split(whereSeparator: { $0.isWhitespace || $0.isControl }) {
      if !line.isEmpty { line.append(" ") }
      line += word
      if line.count > most { break }
    }
    return line.count > most ? line.prefix(most) + "..." : line
  }
}

extension Character {
  /// Whether it moves a cursor or is not seen.
  fileprivate var isControl: Bool {
    unicodeScalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
  }
}
