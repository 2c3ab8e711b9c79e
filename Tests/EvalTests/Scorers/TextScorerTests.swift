import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import Testing

@Suite("Text scorers")
struct TextScorerTests {
  @Test("exact compares scalar by scalar, and the best of several alternatives counts")
  func exact() async throws {
    #expect(try await ScorerSupport.score(.exact, "a", expected: .string("a")) == 1)
    #expect(try await ScorerSupport.score(.exact, "a ", expected: .string("a")) == 0)
    let several = JSONValue.array([.string("x"), .number(5), .bool(true)])
    #expect(try await ScorerSupport.score(.exact, "5", expected: several) == 1)
    #expect(try await ScorerSupport.score(.exact, "true", expected: several) == 1)
    #expect(try await ScorerSupport.score(.exact, "y", expected: several) == 0)
    // Canonically equivalent, not the same scalars.
    let (composed, apart) = ("\u{E9}", "e\u{301}")
    #expect(try await ScorerSupport.score(.exact, composed, expected: .string(apart)) == 0)
    let folded = try await ScorerSupport.score(
      .exact,
      composed,
      expected: .string(apart),
      normalize: [.nfc]
    )
    #expect(folded == 1)
  }

  @Test(
    "normalisers do what their names say, in order",
    arguments: [
      ([.trim], " \u{3000}a b\n", "a b"), ([.whitespace], " a \t\n b ", " a b "),
      ([.whitespace, .trim], " a \t\n b ", "a b"),
      ([.casefold], "STRASSE Straße", "strasse strasse"),
      ([.casefold], "ΣΊΣΥΦΟΣ", "σίσυφοσ"), ([.nfc], "e\u{301}", "\u{E9}"),
      ([.nfkc], "ﬁ①", "fi1"), ([.punctuation], "a.b,c—d $5 “x”", "abcd 5 x"),
      ([.articles], "The cat, an owl and a a bee theory", "cat, owl and bee theory"),
      ([.numbers], "1,000.0 and 007 or 1.50", "1000 and 7 or 1.5"),
      (
        [.numbers], "v1.2.30 x10 10kg 1,00 0.0 12,345,678.900", "v1.2.30 x10 10kg 1,00 0 12345678.9"
      ),
      ([], " A ", " A "), ([.whitespace], "", ""), ([.whitespace], "  ", " "), ([.trim], "  ", ""),
    ] as [([ScorerPlan.Normalizer], String, String)]
  )
  func normalizers(steps: [ScorerPlan.Normalizer], text: String, wanted: String) {
    let found = TextNormalization(steps)(text)
    #expect(Array(found.unicodeScalars) == Array(wanted.unicodeScalars))
  }

  @Test("contains: one of several is 1 or 0, all of several is the share that is there")
  func contains() async throws {
    let values = ["ab", "cd"]
    let any = ScorerPlan.Kind.contains(values: values, isAll: false)
    let all = ScorerPlan.Kind.contains(values: values, isAll: true)
    for (output, one, share) in [("xabx", 1.0, 0.5), ("abcd", 1, 1), ("a b", 0, 0), ("", 0, 0)]
      as [(String, Double, Double)]
    {
      #expect(try await ScorerSupport.score(any, output) == one)
      #expect(try await ScorerSupport.score(all, output) == share)
    }
    let expected = ScorerPlan.Kind.contains(values: [], isAll: true)
    let list = JSONValue.strings(["Paris", "42"])
    #expect(try await ScorerSupport.score(expected, "Paris has 42", expected: list) == 1)
    let repeated = JSONValue.string("aaab")
    #expect(try await ScorerSupport.score(expected, "aaaaaab", expected: repeated) == 1)
    #expect(try await ScorerSupport.errorKind(expected, "x", expected: .string("")) == "expected")
    let empty = ScorerSupport.plan(
      .contains(values: ["..."], isAll: false),
      normalize: [.punctuation]
    )
    let error = await #expect(throws: GateError.self) {
      try await ScorerSupport.factory.scorer(empty).start()
    }
    #expect(error?.exit == .badConfiguration)
    #expect(error?.diagnostics.first?.location == ScorerSupport.place)
  }

  @Test("starts_with looks at the beginning alone")
  func startsWith() async throws {
    let kind = ScorerPlan.Kind.startsWith(values: ["Yes", "Ja"])
    #expect(try await ScorerSupport.score(kind, "Yes, it is") == 1)
    #expect(try await ScorerSupport.score(kind, "Ja") == 1)
    #expect(try await ScorerSupport.score(kind, "Oh, Yes") == 0)
    let other = ScorerPlan.Kind.startsWith(values: [])
    #expect(try await ScorerSupport.score(other, "no way", expected: .string("no")) == 1)
  }

  @Test("a row without what is expected is an error, whatever the output")
  func missingExpectation() async throws {
    let kinds: [ScorerPlan.Kind] = [
      .exact, .contains(values: [], isAll: false), .startsWith(values: []),
      .regex(pattern: "(.)", group: 1), .jsonEqual(ignoring: []),
      .numeric(absolute: nil, relative: nil), .levenshtein, .tokenF1,
      .rougeN(n: 1, usesStemmer: false), .rougeL(usesStemmer: true), .bleu, .precision, .recall,
      .f1, .recallAtK(k: 1), .mrr, .ndcg(k: nil), .cosine(.vectors),
    ]
    for kind in kinds {
      for output in ["", "x", "[1]"] {
        #expect(try await ScorerSupport.errorKind(kind, output) == "expected", "\(kind)")
        let null = try await ScorerSupport.errorKind(kind, output, expected: .null)
        #expect(null == "expected", "\(kind)")
      }
    }
    #expect(try await ScorerSupport.errorKind(.exact, "x", expected: .array([])) == "expected")
    #expect(try await ScorerSupport.errorKind(.exact, "x", expected: .object([:])) == "expected")
  }

  @Test("the fields of row and output that a plan names are compared")
  func fields() async throws {
    let row = try ScorerSupport.json(#"{"a":[{"b":"yes"}],"n":null}"#)
    let plan = ScorerSupport.plan(.exact, expected: "a.0.b", field: "answer.text")
    let output = #"{"answer":{"text":"yes"}}"#
    #expect(try await ScorerSupport.score(plan, output, row: row) == 1)
    for missing in ["yes", #"{"answer":"yes"}"#, #"{"answer":{}}"#, ""] {
      #expect(try await ScorerSupport.score(plan, missing, row: row) == 0)
    }
    for field in ["n", "a.1.b", "a.x", "zz"] {
      await #expect(throws: ScoringError(kind: "expected", message: "the row has no '\(field)'")) {
        try await ScorerSupport.score(
          ScorerSupport.plan(.exact, expected: field),
          "x",
          expected: .string("x"),
          row: row
        )
      }
    }
    let number = ScorerSupport.plan(.exact, field: "n")
    #expect(try await ScorerSupport.score(number, #"{"n":5.0}"#, expected: .number(5)) == 1)
  }

  @Test(
    "scores stay within 0 and 1 for hostile outputs",
    arguments: [
      "", "\u{0}", String(repeating: "a", count: 100_000), String(repeating: "{", count: 5000),
      "\u{202E}\u{FEFF}", String(repeating: "a b ", count: 20_000), "NaN", "1e999", "-1e-999", "[]",
    ]
  )
  func hostile(output: String) async throws {
    let kinds: [ScorerPlan.Kind] = [
      .exact, .levenshtein, .tokenF1, .rougeN(n: 2, usesStemmer: true), .bleu,
      .rougeL(usesStemmer: false), .numeric(absolute: 1, relative: 1), .f1, .mrr,
      .range(minimum: nil, maximum: 1), .jsonEqual(ignoring: ["*.a"]), .ndcg(k: 3),
    ]
    for kind in kinds {
      let score = try await ScorerSupport.score(kind, output, expected: .string("a b 1"))
      #expect((0...1).contains(score), "\(kind)")
    }
  }
}
