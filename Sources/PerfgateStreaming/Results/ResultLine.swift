package import PerfgateModel

/// A line of a result file, with its end.
package struct ResultLine: Sendable, Equatable {
  static let newline = UInt8(ascii: "\n")

  /// The text in UTF-8; the only line feed is the last byte.
  package let bytes: [UInt8]

  /// Writes a result as one JSON object without white space.
  ///
  /// - Parameters:
  ///   - key: Which result, as the members `case`, `repeat` and `configuration`.
  ///   - members: What else is known of it; none of these three.
  package init(_ key: ResultKey, _ members: JSONMembers) {
    let own: [(String, JSONValue)] = [
      ("case", .string(key.caseDigest)), ("repeat", .integer(key.repeatIndex)),
      ("configuration", .string(key.configurationDigest)),
    ]
    self.init(.object(JSONMembers(own + members.sorted.map { ($0.key, $0.value) })))
  }

  init(_ value: JSONValue) {
    bytes = JSONWriter.bytes(value, form: .compact) + [Self.newline]
  }
}
