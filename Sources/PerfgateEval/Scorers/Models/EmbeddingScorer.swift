internal import PerfgateModel

/// Compares what output and expectation mean, by the cosine of their embeddings.
struct EmbeddingScorer: Scorer {
  let inputs: ScorerInputs
  let embedder: any Embedder

  func start() async throws(GateError) { try await embedder.start() }

  func stop() async { await embedder.stop() }

  func score(_ item: ScoredItem) async throws(ScoringError) -> Score {
    let alternatives = try inputs.alternatives(of: item)
    guard alternatives.allSatisfy({ !$0.isEmpty }) else {
      throw ScoringError(kind: "expected", message: "an empty text in the row has no embedding")
    }
    guard let output = inputs.output(of: item), !output.isEmpty else { return .zero }
    let vectors = try await embedder.embed([output] + alternatives)
    guard vectors.count == alternatives.count + 1 else {
      throw Self.failure("\(vectors.count) vectors for \(alternatives.count + 1) texts")
    }
    var best = 0.0
    for vector in vectors.dropFirst() {
      guard let cosine = Cosine.of(vectors[0], vector) else {
        throw Self.failure("vectors of different lengths, without direction, or not finite")
      }
      best = max(best, cosine)
    }
    return .within(best)
  }

  private static func failure(_ what: String) -> ScoringError {
    ScoringError(kind: "embedding", message: "the embedder answered with \(what)")
  }
}
