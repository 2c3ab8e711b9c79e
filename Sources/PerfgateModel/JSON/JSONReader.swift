/// Reads JSON (RFC 8259) strictly, keeping the place of every value.
package struct JSONReader {
  /// The deepest nesting that is read; documents of perfgate stay below ten.
  private static let maximumDepth = 128
  /// The members of an object below which no set of its keys is made.
  private static let fewMembers = 16

  private let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0
  private var depth = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// Reads one document.
  ///
  /// - Parameter bytes: The text in UTF-8, without byte order mark.
  /// - Returns: The value with positions.
  /// - Throws: `JSONError` at the first byte that is not JSON.
  package static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONNode {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSONNode, JSONError> in
      var reader = JSONReader(buffer)
      do throws(JSONError) {
        return .success(try reader.document())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private mutating func document() throws(JSONError) -> JSONNode {
    if bytes.isEmpty { throw JSONError("the file is empty", offset: 0) }
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
      throw JSONError("a byte order mark is not JSON", offset: 0)
    }
    let node = try value()
    skipSpace()
    if index < bytes.count {
      if isConflictMarker { throw unexpected() }
      throw JSONError("text after the end of the document", offset: index)
    }
    return node
  }

  private mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x0A, 0x0D, 0x09: index += 1
      default: return
      }
    }
  }

  private mutating func value() throws(JSONError) -> JSONNode {
    skipSpace()
    guard index < bytes.count else { throw endOfText() }
    let start = index
    switch bytes[index] {
    case UInt8(ascii: "{"): return try nested(object)
    case UInt8(ascii: "["): return try nested(array)
    case UInt8(ascii: "\""): return JSONNode(content: .string(try string()), offset: start)
    case UInt8(ascii: "t"):
      try literal("true")
      return JSONNode(content: .bool(true), offset: start)
    case UInt8(ascii: "f"):
      try literal("false")
      return JSONNode(content: .bool(false), offset: start)
    case UInt8(ascii: "n"):
      try literal("null")
      return JSONNode(content: .null, offset: start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSONNode(content: .number(try number()), offset: start)
    default: throw unexpected()
    }
  }

  /// Whether git left one of its four markers here, as seven equal characters at the start of a line.
  private var isConflictMarker: Bool {
    guard index + 7 <= bytes.count, "<|=>".utf8.contains(bytes[index]),
      index == 0 || bytes[index - 1] == UInt8(ascii: "\n")
    else { return false }
    return bytes[index..<index + 7].allSatisfy { $0 == bytes[index] }
  }

  private mutating func nested(
    _ read: (inout JSONReader) throws(JSONError) -> JSONNode
  ) throws(JSONError) -> JSONNode {
    guard depth < Self.maximumDepth else {
      throw JSONError("nested deeper than \(Self.maximumDepth) levels", offset: index)
    }
    depth += 1
    defer { depth -= 1 }
    return try read(&self)
  }

  private func object(_ reader: inout JSONReader) throws(JSONError) -> JSONNode {
    try reader.readObject()
  }

  private func array(_ reader: inout JSONReader) throws(JSONError) -> JSONNode {
    try reader.readArray()
  }

  private mutating func readObject() throws(JSONError) -> JSONNode {
    let start = index
    index += 1
    var members: [JSONObject.Member] = []
    var seen: Set<String> = []
    skipSpace()
    if consume(UInt8(ascii: "}")) {
      return JSONNode(content: .object(JSONObject(members: [], offset: start)), offset: start)
    }
    while true {
      skipSpace()
      guard index < bytes.count else { throw endOfText() }
      let keyOffset = index
      guard bytes[index] == UInt8(ascii: "\"") else {
        throw unexpected("a key in double quotes")
      }
      let key = try string()
      guard !isKnown(key, among: members, &seen) else {
        throw JSONError("the key '\(key)' stands here twice", offset: keyOffset)
      }
      skipSpace()
      guard consume(UInt8(ascii: ":")) else { throw unexpected("':'") }
      members.append(.init(key: key, keyOffset: keyOffset, value: try value()))
      skipSpace()
      if consume(UInt8(ascii: ",")) { continue }
      guard consume(UInt8(ascii: "}")) else { throw unexpected("',' or '}'") }
      return JSONNode(content: .object(JSONObject(members: members, offset: start)), offset: start)
    }
  }

  /// Whether a key stands here already; few of them are compared faster than hashed.
  private func isKnown(
    _ key: String,
    among members: [JSONObject.Member],
    _ seen: inout Set<String>
  ) -> Bool {
    guard members.count >= Self.fewMembers else { return members.contains { $0.key == key } }
    if seen.isEmpty { seen = Set(members.map(\.key)) }
    return !seen.insert(key).inserted
  }

  private mutating func readArray() throws(JSONError) -> JSONNode {
    let start = index
    index += 1
    var numbers: [Double] = []
    var items: [JSONNode] = []
    skipSpace()
    if consume(UInt8(ascii: "]")) { return JSONNode(content: .array([]), offset: start) }
    while true {
      let item = try value()
      if case .number(let number) = item.content, items.isEmpty {
        numbers.append(number)
      } else {
        if !numbers.isEmpty {
          items = numbers.map { JSONNode(content: .number($0), offset: start) }
          numbers = []
        }
        items.append(item)
      }
      skipSpace()
      if consume(UInt8(ascii: ",")) { continue }
      guard consume(UInt8(ascii: "]")) else { throw unexpected("',' or ']'") }
      let content: JSONNode.Content = items.isEmpty ? .numbers(numbers) : .array(items)
      return JSONNode(content: content, offset: start)
    }
  }

  private mutating func consume(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func literal(_ text: StaticString) throws(JSONError) {
    let count = text.utf8CodeUnitCount
    for position in 0..<count {
      guard index + position < bytes.count else {
        index = bytes.count
        throw endOfText()
      }
      guard bytes[index + position] == text.utf8Start[position] else { throw unexpected() }
    }
    index += count
  }

  private func endOfText() -> JSONError {
    JSONError("the text ends too early: the file is truncated", offset: bytes.count)
  }

  private func unexpected(_ expected: String = "a value") -> JSONError {
    guard index < bytes.count else { return endOfText() }
    if isConflictMarker {
      return JSONError("an unresolved merge conflict stands here", offset: index)
    }
    let byte = bytes[index]
    let shown =
      byte >= 0x20 && byte < 0x7F
      ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
    return JSONError("expected \(expected), found \(shown)", offset: index)
  }
}

extension JSONReader {
  /// Reads a number; short ones exactly by one multiplication or division of exact operands.
  ///
  /// Source: Clinger, "How to read floating point numbers accurately", PLDI 1990.
  private mutating func number() throws(JSONError) -> Double {
    let start = index
    let negative = consume(UInt8(ascii: "-"))
    var mantissa: UInt64 = 0
    var digits = 0
    let wholeStart = index
    digits += scanDigits(into: &mantissa)
    let wholeCount = index - wholeStart
    guard wholeCount > 0 else { throw unexpected("a digit") }
    if wholeCount > 1, bytes[wholeStart] == UInt8(ascii: "0") {
      throw JSONError("a number must not begin with 0", offset: start)
    }
    var scale = 0
    if consume(UInt8(ascii: ".")) {
      let fractionStart = index
      digits += scanDigits(into: &mantissa)
      scale = index - fractionStart
      guard scale > 0 else { throw unexpected("a digit") }
    }
    var isPlain = digits <= 15 && scale <= 22
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      isPlain = false
      index += 1
      if !consume(UInt8(ascii: "-")) { _ = consume(UInt8(ascii: "+")) }
      var exponent: UInt64 = 0
      let exponentStart = index
      _ = scanDigits(into: &exponent)
      guard index > exponentStart else { throw unexpected("a digit") }
    }
    if isPlain {
      let magnitude = Double(mantissa) / JSONNumber.exactPowers[scale]
      return negative ? -magnitude : magnitude
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw JSONError("the number \(text.prefix(40)) is out of range", offset: start)
    }
    return value
  }

  /// Skips digits, adding them to a mantissa that wraps; returns how many are significant.
  private mutating func scanDigits(into mantissa: inout UInt64) -> Int {
    var significant = 0
    while index < bytes.count, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9")
    {
      mantissa = mantissa &* 10 &+ UInt64(bytes[index] - UInt8(ascii: "0"))
      if mantissa != 0 { significant += 1 }
      index += 1
    }
    return significant
  }

  private mutating func string() throws(JSONError) -> String {
    let start = index
    index += 1
    let contentStart = index
    var union: UInt8 = 0
    while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != 0x5C,
      bytes[index] >= 0x20
    {
      union |= bytes[index]
      index += 1
    }
    if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
      defer { index += 1 }
      if union < 0x80 {
        let content = UnsafeBufferPointer(rebasing: bytes[contentStart..<index])
        return String(decoding: content, as: UTF8.self)
      }
      return try utf8(bytes[contentStart..<index], start: start)
    }
    var content = Array(bytes[contentStart..<index])
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return try content.withUnsafeBufferPointer { buffer throws(JSONError) in
          try utf8(buffer[...], start: start)
        }
      case 0x5C: try escape(into: &content)
      case 0..<0x20: throw JSONError("a control character must be escaped", offset: index)
      default:
        content.append(byte)
        index += 1
      }
    }
    throw endOfText()
  }

  private func utf8(
    _ slice: Slice<UnsafeBufferPointer<UInt8>>,
    start: Int
  ) throws(JSONError) -> String {
    guard let string = String(validating: slice, as: UTF8.self) else {
      throw JSONError("this string is not valid UTF-8", offset: start)
    }
    return string
  }

  private mutating func escape(into content: inout [UInt8]) throws(JSONError) {
    let start = index
    index += 1
    guard index < bytes.count else { throw endOfText() }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "u"): content += Array(String(try unicodeEscape(start: start)).utf8)
    default: throw JSONError("unknown escape in a string", offset: start)
    }
  }

  private mutating func unicodeEscape(start: Int) throws(JSONError) -> Unicode.Scalar {
    let unit = try hexUnit(start: start)
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, consume(0x5C), consume(UInt8(ascii: "u")) else {
      throw JSONError("half of a surrogate pair is not a character", offset: start)
    }
    let low = try hexUnit(start: start)
    let combined = 0x10000 &+ ((unit &- 0xD800) << 10) &+ (low &- 0xDC00)
    guard (0xDC00...0xDFFF).contains(low), let scalar = Unicode.Scalar(combined) else {
      throw JSONError("half of a surrogate pair is not a character", offset: start)
    }
    return scalar
  }

  private mutating func hexUnit(start: Int) throws(JSONError) -> UInt32 {
    guard index + 4 <= bytes.count else { throw endOfText() }
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue, bytes[index] < 0x80
      else { throw JSONError("\\u needs four hexadecimal digits", offset: start) }
      unit = unit << 4 | UInt32(digit)
      index += 1
    }
    return unit
  }
}
