/// Text for XML; libxml2 writes what XML forbids as it is, so that it must never see it.
package enum XMLText {
  /// The text within the characters of XML 1.0: terminal sequences removed, the rest replaced by U+FFFD.
  ///
  /// Markup characters are left to the writer.
  ///
  /// Source: Extensible Markup Language (XML) 1.0, fifth edition, production 2 (`Char`).
  package static func sanitized(_ text: String) -> String {
    if VisibleText.isPlain(text) { return text }
    let plain = EscapeSequences.stripped(text)
    guard plain.unicodeScalars.contains(where: { !isAllowed($0) }) else { return plain }
    var kept = String.UnicodeScalarView()
    for scalar in plain.unicodeScalars { kept.append(isAllowed(scalar) ? scalar : "\u{FFFD}") }
    return String(kept)
  }

  /// The text on one line, for attributes that people read: line ends and tabs become spaces.
  package static func singleLine(_ text: String) -> String {
    if VisibleText.isPlain(text) { return text }
    var kept = String.UnicodeScalarView()
    for scalar in sanitized(text).unicodeScalars {
      kept.append(["\n", "\r", "\t"].contains(scalar) ? " " : scalar)
    }
    return String(kept)
  }

  /// Whether XML 1.0 has a character.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
