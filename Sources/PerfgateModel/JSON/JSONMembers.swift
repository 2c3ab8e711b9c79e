/// The members of a JSON object that is to be written, in the order of their keys' bytes, as RFC 8785
/// would for what is in the Basic Multilingual Plane.
///
/// A list and no dictionary: a document has a hundred thousand small objects, each of which is
/// written once and never looked into.
package struct JSONMembers: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// A key and its value.
  package struct Member: Sendable, Equatable {
    /// The key.
    package var key: String
    /// What stands behind it.
    package var value: JSONValue
  }

  /// The members by key.
  package let sorted: [Member]

  /// Sorts members.
  ///
  /// - Parameter members: Whose keys differ.
  package init(_ members: some Sequence<(String, JSONValue)>) {
    let given = members.map { Member(key: $0.0, value: $0.1) }
    sorted =
      Self.isSorted(given) ? given : given.sorted { $0.key.bytesPrecede($1.key) }
    assert(
      zip(sorted, sorted.dropFirst()).allSatisfy { $0.key != $1.key },
      "a key stands in an object twice"
    )
  }

  private static func isSorted(_ members: [Member]) -> Bool {
    members.indices.dropFirst().allSatisfy { members[$0 - 1].key.bytesPrecede(members[$0].key) }
  }

  /// Creates the members of a literal.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(elements)
  }
}
