import PerfgateConfiguration
@testable import PerfgateEval
import PerfgateModel
import Testing

/// Embeds a text as how often it has each of three letters, or as it is told.
private struct LetterEmbedder: Embedder {
  var answer: [[Double]]?

  func embed(_ texts: [String]) async throws(ScoringError) -> [[Double]] {
    if let answer { return answer }
    if texts.contains("down") { throw ScoringError(kind: "embedding", message: "down") }
    return texts.map { text in "abc".map { letter in Double(text.count { $0 == letter }) } }
  }
}

@Suite("Cosine")
struct CosineTests {
  @Test(
    "vectors: the cosine, 0 where they point apart or the output is no vector of that length",
    arguments: [
      ("[1,0]", 1.0), ("[0,1]", 0), ("[-1,0]", 0), ("[1,1]", 0.7071067811865475), ("[1]", 0),
      ("[]", 0), ("[0,0]", 0), ("no", 0), (#"["1",0]"#, 0), ("[1e308,0]", 1), ("[1e-320,0]", 1),
    ] as [(String, Double)]
  )
  func vectors(output: String, wanted: Double) async throws {
    let expected = JSONValue.numbers([2, 0])
    let score = try await ScorerSupport.score(.cosine(.vectors), output, expected: expected)
    #expect(abs(score - wanted) < 1e-12)
    let text = JSONValue.string("[2,0]")
    #expect(try await ScorerSupport.score(.cosine(.vectors), output, expected: text) == score)
  }

  @Test("of several vectors the nearest counts; one without direction is an error of the row")
  func severalVectors() async throws {
    let several = JSONValue.array([.numbers([0, 1]), .numbers([1, 0])])
    #expect(try await ScorerSupport.score(.cosine(.vectors), "[1,0]", expected: several) == 1)
    for expected in [
      JSONValue.numbers([0, 0]), .string("x"), .array([]), .array([.numbers([1]), .string("x")]),
    ] {
      let kind = try await ScorerSupport.errorKind(.cosine(.vectors), "[1]", expected: expected)
      #expect(kind == "expected")
    }
  }

  private func scorer(_ embedder: LetterEmbedder) -> EmbeddingScorer {
    let plan = EmbeddingPlan.worker(.words(["x"]), count: 1)
    return EmbeddingScorer(
      inputs: ScorerInputs(ScorerSupport.plan(.cosine(plan))),
      embedder: embedder
    )
  }

  @Test("texts are embedded together, and the nearest alternative counts")
  func texts() async throws {
    let scorer = scorer(LetterEmbedder())
    let expected = JSONValue.strings(["b", "aa"])
    #expect(try await scorer.score(ScorerSupport.item("a", expected: expected)).value == 1)
    #expect(try await scorer.score(ScorerSupport.item("c", expected: expected)).value == 0)
    #expect(try await scorer.score(ScorerSupport.item("", expected: expected)).value == 0)
  }

  @Test("an embedder without usable vectors is an error and never a score of 0")
  func unusable() async throws {
    for answer in [[[1, 0]], [[1, 0], [0, 0]], [[1], [1, 0]], [[.nan], [1]], []] as [[[Double]]] {
      let error = await #expect(throws: ScoringError.self) {
        try await scorer(LetterEmbedder(answer: answer))
          .score(ScorerSupport.item("a", expected: .string("b")))
      }
      #expect(error?.kind == "embedding")
    }
    await #expect(throws: ScoringError(kind: "embedding", message: "down")) {
      try await scorer(LetterEmbedder()).score(ScorerSupport.item("down", expected: .string("b")))
    }
    let empty = await #expect(throws: ScoringError.self) {
      try await scorer(LetterEmbedder()).score(ScorerSupport.item("a", expected: .string("")))
    }
    #expect(empty?.kind == "expected")
  }
}
