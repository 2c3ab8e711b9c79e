import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateTestSupport
import Testing

@Suite("Scorers that are processes", .waiting)
struct ProcessScorerTests {
  let bench: ProcessBench

  init() throws { bench = try ProcessBench() }

  private func plan(_ kind: ScorerPlan.Kind) -> ScorerPlan {
    ScorerPlan(name: "own", kind: kind, threshold: 0.5, location: place)
  }

  private func outcome(_ scorer: ProcessScorer, output: String = "out") async -> String {
    do throws(ScoringError) {
      let item = ScoredItem(makeCase("c"), reply: TargetReply(output: output))
      return "\(try await scorer.score(item).value)"
    } catch {
      return "[\(error.kind)]"
    }
  }

  @Test(
    "a process says a score from 0 to 1, or true or false; anything else is an error",
    arguments: [
      (#"{"score": 0.25}"#, "0.25"), (#"{"score": true}"#, "1.0"), (#"{"score": false}"#, "0.0"),
      (#"{"score": 1}"#, "1.0"), (#"{"score": 1.01}"#, "[reply]"), (#"{"score": -1}"#, "[reply]"),
      (#"{"score": "1"}"#, "[reply]"), (#"{"score": null}"#, "[reply]"), ("{}", "[reply]"),
      ("0.5", "[reply]"), ("", "[reply]"), (#"{"error": {"kind": "own"}}"#, "[own]"),
    ]
  )
  func scores(_ written: String, _ expected: String) async throws {
    try bench.folder.write(written, to: "written")
    let scorer = try #require(
      try ProcessScorer(plan(.exec(.shell("cat written"))), context: bench.context)
    )
    #expect(await outcome(scorer) == expected)
    let escaped = written.isEmpty ? "garbage" : written
    let command = try bench.pythonWorker(
      """
      for r in requests:
          try: reply = json.loads('''\(escaped)''')
          except ValueError: reply = None
          if isinstance(reply, dict): say(id=r["id"], **reply)
          else: say(id=r["id"], other=reply)
      """
    )
    let worker = try #require(
      try ProcessScorer(plan(.worker(command, count: 1)), context: bench.context)
    )
    try await worker.start()
    #expect(await outcome(worker) == expected)
    await worker.stop()
  }

  @Test("a scorer gets the output and what is expected", arguments: [nil, "extra.1"])
  func request(_ field: String?) async throws {
    let wanted = field == nil ? "wanted" : "y"
    let body = "r['output'] == 'out' and r['expected'] == '\(wanted)' and r['input'] == 'in'"
    try bench.folder.write(
      "import json, sys\nr = json.load(sys.stdin)\nprint(json.dumps({'score': \(body)}))\n",
      to: "score.py"
    )
    var plan = plan(.exec(.words(["python3", "-S", "score.py"])))
    plan.expected = field
    let scorer = try #require(try ProcessScorer(plan, context: bench.context))
    #expect(await outcome(scorer) == "1.0")
    #expect(await outcome(scorer, output: "other") == "0.0")
    let command = try bench.pythonWorker("for r in requests: say(id=r['id'], score=\(body))")
    plan.kind = .worker(command, count: 2)
    let worker = try #require(try ProcessScorer(plan, context: bench.context))
    try await worker.start()
    #expect(await outcome(worker) == "1.0")
    await worker.stop()
  }

  @Test("a process that fails makes an error, never a score")
  func fails() async throws {
    let scorer = try #require(
      try ProcessScorer(
        plan(.exec(.shell("echo '{\"score\": 1}'; exit 1"))),
        context: bench.context
      )
    )
    #expect(await outcome(scorer) == "[exit]")
  }

  @Test("a plan of another kind is none of these scorers")
  func otherKind() throws {
    #expect(try ProcessScorer(plan(.exact), context: bench.context) == nil)
  }

  @Test("a worker makes vectors of texts, as many as there are texts")
  func vectors() async throws {
    let command = try bench.pythonWorker(
      """
      for r in requests:
          if r["texts"] == ["one"]: say(id=r["id"], vector=[1, 2])
          elif r["texts"] == ["bad"]: say(id=r["id"], vectors=[[1], [2]])
          else: say(id=r["id"], vectors=[[len(t), 0.5] for t in r["texts"]])
      """
    )
    let embedder = try WorkerEmbedder(command, count: 1, context: bench.context, location: place)
    try await embedder.start()
    #expect(try await embedder.embed(["a", "abc"]) == [[1, 0.5], [3, 0.5]])
    #expect(try await embedder.embed(["one"]) == [[1, 2]])
    await #expect(throws: ScoringError.self) { try await embedder.embed(["bad"]) }
    await embedder.stop()
  }
}
