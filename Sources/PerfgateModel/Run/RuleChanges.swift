/// What the change under test makes of the rules and baselines that judge it.
package struct RuleChanges: Sendable, Equatable {
  /// What the change begins at, as git knows it; `nil` where that could not be found out.
  package var base: String?
  /// Configurations and lists of accepted levels that differ from it, uncommitted changes included.
  package var files: [String]
  /// How many files of baselines differ from it.
  package var baselines: Int

  /// Creates a record.
  package init(base: String?, files: [String] = [], baselines: Int = 0) {
    self.base = base
    self.files = files
    self.baselines = baselines
  }

  var json: JSONValue {
    .object([
      "base": .string(orNull: base), "files": .strings(files), "baselines": .integer(baselines),
    ])
  }

  init?(optional node: JSONNode?) throws(JSONError) {
    guard let object = try node?.object() else { return nil }
    base = try object["base"]?.string()
    files = try object["files"]?.strings() ?? []
    baselines = try object["baselines"]?.integer(atLeast: 0) ?? 0
  }
}
