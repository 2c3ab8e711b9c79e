internal import PerfgateModel

/// Looks for phrases in the output.
struct PhraseScorer: Scorer {
  /// Where phrases are looked for, and how many are wanted.
  enum Search: Sendable {
    /// Anywhere, one of them.
    case any
    /// Anywhere, all of them: the score is the share that is there.
    case all
    /// At the beginning, one of them.
    case beginning
  }

  let name: String
  let inputs: ScorerInputs
  /// The phrases, as they are configured; empty for those that the row expects.
  let values: [String]
  let search: Search
  let location: SourcePlace

  func start() async throws(GateError) {
    guard let empty = values.first(where: { inputs.normalize($0).isEmpty }) else { return }
    throw GateError(
      .badConfiguration,
      "scorer '\(name)' looks for '\(empty)', which is empty once it is normalised",
      at: location,
      notes: ["every output contains the empty text"],
      hints: ["take the value out, or normalise less"]
    )
  }

  func score(_ item: ScoredItem) async throws(ScoringError) -> Score {
    let phrases =
      try values.isEmpty
      ? inputs.alternatives(of: item) : values.map { inputs.normalize($0) }
    guard phrases.allSatisfy({ !$0.isEmpty }) else {
      throw ScoringError(
        kind: "expected",
        message: "what is expected is empty, which every output contains"
      )
    }
    guard let output = inputs.output(of: item) else { return .zero }
    let found = phrases.count { phrase in
      search == .beginning
        ? output.utf8.starts(with: phrase.utf8) : output.containsBytes(of: phrase)
    }
    return search == .all
      ? .within(Double(found) / Double(phrases.count)) : .of(found > 0)
  }
}

extension String {
  /// Whether another text's UTF-8 is in this one's.
  ///
  /// Source: Horspool, "Practical fast searching in strings", 1980.
  fileprivate func containsBytes(of phrase: String) -> Bool {
    let (text, wanted) = (Array(utf8), Array(phrase.utf8))
    guard let last = wanted.last else { return true }
    var shifts = [Int](repeating: wanted.count, count: 256)
    for (place, byte) in wanted.dropLast().enumerated() {
      shifts[Int(byte)] = wanted.count - 1 - place
    }
    var end = wanted.count - 1
    while end < text.count {
      let byte = text[end]
      if byte == last, text[(end - wanted.count + 1)...end].elementsEqual(wanted) { return true }
      end += shifts[Int(byte)]
    }
    return false
  }
}
