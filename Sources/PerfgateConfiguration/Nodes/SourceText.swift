/// The text of a file as YAML reads it: lines, columns and characters that must not be there.
struct SourceText {
  /// The longest file in bytes.
  static let maximumBytes = 1 << 20
  /// The largest `nestingCost` that is read.
  static let maximumNestingCost = 60_000_000

  /// The characters, without a leading byte order mark.
  private(set) var scalars: [Unicode.Scalar]

  /// Takes a text apart.
  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
  }

  /// The text in UTF-8 in one piece.
  var text: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(scalars.count)
    for scalar in scalars {
      if scalar.isASCII {
        bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      } else {
        bytes += String(scalar).utf8
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The first characters that YAML does not allow, with their places.
  func forbidden(most: Int) -> [(scalar: Unicode.Scalar, position: TextPosition)] {
    var found: [(scalar: Unicode.Scalar, position: TextPosition)] = []
    for index in scalars.indices where !Self.isAllowed(scalars[index]) {
      found.append((scalars[index], position(of: index)))
      if found.count == most { break }
    }
    return found
  }

  /// An upper bound of what nested keys cost the parser, which hashes a key at every level around it.
  var nestingCost: Int {
    var depth = 0
    var deepest = 0
    var explicitKeys = 0
    for index in scalars.indices {
      switch scalars[index] {
      case "{", "[": depth += 1
      case "}", "]": depth = max(0, depth - 1)
      case "?" where index + 1 >= scalars.count || scalars[index + 1].properties.isWhitespace:
        explicitKeys += 1
      default: break
      }
      deepest = max(deepest, depth)
    }
    return min(1000, deepest + explicitKeys) * scalars.count
  }

  /// The line and column of a character.
  func position(of index: Int) -> TextPosition {
    var position = TextPosition(line: 1, column: 1)
    for current in scalars.indices.prefix(index) {
      if isLineEnd(current) {
        position = TextPosition(line: position.line + 1, column: 1)
      } else {
        position.column += 1
      }
    }
    return position
  }

  /// The character at a line and column.
  func index(of position: TextPosition) -> Int? {
    var line = 1
    var lineStart = 0
    for current in scalars.indices where line < position.line && isLineEnd(current) {
      line += 1
      lineStart = current + 1
    }
    let index = lineStart + position.column - 1
    return line == position.line && scalars.indices.contains(index) ? index : nil
  }

  /// The character at a line and column.
  func scalar(at position: TextPosition) -> Unicode.Scalar? {
    index(of: position).map { scalars[$0] }
  }

  /// Replaces the first character of the key at a place by another, so that the key becomes unique.
  ///
  /// - Returns: Whether the key is written in a way that allows it.
  mutating func replaceKey(at position: TextPosition, with replacement: Unicode.Scalar) -> Bool {
    guard let start = index(of: position) else { return false }
    let isQuoted = scalars[start] == "\"" || scalars[start] == "'"
    let index = isQuoted ? start + 1 : start
    guard scalars.indices.contains(index) else { return false }
    // An anchor, alias, tag, escape or an empty key: other characters than the name's own.
    let unfit: Set<Unicode.Scalar> = isQuoted ? ["\"", "'", "\\"] : ["&", "*", "!", "?", ":"]
    if unfit.contains(scalars[index]) || isLineEnd(index) { return false }
    scalars[index] = replacement
    return true
  }

  /// Whether a line ends with this character; a carriage return before a line feed does not.
  private func isLineEnd(_ index: Int) -> Bool {
    switch scalars[index] {
    case "\n", "\u{85}", "\u{2028}", "\u{2029}": true
    case "\r": index + 1 >= scalars.count || scalars[index + 1] != "\n"
    default: false
    }
  }

  /// The printable characters of YAML 1.1, section 5.1; a byte order mark within the text is none,
  /// and the parser would drop it from the start of a value.
  static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xFEFF: false
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF:
      true
    default: false
    }
  }
}
