package import PerfgateModel

/// One case of a dataset.
package struct EvalCase: Sendable {
  /// The id, unique in its dataset.
  package var id: String
  /// The SHA-256 of what it asks and what is expected, in hexadecimal.
  package var digest: String
  /// The number of its line or row, from 1.
  package var line: Int
  /// What the target gets.
  package var input: JSONValue
  /// What scorers expect; `nil` where the row does not say.
  package var expected: JSONValue?
  /// Which cases belong together; `nil` where this one stands alone.
  package var cluster: String?
  /// Its tags.
  package var tags: [String]
  /// The whole row, for prompts and for scorers that look at other fields.
  package var row: JSONValue
  /// The bytes that its row takes in the file.
  package var byteCount: Int

  /// Creates a case.
  package init(
    id: String,
    digest: String,
    line: Int,
    input: JSONValue,
    expected: JSONValue?,
    cluster: String? = nil,
    tags: [String] = [],
    row: JSONValue,
    byteCount: Int
  ) {
    self.id = id
    self.digest = digest
    self.line = line
    self.input = input
    self.expected = expected
    self.cluster = cluster
    self.tags = tags
    self.row = row
    self.byteCount = byteCount
  }
}
