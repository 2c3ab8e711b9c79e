/// The members of a JSON object in the order of the text; keys are unique.
package struct JSONObject: Sendable {
  /// A key and its value.
  package struct Member: Sendable {
    package var key: String
    package var keyOffset: Int
    package var value: JSONNode
  }

  private let tape: JSONTape
  private let index: Int

  init(_ tape: JSONTape, at index: Int) {
    self.tape = tape
    self.index = index
  }

  /// The offset of the opening brace.
  package var offset: Int { Int(tape.values[index].offset) }

  /// The members in the order of the text.
  package var members: [Member] {
    var members: [Member] = []
    let end = Int(tape.values[index].next)
    var key = index + 1
    while key < end {
      members.append(
        Member(
          key: tape.string(at: key),
          keyOffset: Int(tape.values[key].offset),
          value: JSONNode(tape, at: key + 1)
        )
      )
      key = Int(tape.values[key + 1].next)
    }
    return members
  }

  /// The value of a key, `nil` where it is absent or null.
  package subscript(key: String) -> JSONNode? {
    guard let value = tape.value(of: key, in: index), tape.values[value].kind != .null else {
      return nil
    }
    return JSONNode(tape, at: value)
  }

  /// The value of a key, `null` too; `nil` where it is absent.
  package func value(of key: String) -> JSONNode? {
    tape.value(of: key, in: index).map { JSONNode(tape, at: $0) }
  }

  /// Appends the canonical form.
  func appendCanonical(to output: inout [UInt8]) {
    output.append(UInt8(ascii: "{"))
    for (place, member) in CanonicalJSON.ordered(members, by: \.key).enumerated() {
      if place > 0 { output.append(UInt8(ascii: ",")) }
      JSONWriter.writeString(member.key, to: &output)
      output.append(UInt8(ascii: ":"))
      member.value.appendCanonical(to: &output)
    }
    output.append(UInt8(ascii: "}"))
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
