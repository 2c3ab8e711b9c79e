import PerfgateParallel

/// A JSON value that was read, with its place in the text.
package struct JSONNode: Sendable {
  private let tape: JSONTape
  private let index: Int32
  /// Which number of a flat array this is; -1 for every other value.
  private let item: Int32

  init(_ tape: JSONTape, at index: Int) {
    self.init(tape, at: Int32(truncatingIfNeeded: index), item: -1)
  }

  private init(_ tape: JSONTape, at index: Int32, item: Int32) {
    self.tape = tape
    self.index = index
    self.item = item
  }

  private var value: JSONTape.Value { tape.values[Int(index)] }
  private var kind: JSONTape.Value.Kind { item < 0 ? value.kind : .number }

  /// The offset of its first byte; that of the array for a number in an array of numbers.
  package var offset: Int { Int(value.offset) }

  /// The kind of the value, as an error message names it.
  package var kindName: String {
    switch kind {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .plainString, .string, .escapedString: "a string"
    case .numbers, .array: "an array"
    case .object: "an object"
    }
  }

  /// Whether it is `null`.
  package var isNull: Bool { kind == .null }

  /// Appends the canonical form; what stands in the text already as it must is copied.
  func appendCanonical(to output: inout [UInt8]) {
    switch kind {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool: output.append(contentsOf: (value.first != 0 ? "true" : "false").utf8)
    case .number:
      JSONNumber.write(
        item < 0 ? value.number : tape.numbers[value.first + Int(item)],
        to: &output
      )
    case .plainString, .string:
      output.append(UInt8(ascii: "\""))
      output += tape.bytes[value.range]
      output.append(UInt8(ascii: "\""))
    case .escapedString: JSONWriter.writeString(tape.string(at: Int(index)), to: &output)
    case .numbers:
      CanonicalJSON.appendList(tape.numbers[value.range], to: &output) {
        JSONNumber.write($0, to: &$1)
      }
    case .array:
      let items = sequence(first: Int(index) + 1) { Int(tape.values[$0].next) }
        .prefix { $0 < Int(value.next) }
      CanonicalJSON.appendList(items, to: &output) {
        JSONNode(tape, at: $0).appendCanonical(to: &$1)
      }
    case .object: JSONObject(tape, at: Int(index)).appendCanonical(to: &output)
    }
  }

  /// The value as a string.
  package func string() throws(JSONError) -> String {
    switch kind {
    case .plainString, .string, .escapedString: return tape.string(at: Int(index))
    default: throw mismatch("a string")
    }
  }

  /// The value as a finite number.
  package func number() throws(JSONError) -> Double {
    guard kind == .number else { throw mismatch("a number") }
    return item < 0 ? value.number : tape.numbers[value.first + Int(item)]
  }

  /// The value as an integer within ±2^53.
  package func integer() throws(JSONError) -> Int {
    guard kind == .number, let integer = Self.integer(try number()) else {
      throw mismatch("an integer")
    }
    return integer
  }

  /// The value as an integer from a smallest one to 2^53.
  package func integer(atLeast smallest: Int) throws(JSONError) -> Int {
    try notBelow(smallest, try integer())
  }

  /// The value as a boolean.
  package func bool() throws(JSONError) -> Bool {
    guard kind == .bool else { throw mismatch("true or false") }
    return value.first != 0
  }

  /// The value as an object.
  package func object() throws(JSONError) -> JSONObject {
    guard kind == .object else { throw mismatch("an object") }
    return JSONObject(tape, at: Int(index))
  }

  /// The value as an array.
  package func array() throws(JSONError) -> [JSONNode] {
    switch kind {
    case .array: break
    case .numbers:
      return (0..<value.count).map { JSONNode(tape, at: index, item: Int32($0)) }
    default: throw mismatch("an array")
    }
    var items: [JSONNode] = []
    items.reserveCapacity(value.count)
    var next = Int(index) + 1
    while next < Int(value.next) {
      items.append(JSONNode(tape, at: next))
      next = Int(tape.values[next].next)
    }
    return items
  }

  /// The items of an array, each made into something on all usable processors.
  ///
  /// - Parameters:
  ///   - batch: How many items a thread takes at a time, at least 1.
  ///   - make: The work; it runs on several threads at once.
  /// - Returns: What was made, in the order of the items.
  /// - Throws: The error of the first item that has one.
  package func map<Value: Sendable>(
    batch: Int,
    _ make: @Sendable (JSONNode) throws(JSONError) -> Value
  ) throws(JSONError) -> [Value] {
    let places = try array().map(\.index)
    let isFlat = kind == .numbers
    let made = ParallelWork.batches(of: places.count, batch: batch) { range, add in
      let tape = tape.forAnotherThread()
      for place in range {
        let item = isFlat ? Int32(truncatingIfNeeded: place) : -1
        let node = JSONNode(tape, at: places[place], item: item)
        add(Result { () throws(JSONError) in try make(node) })
      }
    }
    var values: [Value] = []
    values.reserveCapacity(made.count)
    for result in made { values.append(try result.get()) }
    return values
  }

  /// The value as an array of finite numbers.
  package func numbers() throws(JSONError) -> [Double] {
    switch kind {
    case .numbers: return Array(tape.numbers[value.range])
    case .array:
      var numbers: [Double] = []
      for item in try array() { numbers.append(try item.number()) }
      return numbers
    default: throw mismatch("an array of numbers")
    }
  }

  /// The value as an array of integers, each from a smallest one to 2^53.
  package func integers(atLeast smallest: Int) throws(JSONError) -> [Int] {
    var integers: [Int] = []
    guard kind == .numbers else {
      for item in try array() { integers.append(try item.integer(atLeast: smallest)) }
      return integers
    }
    integers.reserveCapacity(value.count)
    for number in tape.numbers[value.range] {
      guard let integer = Self.integer(number) else {
        throw JSONError("expected an integer, found a number", offset: offset)
      }
      integers.append(try notBelow(smallest, integer))
    }
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

  private static func integer(_ number: Double) -> Int? {
    abs(number) <= 9_007_199_254_740_992 ? Int(exactly: number) : nil
  }

  private func notBelow(_ smallest: Int, _ integer: Int) throws(JSONError) -> Int {
    guard integer >= smallest else {
      throw JSONError("expected \(smallest) or more, found \(integer)", offset: offset)
    }
    return integer
  }

  private func mismatch(_ expected: String) -> JSONError {
    JSONError("expected \(expected), found \(kindName)", offset: offset)
  }
}
