import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateMonitor
import PerfgateStreaming
import PerfgateTestSupport
import Testing

@Suite("Why an eval has no value of a metric")
struct EvalGapTests {
  private static let place = SourcePlace(file: "perfgate.yaml", line: 3)

  private static func server(_ change: (inout ServerPlan) -> Void = { _ in }) -> TargetPlan.Kind {
    var server = ServerPlan(baseURL: "http://127.0.0.1:1/v1", model: "large")
    change(&server)
    return .openai(server)
  }

  /// What is told of four replies, of which the first so many tell their tokens and their cost.
  private func gaps(
    _ target: TargetPlan.Kind,
    prices: String? = nil,
    unpriced: [String] = [],
    tokens: Int = 0,
    costs: Int = 0,
    firstTokens: Bool = false
  ) async throws -> [String: String] {
    var plan = EvalPlan(
      key: BenchmarkKey(id: try BenchmarkID("qa")),
      dataset: DatasetPlan(source: .file("qa.jsonl"), location: Self.place),
      target: TargetPlan(kind: target, location: Self.place),
      scorers: [ScorerPlan(name: "exact", kind: .exact, threshold: 1, location: Self.place)],
      location: Self.place
    )
    plan.prices = prices.map { PriceListPlan(path: $0, location: Self.place) }
    let answers = ScriptedTarget { call, _ throws(AttemptFailure) in
      var reply = TargetReply(output: call.text)
      let index = call.evalCase.line - 1
      if index < tokens { reply.usage = TokenUsage(input: 2, output: 1) }
      if index < costs { reply.costUSD = 0.1 }
      if firstTokens { reply.firstTokenSeconds = 0.1 }
      return reply
    }
    let folder = try TemporaryDirectory()
    let exact = try ScorerFactory(
      makeTarget: { _ throws(GateError) in throw GateError(.internalFault, "no judge") },
      makeEmbedder: { _ throws(GateError) in throw GateError(.internalFault, "no embedder") },
      makeProcessScorer: { _ throws(GateError) in FailingScorer() },
      readText: { _, _ throws(GateError) in "" }
    ).scorer(plan.scorers[0])
    let pipeline = EvalPipeline(
      plan,
      source: EvalPipeline.Source(rowCount: 4) { each in
        for index in 0..<4 { try await each(.evalCase(Self.evalCase(index))) }
      },
      sides: [
        EvalSide(target: answers, configurationDigest: "c", path: folder.path("0.jsonl"))
      ],
      scoring: try ReplyScoring(plan, scorers: [exact]),
      seed: 1
    )
    let outcomes = try await pipeline.run(.anew, monitor: PerformanceMonitor())
    return outcomes[0].tally.gaps(of: plan, unpriced: unpriced)
  }

  private static func evalCase(_ index: Int) -> EvalCase {
    EvalCase(
      id: "case-\(index)",
      digest: EvalDigest.hex(of: "\(index)"),
      line: index + 1,
      input: .string("\(index)"),
      expected: .string("\(index)"),
      row: .object([:]),
      byteCount: 20
    )
  }

  @Test("what every reply tells is no gap")
  func none() async throws {
    let gaps = try await gaps(
      Self.server { $0.streams = true },
      tokens: 4,
      costs: 4,
      firstTokens: true
    )
    #expect(gaps.isEmpty)
  }

  @Test("tokens that no reply or that some replies do not tell, and who would tell them")
  func tokens() async throws {
    let none = try await gaps(Self.server())["tokens"]
    #expect(none?.hasPrefix("none of the 4 replies tells its tokens; the server has to") == true)
    let some = try await gaps(.exec(.words(["a"])), tokens: 3)["tokens"]
    #expect(some?.hasPrefix("1 of 4 replies does not tell its tokens; a program tells") == true)
  }

  @Test("a cost without a price names the model and the file that would have it")
  func costs() async throws {
    let absent = try await gaps(
      Self.server(),
      prices: "prices.yaml",
      unpriced: ["large"],
      tokens: 4
    )["cost"]
    #expect(
      absent?.hasPrefix("the model 'large' has no price in prices.yaml; add large: {") == true
    )
    let unlisted = try await gaps(Self.server(), unpriced: ["large"], tokens: 4)["cost"]
    #expect(unlisted?.contains("names no list of them; add prices: prices.yaml") == true)
    // Without tokens a price would not help.
    let tokenless = try await gaps(Self.server(), unpriced: ["large"])["cost"]
    #expect(tokenless?.hasPrefix("none of the 4 replies tells its tokens") == true)
    let program = try await gaps(.worker(.words(["a"]), count: 1), tokens: 4, costs: 1)["cost"]
    #expect(program?.hasPrefix("3 of 4 replies do not tell its cost; a program") == true)
  }

  @Test("a first token needs a stream")
  func firstToken() async throws {
    let whole = try await gaps(Self.server())["ttft"]
    #expect(
      whole == "replies are not streamed, so that there is no first token; set stream: true"
    )
    #expect(try await gaps(Self.server { $0.streams = true })["ttft"] == "no reply tells it")
    let program = try await gaps(.exec(.words(["a"])))["ttft"]
    #expect(program == "only a server that streams its replies has a first token")
  }
}
