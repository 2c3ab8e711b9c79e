/// The members of a JSON object that is to be written, in the order of their keys' bytes.
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
    sorted = members.map { Member(key: $0.0, value: $0.1) }.sorted { left, right in
      Self.precedes(left.key, right.key)
    }
    assert(
      zip(sorted, sorted.dropFirst()).allSatisfy { $0.key != $1.key },
      "a key stands in an object twice"
    )
  }

  /// Creates the members of a literal.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(elements)
  }

  /// By the bytes of UTF-8, as RFC 8785 would for what is in the Basic Multilingual Plane.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    var (left, right) = (left, right)
    return left.withUTF8 { left in
      right.withUTF8 { right in left.lexicographicallyPrecedes(right) }
    }
  }
}
