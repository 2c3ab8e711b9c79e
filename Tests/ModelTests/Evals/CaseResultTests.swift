import PerfgateModel
import PerfgateTestSupport
import Testing

@Suite("Results of cases")
struct CaseResultTests {
  private static var full: CaseResult {
    var result = CaseResult(
      caseDigest: "ab",
      repeatIndex: 2,
      configurationDigest: "cd",
      id: "q/1",
      outcome: .errored
    )
    result.cluster = "doc"
    result.scores = ["exact": 0, "f1": 0.25]
    result.total = 0.125
    result.output = "no\n\u{1}"
    result.failure = .init(part: "judge", kind: "reply", message: "no JSON")
    result.skipReason = "why"
    result.serviceSeconds = 0.5
    result.firstTokenSeconds = 0.125
    result.rateLimitSeconds = 1.5
    result.usage = TokenUsage(input: 9, cached: 3, output: 4, reasoning: 2)
    result.costUSD = 0.001
    result.attempts = 3
    return result
  }

  private func read(_ text: String) throws -> CaseResult {
    try CaseResult(try JSONReader.read(Array(text.utf8)).object())
  }

  private func line(_ result: CaseResult, _ more: [(String, JSONValue)] = []) -> String {
    let key: [(String, JSONValue)] = [
      ("case", .string(result.caseDigest)), ("repeat", .integer(result.repeatIndex)),
      ("configuration", .string(result.configurationDigest)),
    ]
    let members = key + result.members.sorted.map { ($0.key, $0.value) } + more
    return JSONWriter.text(.object(JSONMembers(members)), form: .compact)
  }

  @Test("what is written is read again")
  func roundTrip() throws {
    #expect(try read(line(Self.full)) == Self.full)
    let bare = CaseResult(
      caseDigest: "",
      repeatIndex: 0,
      configurationDigest: "",
      id: "x",
      outcome: .passed
    )
    #expect(try read(line(bare)) == bare)
    #expect(try read(line(bare, [("newer", .bool(true))])) == bare)
  }

  @Test(
    "what cannot be is refused",
    arguments: [
      #"{"case":"a","repeat":0,"configuration":"b","id":"x","outcome":"passed","total":1.5}"#,
      #"{"case":"a","repeat":0,"configuration":"b","id":"x","outcome":"passed","scores":{"e":-1}}"#,
      #"{"case":"a","repeat":0,"configuration":"b","id":"x","outcome":"fine"}"#,
      #"{"case":"a","repeat":-1,"configuration":"b","id":"x","outcome":"passed"}"#,
      #"{"case":"a","repeat":0,"configuration":"b","outcome":"passed"}"#,
      #"{"case":"a","repeat":0,"configuration":"b","id":"x","outcome":"passed","tokens":{"input":-1}}"#,
      #"{"case":"a","repeat":0,"configuration":"b","id":"x","outcome":"passed","tokens":{"cached":1}}"#,
      #"{"case":"a","repeat":0,"configuration":"b","id":"x","outcome":"passed","tokens":{"input":1e12}}"#,
    ]
  )
  func refused(_ text: String) throws {
    #expect(throws: JSONError.self) { try read(text) }
  }
}

@Suite("Metrics of evals")
struct EvalMetricTests {
  @Test("names are taken apart and put together again")
  func names() throws {
    for figure in EvalMetric.Figure.allCases {
      let metric = EvalMetric(figure)
      #expect(EvalMetric(metric.name) == metric)
      #expect(metric.definition.name == figure.rawValue)
    }
    let scorer = try #require(EvalMetric("score.rouge.l"))
    #expect(scorer.figure == .score && scorer.scorer == "rouge.l")
    #expect(scorer.definition.direction == .higher && scorer.definition.kind == .score)
    #expect(EvalMetric("pass_rate.exact")?.scorer == "exact")
    for name in ["wall", "score.", "latency.p50", "stage.score.p95", ""] {
      #expect(EvalMetric(name) == nil)
    }
  }
}
