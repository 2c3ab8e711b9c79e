/// `{name}` in a text, replaced by a parameter's value.
///
/// `{{name}}` stands for a literal `{name}`, and `${name}` belongs to the shell. Any other brace is
/// literal, so that `find -exec {} +` or JSON need no escapes.
enum Placeholder {
  private enum Piece {
    case literal(String)
    case name(String)
  }

  /// The names between braces, in the order of the text.
  static func names(in text: String) -> [String] {
    pieces(of: text).compactMap {
      if case .name(let name) = $0 { name } else { nil }
    }
  }

  /// The text with its placeholders replaced.
  ///
  /// - Parameters:
  ///   - text: Any text.
  ///   - values: Values by name; a placeholder without one stays as it is.
  /// - Returns: The text; values are not looked at for further placeholders.
  static func fill(_ text: String, with values: [String: String]) -> String {
    guard !values.isEmpty else { return text }
    return pieces(of: text).map {
      switch $0 {
      case .literal(let literal): literal
      case .name(let name): values[name] ?? "{\(name)}"
      }
    }.joined()
  }

  /// Whether a text can be a parameter's name: a letter or `_`, then letters, digits, `_` and `-`.
  static func isName(_ text: some StringProtocol) -> Bool {
    guard let first = text.utf8.first, isNameByte(first), first != UInt8(ascii: "-"),
      first < 0x30 || first > 0x39
    else { return false }
    return text.utf8.count <= 64 && text.utf8.allSatisfy(isNameByte)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }

  private static func pieces(of text: String) -> [Piece] {
    let bytes = Array(text.utf8)
    var pieces: [Piece] = []
    var literal: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "{") else {
        literal.append(bytes[index])
        index += 1
        continue
      }
      let isEscaped = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "{")
      let isVariable = index > 0 && bytes[index - 1] == UInt8(ascii: "$")
      let start = index + (isEscaped ? 2 : 1)
      let nameBytes = bytes[start...].prefix(65).prefix(while: isNameByte)
      let name = String(decoding: nameBytes, as: UTF8.self)
      let closing = [UInt8](repeating: UInt8(ascii: "}"), count: isEscaped ? 2 : 1)
      guard isName(name), !isVariable, bytes[nameBytes.endIndex...].starts(with: closing) else {
        literal.append(bytes[index])
        index += 1
        continue
      }
      if isEscaped {
        literal += Array("{\(name)}".utf8)
      } else {
        pieces.append(.literal(String(decoding: literal, as: UTF8.self)))
        pieces.append(.name(name))
        literal = []
      }
      index = nameBytes.endIndex + closing.count
    }
    pieces.append(.literal(String(decoding: literal, as: UTF8.self)))
    return pieces
  }
}
