/// Which of two sides of an interleaved run something belongs to.
package enum MeasurementSide: String, Sendable, CaseIterable {
  /// The work tree, or the new command.
  case head
  /// What it is compared with.
  case base
}

/// On which sides of an interleaved run a benchmark is configured.
package enum Presence: String, Sendable, CaseIterable {
  /// On both, so that it is compared.
  case both
  /// On the head alone: new.
  case head
  /// On the base alone: missing.
  case base
}

/// What the head of an interleaved run was compared with.
package struct BaseRecord: Sendable, Equatable {
  /// The commit; `nil` where two commands are compared.
  package var commit: String?
  /// What the user named: a revision, or the old command.
  package var name: String
  /// Whether the commit is the one at which the head left the branch that the user named.
  package var isMergeBase: Bool
  /// How many bytes longer the path of the base's tree is than the head's; 0 where they are equal.
  package var pathLengthDifference: Int

  /// Creates a record.
  package init(
    commit: String?,
    name: String,
    isMergeBase: Bool = false,
    pathLengthDifference: Int = 0
  ) {
    self.commit = commit
    self.name = name
    self.isMergeBase = isMergeBase
    self.pathLengthDifference = pathLengthDifference
  }

  /// The record as JSON.
  var json: JSONValue {
    .object(
      [
        "revision": commit.map(JSONValue.string), "name": .string(name),
        "merge_base": .bool(isMergeBase), "path_length_difference": .integer(pathLengthDifference),
      ],
      omittingNil: true
    )
  }

  /// Reads a record; `nil` where nothing was interleaved.
  init?(optional node: JSONNode?) throws(JSONError) {
    guard let object = try node?.object() else { return nil }
    self.init(
      commit: try object["revision"]?.string(),
      name: try object.required("name").string(),
      isMergeBase: try object["merge_base"]?.bool() ?? false,
      pathLengthDifference: try object["path_length_difference"]?.integer() ?? 0
    )
  }
}
