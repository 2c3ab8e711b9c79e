package import PerfgateModel

/// A line of a result file, with its end.
package struct ResultLine: Sendable, Equatable {
  static let newline = UInt8(ascii: "\n")

  /// The text in UTF-8; the only line feed is the last byte.
  package let bytes: [UInt8]

  /// Writes a result as one JSON object without white space.
  ///
  /// - Parameters:
  ///   - key: Which result, as the members `id`, `case`, `repeat` and `configuration`.
  ///   - members: What else is known of it; where it has an id, that is the key's.
  package init(_ key: ResultKey, _ members: JSONMembers) {
    let own: [(String, JSONValue)] = [
      ("id", .string(key.id)), ("case", .string(key.caseDigest)),
      ("repeat", .integer(key.repeatIndex)), ("configuration", .string(key.configurationDigest)),
    ]
    let others = members.sorted.filter { $0.key != "id" }.map { ($0.key, $0.value) }
    self.init(.object(JSONMembers(own + others)))
  }

  init(_ value: JSONValue) {
    bytes = JSONWriter.bytes(value, form: .compact) + [Self.newline]
  }
}
