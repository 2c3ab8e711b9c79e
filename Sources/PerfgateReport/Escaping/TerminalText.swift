/// Text for a terminal.
package enum TerminalText {
  /// One line without controls, terminal sequences or reordering characters.
  package static func safe(_ text: String) -> String { VisibleText.singleLine(text) }

  /// How many columns a text takes: wide characters and emoji two, combining ones none.
  ///
  /// Source: Unicode Standard Annex #11 (East Asian Width), its wide blocks.
  package static func width(_ text: String) -> Int {
    if VisibleText.isPlain(text) { return text.utf8.count }
    return text.reduce(0) { $0 + width(of: $1) }
  }

  /// The text with its middle left out where it is wider than allowed.
  ///
  /// - Parameters:
  ///   - text: One line.
  ///   - columns: At least 8.
  /// - Returns: Not wider than that.
  package static func middleCut(_ text: String, to columns: Int) -> String {
    guard width(text) > columns else { return text }
    var length = columns
    var cut = VisibleText.middleCut(text, to: length)
    while width(cut) > columns, length > 4 {
      length -= 1
      cut = VisibleText.middleCut(text, to: length)
    }
    return cut
  }

  /// The text with spaces behind it up to a width.
  package static func padded(_ text: String, to columns: Int) -> String {
    text + spaces(columns - width(text))
  }

  /// The text with spaces before it up to a width.
  package static func rightAligned(_ text: String, to columns: Int) -> String {
    spaces(columns - width(text)) + text
  }

  /// So many spaces; none for a negative number.
  package static func spaces(_ count: Int) -> String {
    String(unsafeUninitializedCapacity: max(0, count)) { buffer in
      buffer.initialize(repeating: UInt8(ascii: " "))
      return max(0, count)
    }
  }

  /// The text broken at spaces into lines of at most a width; a longer word stays whole, so that it can be copied.
  package static func wrapped(_ text: String, to columns: Int) -> [String] {
    // In plain text no mark can join a space and make another character of it.
    let isPlain = VisibleText.isPlain(text)
    if isPlain, let lines = wrappedPlainly(text, to: columns) { return lines }
    var lines: [String] = []
    var line = ""
    var used = 0
    let words =
      isPlain
      ? text.utf8.split(separator: UInt8(ascii: " ")).map { Substring($0) }
      : text.split(separator: " ")
    for word in words {
      let size = isPlain ? word.utf8.count : width(String(word))
      if !line.isEmpty, used + 1 + size > columns {
        lines.append(line)
        (line, used) = ("", 0)
      }
      used += size + (line.isEmpty ? 0 : 1)
      line += (line.isEmpty ? "" : " ") + word
    }
    return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
  }

  /// The lines of a text of printable ASCII whose words are single spaces apart, which are ranges of
  /// it; `nil` for any other spacing.
  private static func wrappedPlainly(_ text: String, to columns: Int) -> [String]? {
    var text = text
    return text.withUTF8 { bytes in
      var lines: [String] = []
      var start = 0
      var end = 0
      var word = 0
      while word <= bytes.count {
        var next = word
        while next < bytes.count, bytes[next] != UInt8(ascii: " ") { next += 1 }
        guard next > word else { return nil }
        if word > start, next - start > columns {
          lines.append(String(decoding: bytes[start..<end], as: UTF8.self))
          start = word
        }
        end = next
        word = next + 1
      }
      return lines + [String(decoding: bytes[start..<end], as: UTF8.self)]
    }
  }

  private static func width(of character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    let isEmoji = character.unicodeScalars.contains {
      $0.properties.isEmojiPresentation || $0.value == 0xFE0F
    }
    if isEmoji || isWide(first) { return 2 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return 1
    }
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
