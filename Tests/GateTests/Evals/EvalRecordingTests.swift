import PerfgateGate
import PerfgateModel
import Testing

@Suite("Recording evals")
struct EvalRecordingTests {
  private func update(
    _ scenario: EvalScenario,
    opening: [BaselineUpdate.MetricKey: BaselineUpdate.Takeover] = [:],
    reason: String? = nil
  ) throws -> BaselineUpdate {
    BaselineUpdate(
      recording: try scenario.run(),
      verdict: try scenario.verdict(),
      baselines: try scenario.baselines(),
      opening: opening,
      cases: try scenario.cases(),
      reason: reason
    )
  }

  @Test("the first recording keeps its cases where scores are, and tokens with them")
  func first() throws {
    var scenario = EvalScenario()
    scenario.head = EvalScenario.cases(String(repeating: "1", count: 40))
    scenario.metrics["tokens"] = (100, nil)
    scenario.rules = [EvalScenario.rule("tokens")]
    let update = try update(scenario)
    let change = try #require(update.changes.first)
    #expect(update.changes.count == 1 && change.place == .portable)
    #expect(change.document.metrics.keys.sorted() == ["pass_rate", "score", "tokens"])
    #expect(change.document.metrics["pass_rate"]?.recordings.first?.count == 40)
    #expect(
      change.document.cases == RecordedCases(file: "qa.cases.jsonl", dataset: "d40", count: 40)
    )
    #expect(update.cases[EvalScenario.key]?.count == 40)
    #expect(update.cases[EvalScenario.key]?.run == "run")
  }

  @Test("within a level identical cases keep the outcomes that it began with")
  func append() throws {
    var scenario = EvalScenario()
    let text = String(repeating: "1", count: 2000)
    scenario.base = EvalScenario.cases(text)
    scenario.head = EvalScenario.cases("0" + text.dropFirst())
    scenario.head.removeLast()
    scenario.head.append(EvalScenario.Case(number: 5000, values: [0]))
    let kept = try #require(try update(scenario).cases[EvalScenario.key])
    #expect(kept.run == "old" && kept.count == 2000)
    let passRate = EvalMetric(.passRate)
    let values = Dictionary(
      uniqueKeysWithValues: (0..<kept.count).map {
        (kept.id(at: $0), kept.value(of: passRate, at: $0))
      }
    )
    #expect(values["case-0"] == 1 && values["case-5000"] == 0)
    #expect(values["case-1999"] == nil)
  }

  @Test("a worse level needs a reason, and then a fresh run opens it with its own cases")
  func worse() throws {
    var scenario = EvalScenario()
    scenario.base = EvalScenario.cases(String(repeating: "1", count: 300))
    scenario.head = EvalScenario.cases(
      String(repeating: "0", count: 30) + String(repeating: "1", count: 270)
    )
    let refused = try update(scenario)
    #expect(refused.refused.count == 2 && refused.changes.isEmpty)
    #expect(refused.cases[EvalScenario.key]?.run == "old")
    let pending = try update(scenario, reason: "smaller model")
    #expect(pending.pending.count == 2)
    #expect(pending.cases[EvalScenario.key]?.run == "old")
    scenario.runID = "fresh"
    let opened = try update(scenario, opening: pending.pending, reason: "smaller model")
    #expect(opened.cases[EvalScenario.key]?.run == "fresh")
    #expect(opened.changes.first?.document.metrics["score"]?.epochs.last?.reason == "smaller model")
    let table = try #require(opened.cases[EvalScenario.key])
    #expect(table.value(of: EvalMetric(.passRate), at: 0) == 0)
  }

  @Test("of more than 20,000 cases the means alone are kept, and compared")
  func large() throws {
    var scenario = EvalScenario()
    scenario.head = EvalScenario.cases(String(repeating: "10", count: 10_001))
    let update = try update(scenario)
    #expect(update.cases.isEmpty)
    let cases = try #require(update.changes.first?.document.cases)
    #expect(cases == RecordedCases(file: nil, dataset: "d20002", count: 20_002))
    scenario.base = scenario.head
    scenario.keepsCases = false
    let same = try scenario.finding()
    #expect(same.state == .unchanged && same.evidence?.method == .unpairedRates)
    scenario.head = EvalScenario.cases(
      String(repeating: "0", count: 700) + String(repeating: "10", count: 9651)
    )
    #expect(try scenario.finding().state == .regressed)
    scenario.base?.removeLast()
    #expect(try scenario.finding().state == .inconclusive)
  }

  @Test("a percentile of too few values is not recorded")
  func shortage() throws {
    var scenario = EvalScenario()
    scenario.head = EvalScenario.cases("1111")
    scenario.rules = [EvalScenario.rule("latency.p95")]
    scenario.metrics = ["latency.p95": (1, 10)]
    #expect(try update(scenario).changes.allSatisfy { $0.place == .portable })
  }
}
