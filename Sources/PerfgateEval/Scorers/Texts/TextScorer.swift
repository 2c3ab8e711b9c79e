/// Compares the output with what is expected, text by text; of several the best counts.
struct TextScorer: Scorer {
  let inputs: ScorerInputs
  /// How alike output and expectation are, from 0 to 1.
  let similarity: @Sendable (_ output: String, _ expected: String) -> Double

  func score(_ item: ScoredItem) async throws(ScoringError) -> Score {
    let alternatives = try inputs.alternatives(of: item)
    guard let output = inputs.output(of: item) else { return .zero }
    return .within(alternatives.reduce(0) { max($0, similarity(output, $1)) })
  }
}
