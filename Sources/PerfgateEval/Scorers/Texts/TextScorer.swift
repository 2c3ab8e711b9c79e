/// How alike output and expectation are, from 0 to 1.
///
/// It throws `ScoringError` where they are too long to tell.
typealias TextSimilarity =
  @Sendable (_ output: String, _ expected: String) throws(ScoringError) -> Double

/// Compares the output with what is expected, text by text; of several the best counts.
struct TextScorer: Scorer {
  let inputs: ScorerInputs
  /// How alike output and expectation are, from 0 to 1.
  let similarity: TextSimilarity

  func score(_ item: ScoredItem) async throws(ScoringError) -> Score {
    let alternatives = try inputs.alternatives(of: item)
    guard let output = inputs.output(of: item) else { return .zero }
    var best = 0.0
    for alternative in alternatives { best = try max(best, similarity(output, alternative)) }
    return .within(best)
  }
}
