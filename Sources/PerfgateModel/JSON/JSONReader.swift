/// Reads JSON (RFC 8259) strictly, keeping the place of every value.
package struct JSONReader {
  /// The deepest nesting that is read; documents of perfgate stay below ten.
  private static let maximumDepth = 128
  /// The longest text: places in it are kept in 31 bits.
  private static let maximumBytes = 1 << 31 - 1

  let bytes: UnsafeBufferPointer<UInt8>
  var index = 0
  private var depth = 0
  var values: [JSONTape.Value] = []
  private var numbers: [Double] = []
  var texts: [String] = []

  private init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// Reads one document.
  ///
  /// - Parameter bytes: The text in UTF-8, without byte order mark.
  /// - Returns: The value with positions.
  /// - Throws: `JSONError` at the first byte that is not JSON.
  package static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONNode {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSONTape, JSONError> in
      var reader = JSONReader(buffer)
      do throws(JSONError) {
        try reader.document()
      } catch {
        return .failure(error)
      }
      return .success(
        JSONTape(
          bytes: bytes,
          values: reader.values,
          numbers: reader.numbers,
          texts: reader.texts
        )
      )
    }
    return JSONNode(try result.get(), at: 0)
  }

  /// Reads one member of a document that is an object, and nothing behind it.
  ///
  /// For who needs a part of a long text before the whole is read. It says nothing of the rest.
  ///
  /// - Parameters:
  ///   - wanted: The key.
  ///   - bytes: The text in UTF-8.
  /// - Returns: The value; `nil` where the text is not JSON before it, or has a key before it that
  ///   sorts behind it, which perfgate does not write.
  package static func member(_ wanted: String, of bytes: [UInt8]) -> JSONNode? {
    bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(buffer)
      guard let index = try? reader.member(wanted) else { return nil }
      return JSONNode(
        JSONTape(
          bytes: bytes,
          values: reader.values,
          numbers: reader.numbers,
          texts: reader.texts
        ),
        at: index
      )
    }
  }

  /// The index of the value of a member; `nil` where it does not come in order.
  private mutating func member(_ wanted: String) throws(JSONError) -> Int? {
    skipSpace()
    guard consume(UInt8(ascii: "{")) else { return nil }
    repeat {
      skipSpace()
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return nil }
      let key = values.count
      try string()
      let name = text(at: key)
      guard !wanted.bytesPrecede(name) else { return nil }
      skipSpace()
      guard consume(UInt8(ascii: ":")) else { return nil }
      try value()
      if name == wanted { return key + 1 }
      skipSpace()
    } while consume(UInt8(ascii: ","))
    return nil
  }

  private mutating func document() throws(JSONError) {
    if bytes.isEmpty { throw JSONError("the file is empty", offset: 0) }
    if bytes.count > Self.maximumBytes { throw JSONError("the file is too long", offset: 0) }
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
      throw JSONError("a byte order mark is not JSON", offset: 0)
    }
    try value()
    skipSpace()
    if index < bytes.count {
      if isConflictMarker { throw unexpected() }
      throw JSONError("text after the end of the document", offset: index)
    }
  }

  private mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x0A, 0x0D, 0x09: index += 1
      default: return
      }
    }
  }

  private mutating func value() throws(JSONError) {
    skipSpace()
    guard index < bytes.count else { throw endOfText() }
    switch bytes[index] {
    case UInt8(ascii: "{"): try object()
    case UInt8(ascii: "["): try array()
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "t"): try literal("true", .bool, first: 1)
    case UInt8(ascii: "f"): try literal("false", .bool, first: 0)
    case UInt8(ascii: "n"): try literal("null", .null, first: 0)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let start = index
      let number = try number()
      values.append(.init(number, offset: start, next: values.count + 1))
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

  /// Begins an array or object, and returns its index.
  private mutating func open(_ kind: JSONTape.Value.Kind) throws(JSONError) -> Int {
    guard depth < Self.maximumDepth else {
      throw JSONError("nested deeper than \(Self.maximumDepth) levels", offset: index)
    }
    depth += 1
    values.append(.init(kind, offset: index, next: 0))
    index += 1
    return values.count - 1
  }

  private mutating func close(_ container: Int) {
    depth -= 1
    values[container].next = UInt32(truncatingIfNeeded: values.count)
  }

  private mutating func object() throws(JSONError) {
    let object = try open(.object)
    var keys = KeyOrder()
    skipSpace()
    if consume(UInt8(ascii: "}")) { return close(object) }
    while true {
      skipSpace()
      guard index < bytes.count else { throw endOfText() }
      guard bytes[index] == UInt8(ascii: "\"") else {
        throw unexpected("a key in double quotes")
      }
      let key = values.count
      try string()
      guard !isRepeated(key, in: object, &keys) else {
        throw JSONError(
          "the key '\(text(at: key))' stands here twice",
          offset: Int(values[key].offset)
        )
      }
      skipSpace()
      guard consume(UInt8(ascii: ":")) else { throw unexpected("':'") }
      try value()
      skipSpace()
      if consume(UInt8(ascii: ",")) { continue }
      guard consume(UInt8(ascii: "}")) else { throw unexpected("',' or '}'") }
      return close(object)
    }
  }

  private mutating func array() throws(JSONError) {
    let array = try open(.array)
    let first = numbers.count
    skipSpace()
    if consume(UInt8(ascii: "]")) { return close(array) }
    var count = 0
    while true {
      skipSpace()
      guard index < bytes.count else { throw endOfText() }
      let isFlat = values.count == array + 1
      if isFlat, Self.beginsNumber(bytes[index]) {
        numbers.append(try number())
      } else {
        if isFlat { unfold(array, from: first) }
        try value()
      }
      count += 1
      skipSpace()
      if consume(UInt8(ascii: ",")) { continue }
      guard consume(UInt8(ascii: "]")) else { throw unexpected("',' or ']'") }
      let kind: JSONTape.Value.Kind = values.count == array + 1 ? .numbers : .array
      let offset = Int(values[array].offset)
      values[array] = .init(kind, offset: offset, next: 0, first: first, count: count)
      return close(array)
    }
  }

  /// Makes values of the numbers that an array of different things began with.
  private mutating func unfold(_ array: Int, from first: Int) {
    for number in numbers[first...] {
      values.append(.init(number, offset: Int(values[array].offset), next: values.count + 1))
    }
    numbers.removeSubrange(first...)
  }

  private static func beginsNumber(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") <= 9 || byte == UInt8(ascii: "-")
  }

  mutating func consume(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func literal(
    _ text: StaticString,
    _ kind: JSONTape.Value.Kind,
    first: Int
  ) throws(JSONError) {
    let count = text.utf8CodeUnitCount
    for position in 0..<count {
      guard index + position < bytes.count else {
        index = bytes.count
        throw endOfText()
      }
      guard bytes[index + position] == text.utf8Start[position] else { throw unexpected() }
    }
    values.append(.init(kind, offset: index, next: values.count + 1, first: first))
    index += count
  }

  func endOfText() -> JSONError {
    JSONError("the text ends too early: the file is truncated", offset: bytes.count)
  }

  func unexpected(_ expected: String = "a value") -> JSONError {
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
