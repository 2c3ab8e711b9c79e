import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import Testing

@Suite("Judging stages against baselines")
struct StageTests {
  /// A monitor `a` whose stage `score` has levels beside a baseline of the same.
  private func scenario(
    _ head: [String: Double],
    base: [String: Double],
    rules: [String] = ["match: {metric: \"stage.**\"}"]
  ) -> Scenario {
    var scenario = Scenario(rules: rules)
    scenario.monitors = ["a"]
    scenario.head = ["a": head.mapValues { [$0] }]
    scenario.base = ["a": base.mapValues { [[Double](repeating: $0, count: 12)] }]
    return scenario
  }

  @Test("a slowed stage is regressed while the whole is within its limit")
  func slowedStage() throws {
    let verdict = try scenario(
      ["wall": 1, "stage.score.p95": 0.2, "stage.rank.p95": 0.1],
      base: ["wall": 1, "stage.score.p95": 0.1, "stage.rank.p95": 0.1]
    ).verdict()
    #expect(verdict.codes == [10])
    #expect(
      verdict.states == [
        "a wall": .unchanged, "a stage.score.p95": .regressed, "a stage.rank.p95": .unchanged,
      ]
    )
  }

  @Test("stages that no rule names are recorded and not judged")
  func unnamed() throws {
    let scenario = scenario(
      ["wall": 1, "stage.score.p95": 9],
      base: ["wall": 1, "stage.score.p95": 1],
      rules: ["match: {metric: \"**\"}, limit: 20%", "match: {id: a}, limit: 20%"]
    )
    let verdict = try scenario.verdict()
    #expect(verdict.exit == .pass)
    #expect(verdict.results.map(\.metric) == ["wall"])
  }

  @Test("a rule for stages says nothing of a benchmark, nor does it ask for them there")
  func benchmarks() throws {
    var scenario = scenario(["wall": 1, "stage.a.p95": 1], base: ["wall": 1, "stage.a.p95": 1])
    scenario.head["b"] = ["wall": [1]]
    scenario.base["b"] = ["wall": [[1]]]
    #expect(try scenario.verdict().exit == .pass)
  }

  @Test("more throughput is better, errors and counts are compared as they are")
  func kinds() throws {
    let base = ["stage.s.throughput": 100.0, "stage.s.errors": 0, "stage.s.count": 10]
    func states(_ throughput: Double, _ errors: Double, _ count: Double) throws -> [FindingState] {
      let head = [
        "stage.s.throughput": throughput, "stage.s.errors": errors, "stage.s.count": count,
      ]
      let verdict = try scenario(head, base: base).verdict()
      return try ["throughput", "errors", "count"].map {
        try verdict.finding("a", "stage.s.\($0)").state
      }
    }
    #expect(try states(50, 1, 11) == [.regressed, .regressed, .regressed])
    #expect(try states(200, 0, 9) == [.improved, .unchanged, .improved])
    #expect(try states(100, 0, 10) == [.unchanged, .unchanged, .unchanged])
  }

  @Test("a stage that vanished is missing, and a new one is new")
  func vanished() throws {
    let verdict = try scenario(
      ["wall": 1, "stage.new.p95": 1, "stage.kept.p95": 1],
      base: ["wall": 1, "stage.old.p95": 1, "stage.kept.p95": 1]
    ).verdict()
    #expect(verdict.codes == [12])
    #expect(verdict.states["a stage.old.p95"] == .missing)
    #expect(verdict.states["a stage.new.p95"] == .new)
    let detail = try #require(try verdict.finding("a", "stage.old.p95").detail)
    #expect(detail.contains("the program does not export it any more"))
    #expect(detail.contains("its stages are kept, new"))
    #expect(detail.contains("perfgate baseline record --reason"))
    var lenient = scenario(["wall": 1], base: ["wall": 1, "stage.old.p95": 1])
    lenient.gate = "on_missing: warn"
    #expect(try lenient.verdict().exit == .pass)
  }

  @Test("a rule that asks for what no stage exports is an error, unless it is optional")
  func askedInVain() throws {
    for metric in ["stage.scroe.p95", "stage.sc?oe.*", "stage.score.p99"] {
      for (more, codes) in [("", [Int32(30)]), (", optional: true", []), (", limit: off", [])] {
        let scenario = scenario(
          ["wall": 1, "stage.score.p95": 1, "stage.rank.p95": 1],
          base: ["wall": 1],
          rules: ["match: {id: a, metric: \"\(metric)\"}\(more)"]
        )
        let verdict = try scenario.verdict()
        #expect(verdict.codes == codes, "\(metric)\(more)")
        guard more.isEmpty else { continue }
        let finding = try verdict.finding("a", metric)
        #expect(finding.state == .errored)
        #expect(finding.detail?.contains("its stages are rank, score") == true)
        #expect(finding.rule?.line == 6)
      }
    }
    let none = try scenario(
      ["wall": 1],
      base: ["wall": 1],
      rules: ["match: {metric: \"stage.**.p95\"}"]
    ).verdict()
    #expect(none.codes == [30])
    let detail = try none.finding("a", "stage.**.p95").detail
    #expect(detail?.contains("it exports no stage") == true)
  }

  @Test("a vanished stage is missing, and not an error of the pattern that named it alone")
  func vanishedPattern() throws {
    let verdict = try scenario(
      ["wall": 1, "stage.b.p95": 1],
      base: ["wall": 1, "stage.a.p95": 1],
      rules: ["match: {metric: \"stage.a.*\"}"]
    ).verdict()
    #expect(verdict.codes == [12])
  }

  @Test("a figure that a newer program tells is judged as the document defines it")
  func newerFigure() throws {
    let scenario = scenario(
      ["wall": 1, "stage.s.count": 10],
      base: ["wall": 1],
      rules: ["match: {metric: \"stage.s.*\"}"]
    )
    func named(_ name: String, _ values: [Double]) -> MetricSamples {
      MetricSamples(name: name, unit: .usd, kind: .exact, direction: .lower, values: values)
    }
    var run = try scenario.run()
    run.entries[0].metrics.append(named("stage.s.cost", [2]))
    let first = Judge.verdict(
      on: run,
      under: try scenario.configuration(),
      against: try scenario.baselines()
    )
    #expect(first.states["a stage.s.cost"] == .new)
    let update = BaselineUpdate(
      recording: run,
      verdict: first,
      baselines: try scenario.baselines(),
      reason: nil
    )
    var baselines = try scenario.baselines()
    baselines.take(update.changes.map { ($0.place, $0.document) })
    #expect(update.changes.map(\.place).contains(.platform))
    run.entries[0].metrics[run.entries[0].metrics.count - 1] = named("stage.s.cost", [3])
    let second = Judge.verdict(on: run, under: try scenario.configuration(), against: baselines)
    #expect(second.states["a stage.s.cost"] == .regressed)
  }

  @Test("a budget holds for every metric that its pattern matches")
  func budgets() throws {
    let verdict = try scenario(
      ["wall": 1, "stage.a.p95": 0.04, "stage.b.p95": 0.09],
      base: ["wall": 1],
      rules: ["match: {metric: \"stage.**.p95\"}, limit: off, budget: {max: 50ms}"]
    ).verdict()
    #expect(verdict.codes == [11])
    #expect(verdict.states["a stage.a.p95"] == .within)
    #expect(verdict.states["a stage.b.p95"] == .breached)
  }

  @Test("metrics of stages share the run's false alarms")
  func family() throws {
    let names = ["stage.a.p95", "stage.a.p50", "stage.b.p95"]
    let levels = Dictionary(uniqueKeysWithValues: (names + ["wall"]).map { ($0, 1.0) })
    #expect(try scenario(levels, base: levels).verdict().policy.judged == 4)
  }

  @Test("a stage that is gone is forgotten with a reason, and refused without one")
  func forgetting() throws {
    let scenario = scenario(
      ["wall": 1, "stage.kept.p95": 1],
      base: ["wall": 1, "stage.kept.p95": 1, "stage.old.p95": 1, "stage.old.count": 3]
    )
    let (run, baselines) = (try scenario.run(), try scenario.baselines())
    let verdict = try scenario.verdict()
    func update(_ reason: String?) -> BaselineUpdate {
      BaselineUpdate(recording: run, verdict: verdict, baselines: baselines, reason: reason)
    }
    let refused = update(nil)
    #expect(refused.refused.map(\.metric) == ["stage.old.count", "stage.old.p95"])
    #expect(refused.removals == [])
    #expect(refused.changes.first?.document.metrics["stage.old.p95"] != nil)
    let forgotten = update("merged into kept")
    #expect(forgotten.refused == [])
    #expect(forgotten.changes.map(\.place) == [.machine])
    #expect(
      forgotten.changes.first?.document.metrics.keys.sorted() == ["stage.kept.p95", "wall"]
    )
    #expect(forgotten.removals == ["baselines/platform/default/a.json"])
  }
}
