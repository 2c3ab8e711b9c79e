internal import PerfgateModel

/// Compares vectors: output and expectation are JSON arrays of numbers.
struct VectorScorer: Scorer {
  let inputs: ScorerInputs

  func score(_ item: ScoredItem) async throws(ScoringError) -> Score {
    let alternatives = try Self.vectors(ofExpected: try inputs.expected(of: item))
    guard let output = inputs.outputJSON(of: item).flatMap(Self.vector) else { return .zero }
    return .within(alternatives.reduce(0) { max($0, Cosine.of(output, $1) ?? 0) })
  }

  private static func vectors(ofExpected value: JSONValue) throws(ScoringError) -> [[Double]] {
    var value = value
    // A table has texts alone.
    if case .string(let text) = value, let parsed = JSONValue(parsing: text) { value = parsed }
    let vectors = vector(value).map { [$0] } ?? value.elements?.compactMap(vector) ?? []
    let count = vector(value) == nil ? value.elements?.count ?? 0 : 1
    guard !vectors.isEmpty, vectors.count == count, vectors.allSatisfy(Cosine.hasDirection) else {
      throw ScoringError(
        kind: "expected",
        message: "expected a vector in the row, or a list of them: numbers that are not all 0"
      )
    }
    return vectors
  }

  private static func vector(_ value: JSONValue) -> [Double]? {
    guard let elements = value.elements, !elements.isEmpty else { return nil }
    let numbers = elements.compactMap { element -> Double? in
      if case .number(let number) = element { number } else { nil }
    }
    return numbers.count == elements.count ? numbers : nil
  }
}
