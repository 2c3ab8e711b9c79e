internal import PerfgateModel

/// Compares the set of items in the output with the expected one.
struct SetScorer: Scorer {
  /// What of the comparison is the score.
  enum Figure: Sendable {
    /// The share of the output's items that are expected.
    case precision
    /// The share of the expected items that are in the output.
    case recall
    /// The harmonic mean of both.
    case f1
  }

  let inputs: ScorerInputs
  let figure: Figure

  func score(_ item: ScoredItem) async throws(ScoringError) -> Score {
    let expected = Set(try items(ofExpected: try inputs.expected(of: item)).map(ExactText.init))
    guard let output = inputs.rawOutput(of: item) else { return .zero }
    let found = Set(ItemList.items(of: output, inputs.normalize).map(ExactText.init))
    // Where nothing is expected a share of it is not defined: only nothing is right then.
    if expected.isEmpty || found.isEmpty { return .of(expected.isEmpty && found.isEmpty) }
    let overlap = expected.intersection(found).count
    switch figure {
    case .precision: return .within(Double(overlap) / Double(found.count))
    case .recall: return .within(Double(overlap) / Double(expected.count))
    case .f1:
      return .within(
        HarmonicMean.f1(overlap: overlap, found: found.count, wanted: expected.count)
      )
    }
  }

  private func items(ofExpected value: JSONValue) throws(ScoringError) -> [String] {
    if let elements = value.elements { return ItemList.items(of: elements, inputs.normalize) }
    guard let text = value.scalarText else {
      throw ScoringError(kind: "expected", message: "expected a list of items in the row")
    }
    return ItemList.items(of: text, inputs.normalize)
  }
}
