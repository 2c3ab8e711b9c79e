/// Text from outside, made harmless for people's eyes: what can hide, reorder or overwrite becomes visible.
enum VisibleText {
  /// One line: terminal sequences removed, line ends and tabs as spaces, controls and reordering as U+FFFD.
  static func singleLine(_ text: String) -> String {
    if isPlain(text) { return text }
    var kept = String.UnicodeScalarView()
    for scalar in EscapeSequences.stripped(text).unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: kept.append(" ")
      default: kept.append(isHarmful(scalar) ? "\u{FFFD}" : scalar)
      }
    }
    return String(kept)
  }

  /// Whether a text has nothing but printable ASCII, as most have.
  static func isPlain(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      // Without an early end the compiler looks at many bytes at once.
      var others: UInt8 = 0
      for byte in bytes { others |= byte &- 0x20 > 0x5E ? 1 : 0 }
      return others == 0
    }
  }

  /// The lines of a text, each made harmless; a carriage return ends a line as well.
  static func lines(_ text: String) -> [String] {
    let unified = EscapeSequences.stripped(text)
    return unified.split(omittingEmptySubsequences: false) { $0.isNewline }
      .map { singleLine(String($0)) }
  }

  /// The lines of a text, each made harmless, as one text again.
  static func multiLine(_ text: String) -> String {
    isPlain(text) ? text : lines(text).joined(separator: "\n")
  }

  /// The last lines of an output within a number of lines and of bytes of UTF-8, and whether some were left out.
  static func tail(_ text: String, lines limit: Int, bytes: Int) -> (lines: [String], isCut: Bool) {
    var all = lines(text)
    while all.last?.allSatisfy(\.isWhitespace) == true { all.removeLast() }
    var kept: [String] = []
    var used = 0
    for line in all.reversed() {
      let short = middleCut(line, to: 400)
      used += short.utf8.count + 1
      if kept.count == limit || used > bytes { break }
      kept.append(short)
    }
    return (kept.reversed(), kept.count < all.count)
  }

  /// The text with its middle left out where it has more Unicode scalars than allowed: ends tell names apart.
  ///
  /// Counted in scalars, since a single `Character` may have any number of combining marks.
  static func middleCut(_ text: String, to maximum: Int) -> String {
    let scalars = text.unicodeScalars
    guard text.utf8.count > maximum, scalars.count > maximum else { return text }
    let head = (maximum - 3) / 2
    var cut = String.UnicodeScalarView(scalars.prefix(head))
    cut.append(contentsOf: "...".unicodeScalars)
    cut.append(contentsOf: scalars.suffix(maximum - 3 - head))
    return String(cut)
  }

  /// Controls, and what reorders the text around it (Unicode Standard Annex #9, explicit formatting).
  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    case 0xFFF9...0xFFFB, 0xFEFF, 0xE0000...0xE007F: true
    default: false
    }
  }
}
