/// Which cases of an eval came out differently.
package struct CaseExhibit: Sendable, Equatable {
  /// The most cases of each list.
  package static let mostCases = 50
  /// The longest output that is kept, in bytes of UTF-8.
  package static let longestOutput = 400

  /// The eval.
  package var key: BenchmarkKey
  /// How many cases are the same on both sides, with an outcome on both.
  package var compared: Int
  /// How many are new.
  package var added: Int
  /// How many are gone.
  package var removed: Int
  /// How many have another content under the same id.
  package var changed: Int
  /// How many are the same, but without an outcome on one side or both.
  package var errored: Int
  /// How many passed less often than before.
  package var brokeCount: Int
  /// How many passed more often than before.
  package var mendedCount: Int
  /// The first of those that broke: the largest change first, then by id.
  package var broke: [CaseChange]
  /// The first of those that were mended.
  package var mended: [CaseChange]

  /// Creates an exhibit of nothing.
  package init(key: BenchmarkKey) {
    self.key = key
    (compared, added, removed, changed, errored) = (0, 0, 0, 0, 0)
    (brokeCount, mendedCount, broke, mended) = (0, 0, [], [])
  }

  /// Whether the dataset is not what it was.
  package var isOtherDataset: Bool { added > 0 || removed > 0 || changed > 0 }
}

/// One case that came out differently.
package struct CaseChange: Sendable, Equatable {
  /// The two sides of a number.
  package struct Step: Sendable, Equatable {
    /// On the base's side.
    package var before: Double
    /// On the head's.
    package var after: Double

    /// Creates a step.
    package init(before: Double, after: Double) {
      self.before = before
      self.after = after
    }
  }

  /// The case's id.
  package var id: String
  /// The case's digest.
  package var digest: CaseDigest
  /// The share of repeats that passed.
  package var passed: Step
  /// Mean scores by scorer, where both sides have them.
  package var scores: [String: Step]
  /// The beginning of what the target answered now; `nil` where nobody looked, or it did not.
  package var output: String?

  /// Creates a change.
  package init(id: String, digest: CaseDigest, passed: Step, scores: [String: Step] = [:]) {
    self.id = id
    self.digest = digest
    self.passed = passed
    self.scores = scores
    self.output = nil
  }
}

extension VerdictExhibits {
  /// Takes the output of a result where a list names its case; of repeats that of the first which did
  /// not pass.
  ///
  /// - Parameters:
  ///   - result: Of the head's results.
  ///   - key: The eval.
  package mutating func take(outputOf result: CaseResult, of key: BenchmarkKey) {
    guard let digest = CaseDigest(result.caseDigest), let output = result.output,
      let index = cases.firstIndex(where: { $0.key == key })
    else { return }
    let text = CaseChange.shortened(output)
    for list in [\CaseExhibit.broke, \CaseExhibit.mended] {
      for place in cases[index][keyPath: list].indices {
        let change = cases[index][keyPath: list][place]
        guard change.digest == digest, change.id == result.id,
          change.output == nil
            || (list == \.broke && result.outcome == .failed && result.repeatIndex == 0)
        else { continue }
        cases[index][keyPath: list][place].output = text
      }
    }
  }
}

extension CaseChange {
  /// The beginning of an output, cut between characters.
  static func shortened(_ output: String) -> String {
    guard output.utf8.count > CaseExhibit.longestOutput else { return output }
    var text = ""
    for character in output {
      guard text.utf8.count + character.utf8.count <= CaseExhibit.longestOutput - 3 else { break }
      text.append(character)
    }
    return text + "..."
  }

  var json: JSONValue {
    .object(
      [
        "id": .string(id), "case": .string(digest.text), "passed": passed.json,
        "scores": scores.isEmpty
          ? nil : .object(JSONMembers(scores.map { ($0.key, $0.value.json) })),
        "output": output.map(JSONValue.string),
      ],
      omittingNil: true
    )
  }

  init(_ object: JSONObject) throws(JSONError) {
    let node = try object.required("case")
    guard let digest = CaseDigest(try node.string()) else {
      throw JSONError("'case' must be 32 hexadecimal digits", offset: node.offset)
    }
    self.init(
      id: try object.required("id").string(),
      digest: digest,
      passed: try Step(try object.required("passed"))
    )
    for member in try object["scores"]?.object().members ?? [] {
      scores[member.key] = try Step(member.value)
    }
    output = try object["output"]?.string()
  }
}

extension CaseChange.Step {
  fileprivate var json: JSONValue { .numbers([before, after]) }

  fileprivate init(_ node: JSONNode) throws(JSONError) {
    let numbers = try node.numbers()
    guard numbers.count == 2 else {
      throw JSONError("expected the number before and the number after", offset: node.offset)
    }
    self.init(before: numbers[0], after: numbers[1])
  }
}

extension CaseExhibit {
  var json: JSONValue {
    .object(
      [
        "id": .string(key.id.text), "params": .texts(key.parameters),
        "suite": key.suite.map(JSONValue.string), "compared": .integer(compared),
        "added": .integer(added), "removed": .integer(removed), "changed": .integer(changed),
        "errored": .integer(errored), "broke_count": .integer(brokeCount),
        "mended_count": .integer(mendedCount), "broke": .array(broke.map(\.json)),
        "mended": .array(mended.map(\.json)),
      ],
      omittingNil: true
    )
  }

  init(_ object: JSONObject) throws(JSONError) {
    self.init(key: try object.benchmarkKey())
    compared = try object.required("compared").integer(atLeast: 0)
    added = try object.required("added").integer(atLeast: 0)
    removed = try object.required("removed").integer(atLeast: 0)
    changed = try object.required("changed").integer(atLeast: 0)
    errored = try object.required("errored").integer(atLeast: 0)
    brokeCount = try object.required("broke_count").integer(atLeast: 0)
    mendedCount = try object.required("mended_count").integer(atLeast: 0)
    for node in try object.required("broke").array() {
      broke.append(try CaseChange(try node.object()))
    }
    for node in try object.required("mended").array() {
      mended.append(try CaseChange(try node.object()))
    }
  }
}
