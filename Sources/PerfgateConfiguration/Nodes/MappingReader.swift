internal import PerfgateModel

/// A mapping whose keys are known; what it does not know is reported when it is made.
struct MappingReader {
  private let table: KeyTable
  private let entries: [ConfigurationNode.Entry]
  private let problems: ProblemList
  /// Where the mapping begins.
  let position: TextPosition

  /// Opens a mapping and reports its unknown keys.
  init(
    _ entries: [ConfigurationNode.Entry],
    at position: TextPosition,
    table: KeyTable,
    problems: ProblemList
  ) {
    self.table = table
    self.entries = entries
    self.position = position
    self.problems = problems
    for entry in entries where !table.keys.contains(entry.key) {
      let near = NearMiss.phrase(for: entry.key, among: table.keys)
      problems.error(
        "unknown key '\(MessageText.shortened(entry.key))' in \(table.subject)\(near)",
        at: entry.keyPosition,
        hints: near.isEmpty ? ["known keys: \(table.keys.joined(separator: ", "))"] : []
      )
    }
  }

  /// The value of a known key; `nil` where the key is absent.
  subscript(key: String) -> NodeReader? {
    precondition(table.keys.contains(key), "the key table knows every key that is read")
    guard let entry = entries.first(where: { $0.key == key }) else { return nil }
    return NodeReader(
      name: key,
      node: entry.value,
      keyPosition: entry.keyPosition,
      problems: problems
    )
  }

  /// The value of a key that must be there.
  func required(_ key: String, hints: [String] = []) -> NodeReader? {
    if let value = self[key] { return value }
    problems.error("'\(key)' is missing from \(table.subject)", at: position, hints: hints)
    return nil
  }
}
