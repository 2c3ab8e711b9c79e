/// A JSON value that was read, with its place in the text.
package struct JSONNode: Sendable {
  /// What the value is.
  package enum Content: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    /// A non-empty array of numbers only, kept flat.
    case numbers([Double])
    case string(String)
    case array([JSONNode])
    case object(JSONObject)
  }

  /// The value.
  package var content: Content
  /// The offset of its first byte.
  package var offset: Int

  /// The kind of the value, as an error message names it.
  package var kindName: String {
    switch content {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .numbers, .array: "an array"
    case .object: "an object"
    }
  }

  /// The value as a string.
  package func string() throws(JSONError) -> String {
    guard case .string(let value) = content else { throw mismatch("a string") }
    return value
  }

  /// The value as a finite number.
  package func number() throws(JSONError) -> Double {
    guard case .number(let value) = content else { throw mismatch("a number") }
    return value
  }

  /// The value as an integer within ±2^53.
  package func integer() throws(JSONError) -> Int {
    guard case .number(let value) = content, let integer = Int(exactly: value),
      abs(value) <= 9_007_199_254_740_992
    else { throw mismatch("an integer") }
    return integer
  }

  /// The value as an integer from a smallest one to 2^53.
  package func integer(atLeast smallest: Int) throws(JSONError) -> Int {
    let integer = try integer()
    guard integer >= smallest else {
      throw JSONError("expected \(smallest) or more, found \(integer)", offset: offset)
    }
    return integer
  }

  /// The value as a boolean.
  package func bool() throws(JSONError) -> Bool {
    guard case .bool(let value) = content else { throw mismatch("true or false") }
    return value
  }

  /// The value as an object.
  package func object() throws(JSONError) -> JSONObject {
    guard case .object(let value) = content else { throw mismatch("an object") }
    return value
  }

  /// The value as an array.
  package func array() throws(JSONError) -> [JSONNode] {
    switch content {
    case .array(let items): return items
    case .numbers(let numbers):
      return numbers.map { JSONNode(content: .number($0), offset: offset) }
    default: throw mismatch("an array")
    }
  }

  /// The value as an array of finite numbers.
  package func numbers() throws(JSONError) -> [Double] {
    switch content {
    case .numbers(let numbers): return numbers
    case .array(let items):
      var numbers: [Double] = []
      for item in items { numbers.append(try item.number()) }
      return numbers
    default: throw mismatch("an array of numbers")
    }
  }

  /// The value as an array of integers, each from a smallest one to 2^53.
  package func integers(atLeast smallest: Int) throws(JSONError) -> [Int] {
    var integers: [Int] = []
    for item in try array() { integers.append(try item.integer(atLeast: smallest)) }
    return integers
  }

  /// The value as an array of strings.
  package func strings() throws(JSONError) -> [String] {
    var strings: [String] = []
    for item in try array() { strings.append(try item.string()) }
    return strings
  }

  /// The value as an object of strings.
  package func texts() throws(JSONError) -> [String: String] {
    var texts: [String: String] = [:]
    for member in try object().members { texts[member.key] = try member.value.string() }
    return texts
  }

  /// The value as a case of an enumeration of strings.
  package func choice<Choice: RawRepresentable & CaseIterable>(
    _ type: Choice.Type
  ) throws(JSONError) -> Choice where Choice.RawValue == String {
    let text = try string()
    guard let choice = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw JSONError("unknown value '\(text)', expected one of \(known)", offset: offset)
    }
    return choice
  }

  private func mismatch(_ expected: String) -> JSONError {
    JSONError("expected \(expected), found \(kindName)", offset: offset)
  }
}

/// The members of a JSON object in the order of the text; keys are unique.
package struct JSONObject: Sendable {
  /// A key and its value.
  package struct Member: Sendable {
    package var key: String
    package var keyOffset: Int
    package var value: JSONNode
  }

  /// The members in the order of the text.
  package var members: [Member]
  /// The offset of the opening brace.
  package var offset: Int

  /// The value of a key, `nil` where it is absent or null.
  package subscript(key: String) -> JSONNode? {
    guard let node = members.first(where: { $0.key == key })?.value else { return nil }
    if case .null = node.content { return nil }
    return node
  }

  /// The value of a key that must be there.
  package func required(_ key: String) throws(JSONError) -> JSONNode {
    guard let node = self[key] else {
      throw JSONError("'\(key)' is missing from this object", offset: offset)
    }
    return node
  }
}

extension JSONObject {
  /// The range between two members; `nil` where both are absent.
  package func range(
    from lower: String,
    to upper: String
  ) throws(JSONError) -> ClosedRange<Double>? {
    let low = try self[lower]?.number()
    let high = try self[upper]?.number()
    if low == nil, high == nil { return nil }
    guard let low, let high else {
      throw JSONError("'\(lower)' and '\(upper)' stand together", offset: offset)
    }
    guard low <= high else {
      throw JSONError("'\(lower)' is larger than '\(upper)'", offset: offset)
    }
    return low...high
  }
}

/// What is wrong with a JSON text, and where.
package struct JSONError: Error, Sendable, Equatable {
  /// One phrase without a full stop.
  package var message: String
  /// The offset of the offending byte.
  package var offset: Int

  /// Creates an error.
  package init(_ message: String, offset: Int) {
    self.message = message
    self.offset = offset
  }

  /// The line and column of the error in its text, from one; the column counts Unicode scalars.
  package func location(in bytes: [UInt8], file: String) -> SourcePlace {
    let before = bytes.prefix(offset)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
    return SourcePlace(file: file, line: line, column: column)
  }
}
