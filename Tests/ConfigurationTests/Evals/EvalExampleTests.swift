import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("The full example of evals")
struct EvalExampleTests {
  let evals: [EvalPlan]

  init() throws {
    evals = try Fixtures.read(EvalFixtures.full).evals
  }

  private func place(_ line: Int, _ column: Int) -> SourcePlace {
    SourcePlace(file: "perfgate.yaml", line: line, column: column)
  }

  @Test("the documentation shows it")
  func documentation() throws {
    let text = try Fixtures.repositoryFile("docs/CONFIGURATION.md")
    #expect(text.contains("```yaml\n\(EvalFixtures.full)\n```"))
  }

  @Test("evals alone are a configuration")
  func alone() throws {
    let configuration = try Fixtures.read(EvalFixtures.full)
    #expect(configuration.benchmarks.isEmpty)
    #expect(evals.map(\.key.description) == ["qa", "chat", "recorded"])
    #expect(configuration.tags == [evals[0].key: ["smoke"]])
    #expect(
      configuration.renamed == [
        evals[0].key: BenchmarkKey(id: try BenchmarkID("questions"))
      ]
    )
  }

  @Test("an eval has every key")
  func whole() throws {
    var dataset = DatasetPlan(
      source: .file("data/qa.jsonl"),
      fields: FieldMap(
        id: "qid",
        input: "question",
        expected: "answers.0.text",
        cluster: "document",
        tags: "labels"
      ),
      location: place(5, 7)
    )
    dataset.format = .jsonLines
    dataset.subset = SubsetPlan(tags: ["smoke"], count: 200, seed: 7)
    var target = TargetPlan(
      kind: .worker(.words(["python3", "answer.py"]), count: 4),
      location: place(11, 7)
    )
    target.timeoutSeconds = 30
    target.environment = ["MODE": "strict"]
    target.workingDirectory = "tools"
    target.config = .object([
      "top_k": .number(5), "version": .string("1.10"), "stop": .array([.string("."), .null]),
    ])
    target.inputs = ["tools/answer.py", "lib/**"]
    var expected = EvalPlan(
      key: BenchmarkKey(id: try BenchmarkID("qa")),
      dataset: dataset,
      target: target,
      scorers: evals[0].scorers,
      location: place(3, 5)
    )
    expected.repeats = 3
    expected.requiredVariables = ["DATABASE_URL"]
    expected.whenAbsent = .replay
    expected.recorded = "recorded/qa.jsonl"
    expected.passes = .total(0.75)
    expected.stream = StreamPlan(chunk: 10, bufferItems: 100, maximumBytes: 10 << 20)
    expected.execution.concurrency = .adaptive(maximum: 16)
    expected.execution.requestsPerMinute = 60
    expected.execution.tokensPerMinute = 150_000
    expected.execution.retries = 5
    expected.execution.retryBaseSeconds = 2
    expected.execution.retryCapSeconds = 30
    expected.execution.totalSeconds = 600
    expected.prices = PriceListPlan(path: "prices.yaml", location: place(67, 13))
    expected.caps.costUSD = 2.5
    expected.caps.tokens = 2_000_000
    expected.caps.wallSeconds = 600
    expected.caps.errorRate = 0.02
    expected.was = try BenchmarkID("questions")
    expected.tags = ["smoke"]
    #expect(evals[0] == expected)
  }

  @Test("scorers have their thresholds, and what they need")
  func scorers() throws {
    let server = { (model: String, address: String) in ServerPlan(baseURL: address, model: model) }
    var small = server("small", "http://127.0.0.1:8000/v1")
    small.parameters = ["dimensions": .number(256)]
    small.keyVariable = "API_KEY"
    let judge = TargetPlan(
      kind: .openai(server("judge", "https://api.example/v1")),
      location: place(55, 17)
    )
    let schema: JSONValue = .object([
      "type": .string("object"), "required": .array([.string("answer")]),
    ])
    let expected: [(String, ScorerPlan.Kind, Double)] = [
      ("exact", .exact, 1), ("words", .tokenF1, 0.6),
      ("contains", .contains(values: ["Berlin", "Paris"], isAll: true), 0.7),
      ("starts_with", .startsWith(values: ["The"]), 1),
      ("regex", .regex(pattern: "([0-9]+) km", group: 1), 1),
      ("json_equal", .jsonEqual(ignoring: ["meta.time"]), 1),
      ("json_schema", .jsonSchema(schema), 1),
      ("numeric", .numeric(absolute: 0.5, relative: 0.001), 1),
      ("range", .range(minimum: -1, maximum: 1.5), 1), ("levenshtein", .levenshtein, 0.8),
      ("rouge_n", .rougeN(n: 2, usesStemmer: true), 0.7),
      ("rouge_l", .rougeL(usesStemmer: true), 0.7), ("bleu", .bleu, 0.7),
      ("precision", .precision, 0.7), ("recall", .recall, 0.7), ("f1", .f1, 0.7),
      ("recall_at_k", .recallAtK(k: 10), 0.8), ("mrr", .mrr, 0.5), ("ndcg", .ndcg(k: 5), 0.7),
      ("cosine", .cosine(.vectors), 0.85), ("near", .cosine(.openai(small)), 0.85),
      ("nearby", .cosine(.worker(.words(["./embed"]), count: 2)), 0.85),
      (
        "llm_judge",
        .judge(JudgePlan(target: judge, votes: 3, instructions: .file("rubric.md"))), 0.8
      ), ("exec", .exec(.words(["./score"])), 0.8),
      ("worker", .worker(.words(["./score", "--serve"]), count: 2), 0.8),
    ]
    #expect(evals[0].scorers.count == expected.count)
    for (plan, (name, kind, threshold)) in zip(evals[0].scorers, expected) {
      #expect(plan.name == name)
      #expect(plan.kind == kind)
      #expect(plan.threshold == threshold, "\(name)")
    }
    #expect(evals[0].scorers[0].normalizers == [.trim, .casefold, .nfc])
    #expect(evals[0].scorers[1].expected == "short")
    #expect(evals[0].scorers[1].field == "answer")
    #expect(evals[0].scorers.map(\.weight) == [1, 2] + Array(repeating: 1, count: 22) + [0])
    #expect(evals[0].scorers[0].location == place(23, 9))
  }

  @Test("a server is asked with messages, a recording is read")
  func otherTargets() {
    var server = ServerPlan(baseURL: "https://api.example/v1", model: "large")
    server.prompt = .messages([
      .init(role: "system", content: .file("system.md")),
      .init(role: "user", content: .text("{{question}}")),
    ])
    server.parameters = ["temperature": .number(0), "max_tokens": .number(200)]
    server.streams = true
    server.keyVariable = "API_KEY"
    server.estimatedTokens = 1200
    #expect(evals[1].dataset.source == .command(.words(["tools/cases.sh", "--all"])))
    #expect(evals.map(\.dataset.timeoutSeconds) == [300, 120, 300])
    #expect(evals[1].target.kind == .openai(server))
    #expect(evals[1].target.timeoutSeconds == 60)
    #expect(
      evals[2].target.kind == .replay(path: "recorded/qa.jsonl", output: "answer.text")
    )
  }

  @Test("what is not said has its default")
  func defaults() throws {
    let plan = try #require(try Fixtures.read(EvalFixtures.eval("")).evals.first)
    let location = place(2, 5)
    let expected = EvalPlan(
      key: BenchmarkKey(id: try BenchmarkID("qa")),
      dataset: DatasetPlan(source: .file("qa.jsonl"), location: place(3, 14)),
      target: TargetPlan(kind: .exec(.words(["./answer"])), location: place(4, 13)),
      scorers: [ScorerPlan(name: "exact", kind: .exact, threshold: 1, location: place(5, 15))],
      location: location
    )
    #expect(plan == expected)
  }

  @Test(
    "some keys have several forms",
    arguments: [
      ("execute: {concurrency: 8}", ExecutionPlan.Concurrency.fixed(8)),
      ("execute: {concurrency: adaptive}", .adaptive(maximum: 64)),
      ("execute: {concurrency: {adaptive: 5}}", .adaptive(maximum: 5)),
    ]
  )
  func concurrency(keys: String, expected: ExecutionPlan.Concurrency) throws {
    #expect(try Fixtures.read(EvalFixtures.eval(keys)).evals[0].execution.concurrency == expected)
  }

  @Test("a prompt is a text, or a file")
  func prompts() throws {
    let server = "type: openai, base_url: 'http://[::1]:80', model: m, prompt: "
    let forms: [(String, PromptPlan)] = [
      ("Say {{input}}", .text("Say {{input}}")), ("{text: x}", .text("x")),
      ("{file: p.md}", .file("p.md")),
    ]
    for (form, expected) in forms {
      let quoted = form.hasPrefix("{") ? form : "'\(form)'"
      let plan = try Fixtures.read(EvalFixtures.target(server + quoted)).evals[0]
      guard case .openai(let server) = plan.target.kind else {
        Issue.record("no server")
        continue
      }
      #expect(server.prompt == expected)
    }
  }

  @Test(
    "an address may have a query, and its scheme any case",
    arguments: ["https://x/v1?api-version=2", "http://x?a=1", "HTTPS://x/v1", "Http://x/?a=b@c/d"]
  )
  func addresses(address: String) throws {
    let target = "type: openai, base_url: '\(address)', model: m"
    let plan = try Fixtures.read(EvalFixtures.target(target)).evals[0]
    guard case .openai(let server) = plan.target.kind else {
      Issue.record("no server")
      return
    }
    #expect(server.baseURL == address)
  }

  @Test("evals of several suites stay apart by the names of these")
  func suites() throws {
    let all = try Fixtures.read("suite: all\nsuites: [x]\n")
    let one = try Fixtures.read("suite: one\n" + EvalFixtures.eval(""))
    let other = try Fixtures.read("suite: other\n" + EvalFixtures.eval(""))
    let whole = try all.combined(with: [one, other])
    #expect(whole.evals.map(\.key.description) == ["one:qa", "other:qa"])
    let beside = try one.combined(with: [other])
    #expect(beside.members.map(\.suite) == ["one", "other"])
  }
}
