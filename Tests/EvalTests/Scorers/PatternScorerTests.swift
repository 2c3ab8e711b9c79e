import PerfgateConfiguration
@testable import PerfgateEval
import PerfgateModel
import Testing

@Suite("Patterns")
struct PatternScorerTests {
  @Test("without a group a match anywhere is enough")
  func matching() async throws {
    let kind = ScorerPlan.Kind.regex(pattern: "answer is \\d+", group: nil)
    #expect(try await ScorerSupport.score(kind, "So the answer is 42.") == 1)
    #expect(try await ScorerSupport.score(kind, "So the answer is none.") == 0)
    #expect(try await ScorerSupport.score(kind, "") == 0)
  }

  @Test("with a group, what the first match captured is compared after it is normalised")
  func capturing() async throws {
    let plan = ScorerSupport.plan(
      .regex(pattern: "answer:([^\\n]*)", group: 1),
      normalize: [.casefold, .trim]
    )
    let expected = JSONValue.strings(["B", "(B)"])
    for (output, score) in [
      ("Answer:  b  \nmore", 1.0), ("answer: (B)", 1), ("answer: c\nanswer: b", 0), ("b", 0),
    ] as [(String, Double)] {
      #expect(try await ScorerSupport.score(plan, output, expected: expected) == score)
    }
    let optional = ScorerPlan.Kind.regex(pattern: "a(b)?", group: 1)
    #expect(try await ScorerSupport.score(optional, "a", expected: .string("b")) == 0)
    let whole = ScorerPlan.Kind.regex(pattern: "a.", group: 0)
    #expect(try await ScorerSupport.score(whole, "xaé", expected: .string("aé")) == 1)
  }

  @Test("what is no pattern, or has no such group, is refused with its place")
  func refused() {
    for (pattern, group) in [("(", nil), ("a", 1), ("(a)", 2)] as [(String, Int?)] {
      let error = #expect(throws: GateError.self) {
        try ScorerSupport.factory.scorer(
          ScorerSupport.plan(.regex(pattern: pattern, group: group))
        )
      }
      #expect(error?.exit == .badConfiguration)
      #expect(error?.diagnostics.first?.location == ScorerSupport.place)
    }
  }

  @Test("a pattern that backtracks without end is an error and neither a match nor none")
  func catastrophic() async throws {
    let kind = ScorerPlan.Kind.regex(pattern: "(a+)+$", group: nil)
    let output = String(repeating: "a", count: 30) + "b"
    #expect(try await ScorerSupport.errorKind(kind, output) == "pattern")
    #expect(try await ScorerSupport.score(kind, "aaa") == 1)
  }

  @Test("a match that needs more stack than the engine has is an error and no mismatch")
  func tooDeep() throws {
    let pattern = try #require(BoundedPattern("^(?:a|b)*$"))
    #expect(throws: BoundedPattern.SearchError.tooDeep) {
      try pattern.firstMatch(in: String(repeating: "ab", count: 1_000_000))
    }
    #expect(try pattern.firstMatch(in: "abab") != nil)
  }

  @Test("a long output that is searched in one pass has an answer")
  func long() throws {
    let pattern = try #require(BoundedPattern("z(y)"))
    let text = String(repeating: "ab", count: 100_000)
    #expect(try pattern.firstMatch(in: text) == nil)
    #expect(try pattern.firstMatch(in: text + "zy") == ["zy", "y"])
  }
}
