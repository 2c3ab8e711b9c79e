/// The control sequences of terminals, as a program's output or a hostile name may carry them.
enum EscapeSequences {
  /// The longest command string (a title, a link) that is recognised, in Unicode scalars.
  static let maximumStringLength = 4096

  /// The text without complete control sequences; a lone escape character stays.
  ///
  /// Source: ECMA-48, sections 5.3 to 5.6 (escape sequences, control sequences, control strings).
  static func stripped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { isIntroducer($0) }) else { return text }
    let scalars = Array(text.unicodeScalars)
    var kept = String.UnicodeScalarView()
    var index = 0
    while index < scalars.count {
      if let next = end(of: scalars, from: index) {
        index = next
      } else {
        kept.append(scalars[index])
        index += 1
      }
    }
    return String(kept)
  }

  private static func isIntroducer(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value == 0x1B || (0x80...0x9F).contains(scalar.value)
  }

  /// The index behind the sequence that begins at an index; `nil` where none does.
  private static func end(of scalars: [Unicode.Scalar], from start: Int) -> Int? {
    var kind = scalars[start].value
    var index = start + 1
    if kind == 0x1B {
      guard index < scalars.count else { return nil }
      // The C1 set in seven bits: ESC and a byte 0x40 lower.
      kind = scalars[index].value + 0x40
      index += 1
      if (0x20...0x7E).contains(kind - 0x40), !(0x80...0x9F).contains(kind) {
        return endOfShortSequence(scalars, from: index - 1)
      }
    }
    switch kind {
    case 0x9B: return endOfControlSequence(scalars, from: index)
    case 0x90, 0x98, 0x9D, 0x9E, 0x9F: return endOfString(scalars, from: index)
    case 0x80...0x9F where scalars[start].value == 0x1B: return index
    default: return nil
    }
  }

  private static func endOfShortSequence(_ scalars: [Unicode.Scalar], from start: Int) -> Int? {
    var index = start
    while index < scalars.count, (0x20...0x2F).contains(scalars[index].value) { index += 1 }
    guard index < scalars.count, (0x30...0x7E).contains(scalars[index].value) else { return nil }
    return index + 1
  }

  private static func endOfControlSequence(_ scalars: [Unicode.Scalar], from start: Int) -> Int? {
    var index = start
    while index < scalars.count, (0x30...0x3F).contains(scalars[index].value) { index += 1 }
    while index < scalars.count, (0x20...0x2F).contains(scalars[index].value) { index += 1 }
    guard index < scalars.count, (0x40...0x7E).contains(scalars[index].value) else { return nil }
    return index + 1
  }

  /// A string ends at BEL or ST; another escape or a line end means that it never began.
  private static func endOfString(_ scalars: [Unicode.Scalar], from start: Int) -> Int? {
    var index = start
    while index < scalars.count, index - start <= maximumStringLength {
      switch scalars[index].value {
      case 0x07, 0x9C: return index + 1
      case 0x1B:
        return index + 1 < scalars.count && scalars[index + 1] == "\\" ? index + 2 : nil
      case 0x0A, 0x0D: return nil
      default: index += 1
      }
    }
    return nil
  }
}
