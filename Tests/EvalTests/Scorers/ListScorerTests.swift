import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import Testing

@Suite("Sets and rankings")
struct ListScorerTests {
  private static let four = JSONValue.strings(["a", "b", "c", "d"])

  @Test(
    "precision, recall and F1 compare sets",
    arguments: [
      (#"["a","b","x"]"#, 0.6666666666666666, 0.5, 0.5714285714285714),
      ("a, b, x", 0.6666666666666666, 0.5, 0.5714285714285714),
      ("a\nb\r\nx\n", 0.6666666666666666, 0.5, 0.5714285714285714), ("a,a,a", 1, 0.25, 0.4),
      ("", 0, 0, 0),
      ("[]", 0, 0, 0), ("x", 0, 0, 0), ("d,c,b,a", 1, 1, 1),
    ] as [(String, Double, Double, Double)]
  )
  func sets(output: String, precision: Double, recall: Double, f1: Double) async throws {
    for (kind, wanted) in [
      (ScorerPlan.Kind.precision, precision), (.recall, recall), (.f1, f1),
    ] {
      let score = try await ScorerSupport.score(kind, output, expected: Self.four)
      #expect(abs(score - wanted) < 1e-12)
    }
  }

  @Test("where nothing is expected, nothing alone is right")
  func emptySets() async throws {
    for kind in [ScorerPlan.Kind.precision, .recall, .f1] {
      #expect(try await ScorerSupport.score(kind, "[]", expected: .array([])) == 1)
      #expect(try await ScorerSupport.score(kind, "a", expected: .array([])) == 0)
      #expect(try await ScorerSupport.score(kind, "a", expected: .string("a, b")) > 0)
    }
    let numbers = JSONValue.numbers([1, 2])
    #expect(try await ScorerSupport.score(.f1, "[1.0, 2]", expected: numbers) == 1)
    #expect(try await ScorerSupport.errorKind(.f1, "a", expected: .object([:])) == "expected")
  }

  @Test(
    "recall at k and reciprocal rank look at the order, and at each item once",
    arguments: [
      ("a,x,b,y", 2, 0.25, 1.0), ("x,a,b", 2, 0.25, 0.5), ("a,a,b", 2, 0.5, 1),
      ("x,y,z,d", 3, 0, 0.25), ("", 3, 0, 0), ("a,b,c,d", 4, 1, 1),
    ] as [(String, Int, Double, Double)]
  )
  func rankings(output: String, k: Int, recall: Double, rank: Double) async throws {
    let kinds: [(ScorerPlan.Kind, Double)] = [(.recallAtK(k: k), recall), (.mrr, rank)]
    for (kind, wanted) in kinds {
      #expect(try await ScorerSupport.score(kind, output, expected: Self.four) == wanted)
    }
  }

  @Test("nDCG: binary by a list, graded by an object; what is not ranked is lost")
  func gain() async throws {
    let graded = try ScorerSupport.json(#"{"a":3,"b":1,"c":0}"#)
    let kind = ScorerPlan.Kind.ndcg(k: nil)
    #expect(try await ScorerSupport.score(kind, "a,b,c", expected: graded) == 1)
    let swapped = try await ScorerSupport.score(kind, "b,a", expected: graded)
    // (1 + 3 / log2 3) / (3 + 1 / log2 3)
    #expect(abs(swapped - 0.7967075809905066) < 1e-12)
    let lost = try await ScorerSupport.score(kind, "b", expected: graded)
    #expect(abs(lost - 0.2754115523761867) < 1e-12)
    #expect(try await ScorerSupport.score(kind, "x", expected: Self.four) == 0)
    let huge = try ScorerSupport.json(#"{"a":1.7e308,"b":1.7e308}"#)
    #expect(try await ScorerSupport.score(kind, "a,b", expected: huge) == 1)
  }

  @Test("without anything relevant there is no ranking to judge")
  func nothingRelevant() async throws {
    for expected in [
      JSONValue.array([]), .object([:]), .string(" , "), try ScorerSupport.json(#"{"a":0}"#),
      try ScorerSupport.json(#"{"a":-1}"#), try ScorerSupport.json(#"{"a":"1"}"#),
    ] {
      for kind in [ScorerPlan.Kind.recallAtK(k: 1), .mrr, .ndcg(k: nil)] {
        #expect(try await ScorerSupport.errorKind(kind, "a", expected: expected) == "expected")
      }
    }
  }
}
