import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import Testing

@Suite("Numbers")
struct NumericScorerTests {
  @Test(
    "the number that a text ends with is read as people write it",
    arguments: [
      ("#### 18", 18), ("16 - 3 - 4 = 9 eggs", 9), ("16-3", 3), ("x = -3", -3), ("(-3)", -3),
      ("costs $1,234.50.", 1234.5), ("-$5", -5), ("$-5", -5), ("€ 7", 7), ("\u{2212}4", -4),
      ("1,000,000", 1_000_000), ("1,2", 2), ("1, 2, 3", 3), (".5", 0.5), ("-.5", -0.5),
      ("1e3", 1000), ("2.5E-2", 0.025), ("2e", 2), ("50%", 50), ("7.", 7), ("1,0000", 0),
      ("none", nil), ("", nil), ("1e999", nil), ("\u{661}", nil), ("3 apples and two", 3),
    ] as [(String, Double?)]
  )
  func last(text: String, wanted: Double?) {
    #expect(NumberText.last(in: text) == wanted)
  }

  @Test("numeric is near by what is allowed, absolute or as a share of what is expected")
  func near() async throws {
    let exact = ScorerPlan.Kind.numeric(absolute: nil, relative: nil)
    let wide = ScorerPlan.Kind.numeric(absolute: 0.5, relative: 0.01)
    for (kind, output, score) in [
      (exact, "so 18", 1.0), (exact, "18.0001", 0), (wide, "100.9", 0), (wide, "101", 0),
      (wide, "100.4", 0), (wide, "18.5", 1), (wide, "17.4", 0), (wide, "no idea", 0),
    ] as [(ScorerPlan.Kind, String, Double)] {
      let found = try await ScorerSupport.score(kind, output, expected: .string("#### 18"))
      #expect(found == score, "\(output)")
    }
    #expect(try await ScorerSupport.score(wide, "1010", expected: .number(1000)) == 1)
    #expect(try await ScorerSupport.score(wide, "1011", expected: .number(1000)) == 0)
    let several = JSONValue.numbers([1, 2])
    #expect(try await ScorerSupport.score(exact, "2", expected: several) == 1)
    #expect(try await ScorerSupport.errorKind(exact, "2", expected: .string("two")) == "expected")
    let huge = ScorerPlan.Kind.numeric(absolute: nil, relative: 1e300)
    #expect(try await ScorerSupport.score(huge, "-1.7e308", expected: .number(1.7e308)) == 0)
  }

  @Test("range has its bounds within it and needs nothing of the row")
  func range() async throws {
    let kind = ScorerPlan.Kind.range(minimum: 1, maximum: 2)
    for (output, score) in [("1", 1.0), ("x 2", 1), ("2.01", 0), ("0.99", 0), ("none", 0)]
      as [(String, Double)]
    {
      #expect(try await ScorerSupport.score(kind, output) == score)
    }
    #expect(try await ScorerSupport.score(.range(minimum: nil, maximum: 0), "-7") == 1)
    #expect(try await ScorerSupport.score(.range(minimum: 0, maximum: nil), "-7") == 0)
  }
}
