internal import PerfgateModel

/// Compares the output with what is expected as JSON, some paths apart.
struct JSONEqualScorer: Scorer {
  let inputs: ScorerInputs
  /// Paths of keys and places; `*` stands for any of them.
  let ignoring: [String]

  func score(_ item: ScoredItem) async throws(ScoringError) -> Score {
    var expected = try inputs.expected(of: item)
    // A table has texts alone: JSON in one is meant as JSON.
    if case .string(let text) = expected, let value = JSONValue(parsing: text) { expected = value }
    guard let output = inputs.outputJSON(of: item) else { return .zero }
    return .of(prepared(output).isSameJSON(as: prepared(expected)))
  }

  private func prepared(_ value: JSONValue) -> JSONValue {
    ignoring.reduce(value) { value, path in
      value.removing(path.split(separator: ".", omittingEmptySubsequences: false)[...])
    }.mapTexts { inputs.normalize($0) }
  }
}

extension JSONValue {
  /// The value without what is at a path; an item of an array becomes `null`, so that others keep
  /// their places.
  fileprivate func removing(_ path: ArraySlice<Substring>) -> JSONValue {
    guard let step = path.first else { return self }
    let rest = path.dropFirst()
    func isMeant(_ name: String) -> Bool { step == "*" || name.isSameText(as: String(step)) }
    if case .object(let members) = self {
      return .object(
        JSONMembers(
          members.sorted.compactMap { member -> (String, JSONValue)? in
            guard isMeant(member.key) else { return (member.key, member.value) }
            return rest.isEmpty ? nil : (member.key, member.value.removing(rest))
          }
        )
      )
    }
    guard let elements else { return self }
    return .array(
      elements.enumerated().map { place, item in
        guard isMeant(String(place)) else { return item }
        return rest.isEmpty ? .null : item.removing(rest)
      }
    )
  }
}
