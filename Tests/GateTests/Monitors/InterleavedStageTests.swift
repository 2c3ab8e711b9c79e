import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateStatistics
import Testing

@Suite("Judging stages interleaved")
struct InterleavedStageTests {
  private func scenario(
    _ factors: [String: Double],
    rules: [String] = ["match: {metric: \"stage.**\"}"],
    edit: (inout InterleavedScenario.Benchmark) -> Void = { _ in }
  ) -> InterleavedScenario {
    var benchmark = InterleavedScenario.Benchmark(factors: factors)
    benchmark.isMonitor = true
    edit(&benchmark)
    return InterleavedScenario(benchmarks: [benchmark], rules: rules)
  }

  @Test("a slowed stage is regressed while the whole is unchanged")
  func slowedStage() throws {
    let verdict = try scenario(["wall": 1, "stage.a.p95": 1, "stage.b.p95": 1.3]).verdict()
    #expect(verdict.codes == [10])
    #expect(verdict.states["a stage.b.p95"] == .regressed)
    for metric in ["wall", "stage.a.p95"] {
      #expect([.unchanged, .within].contains(try verdict.finding("a", metric).state))
    }
    #expect(verdict.policy.judged == 3)
    let evidence = try #require(try verdict.finding("a", "stage.a.p95").evidence?.rounds)
    #expect(abs(evidence.worseNeeded - 2 - 0.477) < 0.3, "the error rate is shared by all stages")
  }

  @Test("without a rule for stages they share no error rate")
  func unnamed() throws {
    let verdict = try scenario(["wall": 1, "stage.b.p95": 1.3], rules: []).verdict()
    #expect(verdict.exit == .pass)
    #expect(verdict.policy.judged == 1)
  }

  @Test("less throughput is worse")
  func throughput() throws {
    let verdict = try scenario(["wall": 1, "stage.a.throughput": 0.8, "stage.b.throughput": 1.3])
      .verdict()
    #expect(verdict.states["a stage.a.throughput"] == .regressed)
    #expect(verdict.states["a stage.b.throughput"] == .improved)
  }

  @Test("exact figures are compared as they are")
  func exact() throws {
    let verdict = try scenario(["wall": 1, "stage.a.count": 1.2]) { $0.deviation = 0 }.verdict()
    #expect(verdict.states["a stage.a.count"] == .regressed)
    #expect(try verdict.finding("a", "stage.a.count").evidence?.method == .exact)
  }

  @Test("a stage that only the base has is missing, one that only the head has is new")
  func oneSided() throws {
    let factors = ["wall": 1.0, "stage.new.p95": 1, "stage.old.p95": 1, "stage.kept.p95": 1]
    var scenario = scenario(factors) {
      $0.alone = ["stage.new.p95": .head, "stage.old.p95": .base]
    }
    let verdict = try scenario.verdict()
    #expect(verdict.codes == [12])
    #expect(verdict.states["a stage.new.p95"] == .new)
    #expect(verdict.states["a stage.old.p95"] == .missing)
    #expect(verdict.results.count == 4)
    #expect(verdict.policy.judged == 2)
    let old = try verdict.finding("a", "stage.old.p95")
    #expect(old.side == .base)
    #expect(old.detail?.contains("the base exports it and the head does not") == true)
    #expect(try verdict.finding("a", "stage.new.p95").side == .head)
    scenario.gate = "on_missing: warn"
    #expect(try scenario.verdict().exit == .pass)
    scenario.gate = "on_missing: ignore"
    #expect(try scenario.verdict().states["a stage.old.p95"] == nil)
    scenario.gate = ""
    scenario.rules = ["match: {metric: \"stage.**\"}, optional: true"]
    #expect(try scenario.verdict().exit == .pass)
    scenario.rules = ["match: {metric: stage.old.p95}"]
    #expect(try scenario.verdict().codes == [12], "told once")
  }

  @Test("a budget without a limit on a stage that the head lost is an error")
  func budgetOfGoneStage() throws {
    let verdict = try scenario(
      ["wall": 1, "stage.kept.p95": 1, "stage.old.p95": 1],
      rules: ["match: {metric: stage.old.p95}, limit: off, budget: {max: 50ms}"]
    ) { $0.alone = ["stage.old.p95": .base] }.verdict()
    #expect(verdict.codes == [30])
    #expect(try verdict.finding("a", "stage.old.p95").state == .errored)
  }

  @Test("a rule that asks for what neither side exports is an error")
  func askedInVain() throws {
    let verdict = try scenario(
      ["wall": 1, "stage.a.p95": 1],
      rules: ["match: {metric: \"stage.z*.p95\"}"]
    ).verdict()
    #expect(verdict.codes == [30])
    #expect(try verdict.finding("a", "stage.z*.p95").state == .errored)
  }

  @Test("a monitor that the base does not have is new with its stages")
  func newMonitor() throws {
    let verdict = try scenario(["wall": 1, "stage.a.p95": 1]) { $0.presence = .head }.verdict()
    #expect(verdict.states == ["a wall": .new, "a stage.a.p95": .new])
  }

  @Test("the policy counts what rules name before it is known, and what there is afterwards")
  func policy() throws {
    let scenario = scenario(
      ["wall": 1],
      rules: ["match: {metric: stage.a.p95}", "match: {metric: \"stage.**.p50\"}"]
    )
    let key = BenchmarkKey(id: try BenchmarkID("a"))
    let before = InterleavedPolicy(configuration: try scenario.configuration(), comparing: [key])
    #expect(before.family.size == 2)
    #expect(before.terms(for: key).keys.sorted() == ["stage.a.p95", "wall"])
    let names = ["stage.a.p50", "stage.b.p50", "stage.b.count", "stage.b.p95"]
    let after = before.knowing([key: names.compactMap(MetricDefinition.named)])
    #expect(after.terms(for: key).keys.sorted() == ["stage.a.p50", "stage.b.p50", "wall"])
    #expect(after.family.size == 3)
    let falseAlarm = try #require(after.terms(for: key)["stage.a.p50"]).falseAlarm
    #expect(abs(falseAlarm - 0.01 / 3) < 1e-12)
    #expect(before.knowing([key: []]).terms(for: key).keys.sorted() == ["wall"])
  }
}
