/// The canonical form of JSON, by which equal values have equal bytes and so equal digests.
///
/// Source: RFC 8785, JSON Canonicalization Scheme: no white space, keys in the order of their UTF-16
/// code units, numbers and strings as ECMAScript writes them.
package enum CanonicalJSON {
  /// The canonical bytes of a value.
  package static func bytes(_ value: JSONValue) -> [UInt8] {
    var output: [UInt8] = []
    append(value, to: &output)
    return output
  }

  /// Appends the canonical bytes of a value.
  package static func append(_ value: JSONValue, to output: inout [UInt8]) {
    switch value {
    case .array(let items):
      appendList(items, to: &output) { append($0, to: &$1) }
    case .items(let items):
      appendList(0..<items.count, to: &output) { append(items[$0], to: &$1) }
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (index, member) in ordered(members.sorted, by: \.key).enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        JSONWriter.writeString(member.key, to: &output)
        output.append(UInt8(ascii: ":"))
        append(member.value, to: &output)
      }
      output.append(UInt8(ascii: "}"))
    case .null, .bool, .number, .numbers, .string:
      output += JSONWriter.bytes(value, form: .compact)
    }
  }

  /// Appends the canonical bytes of a value that was read.
  package static func append(_ node: JSONNode, to output: inout [UInt8]) {
    node.appendCanonical(to: &output)
  }

  /// Members in the order of their keys' UTF-16 code units.
  static func ordered<Member>(_ members: [Member], by key: (Member) -> String) -> [Member] {
    guard members.count > 1 else { return members }
    return members.sorted { precedes(key($0), key($1)) }
  }

  /// Up to the surrogates the order of UTF-8 is the same.
  private static func precedes(_ one: String, _ other: String) -> Bool {
    let isPlain = one.utf8.allSatisfy { $0 < 0xEE } && other.utf8.allSatisfy { $0 < 0xEE }
    return isPlain
      ? one.bytesPrecede(other) : one.utf16.lexicographicallyPrecedes(other.utf16)
  }

  static func appendList<Item>(
    _ items: some Sequence<Item>,
    to output: inout [UInt8],
    item append: (Item, inout [UInt8]) -> Void
  ) {
    output.append(UInt8(ascii: "["))
    var isFirst = true
    for item in items {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      append(item, &output)
    }
    output.append(UInt8(ascii: "]"))
  }
}
