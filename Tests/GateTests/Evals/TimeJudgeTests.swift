import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateStatistics
import Testing

@Suite("Judging times of evals where both sides are in one run")
struct TimeJudgeTests {
  /// Cases that all pass, and what each reply took: about 200 ms, the head's times a factor.
  private func scenario(
    _ count: Int,
    slower ratio: Double = 1,
    noise: Double = 0.05,
    rules: [GateRule] = [EvalScenario.rule("latency")],
    times factor: (Int) -> Double = { _ in 1 }
  ) -> EvalScenario {
    var random = SeededGenerator(seed: 7)
    var scenario = EvalScenario()
    scenario.isInterleaved = true
    scenario.rules = rules
    // Scores say nothing here.
    scenario.gate.scores.limit = nil
    let cases = { (times: (Int) -> Double) in
      (0..<count).map { number in
        EvalScenario.Case(number: number, values: [1], seconds: [times(number)])
      }
    }
    let spread = { (number: Int) in
      0.2 * (1 + 0.3 * Double(number % 10)) * (1 + noise * (random.nextUnit() * 2 - 1))
    }
    scenario.base = cases(spread)
    scenario.head = cases { ratio * factor($0) * spread($0) }
    for name in ["latency", "latency.p95", "latency.p99"] {
      scenario.metrics[name] = (0.3 * ratio, count)
      scenario.recorded[name] = [0.3]
    }
    return scenario
  }

  @Test("cases that take 30% longer fail, with what is known of it")
  func slower() throws {
    let verdict = try scenario(60, slower: 1.3).verdict()
    #expect(verdict.exit == .regression)
    let finding = try verdict.finding("qa", "latency")
    #expect(finding.state == .regressed && finding.gates && finding.severity == .critical)
    let change = try #require(finding.change)
    #expect(change.scale == .ratio && abs(change.estimate - 0.3) < 0.03)
    #expect(try #require(change.low) > 0.2 && #require(change.high) < 0.4)
    #expect(change.level == 0.98)
    let evidence = try #require(finding.evidence)
    #expect(evidence.method == .logRatios && evidence.rounds == nil)
    #expect(evidence.cases?.compared == 60 && evidence.cases?.clusters == nil)
    #expect(evidence.cases?.worse == 60 && evidence.cases?.better == 0)
    #expect(try #require(evidence.p) <= 0.001)
    let (base, head) = (try #require(finding.base), try #require(finding.head))
    #expect(abs(head.center / base.center - 1.3) < 0.1 && head.count == 60)
    #expect(try #require(finding.provable) > 0.02 && #require(finding.provable) < 0.06)
    #expect(finding.limit == 0.05 && finding.tolerance == 0.02)
  }

  @Test(
    "times that are the same are unchanged, shorter ones improved, a little longer ones a warning"
  )
  func others() throws {
    let same = try scenario(200).verdict()
    #expect(same.exit == .pass)
    #expect(try same.finding("qa", "latency").state == .unchanged)
    #expect(try scenario(200, slower: 0.8).finding("latency").state == .improved)
    // Proven to be above the tolerance, and nearer to it than to the limit.
    let little = try scenario(2000, slower: 1.03).finding("latency")
    #expect(little.state == .regressed && !little.gates)
  }

  @Test("what scatters too much is suspected or open, and says what could be seen")
  func open() throws {
    let suspected = try scenario(40, slower: 1.08, noise: 0.6).finding("latency")
    #expect([.suspected, .inconclusive].contains(suspected.state))
    #expect(try #require(suspected.provable) > 0.05)
    let few = try scenario(6).finding("latency")
    #expect(few.state == .inconclusive && few.detail == "it rests on 6 values, and needs 7")
    var none = scenario(60)
    for index in none.head.indices { none.head[index].seconds = [] }
    #expect(try none.finding("latency").detail == "it rests on 0 values, and needs 7")
  }

  @Test("percentiles are compared by who is beyond them, from as many values on as they need")
  func percentiles() throws {
    let rules = ["latency", "latency.**"].map {
      EvalScenario.rule($0) { $0.against = InterleavedRule(limit: .ratio(0.5)) }
    }
    // The slowest tenth takes twice as long again; the rest is as before.
    let tail = scenario(300, rules: rules) { $0 % 10 == 9 ? 2 : 1 }
    let verdict = try tail.verdict()
    let p95 = try verdict.finding("qa", "latency.p95")
    #expect(p95.state == .regressed && p95.evidence?.method == .exceedances)
    #expect(abs(try #require(p95.change).estimate - 1) < 0.2)
    #expect(try #require(p95.evidence?.cases?.worse) > 10)
    // All cases together are hardly slower.
    let whole = try verdict.finding("qa", "latency")
    #expect(whole.state == .regressed && !whole.gates)
    let p99 = try verdict.finding("qa", "latency.p99")
    #expect(p99.state == .inconclusive && p99.detail == "it rests on 300 values, and needs 459")
    let same = try scenario(500, rules: rules).verdict()
    #expect([.unchanged, .within].contains(try same.finding("qa", "latency.p95").state))
    #expect(
      try scenario(89, rules: rules).finding("latency.p95").detail?.contains("needs 90") == true
    )
    #expect(try scenario(90, rules: rules).finding("latency.p95").detail == nil)
  }

  @Test("a least difference counts in seconds, for the limit and for what is proven")
  func minimumDelta() throws {
    let rules = [EvalScenario.rule("latency") { $0.minDelta = 0.2 }]
    let small = try scenario(60, slower: 1.3, rules: rules).finding("latency")
    #expect(small.state == .within)
    #expect(try scenario(60, slower: 2, rules: rules).finding("latency").state == .regressed)
  }

  @Test("repeats are one case, and cases of a cluster one part")
  func parts() throws {
    var scenario = scenario(60, slower: 1.3)
    let times = (scenario.base ?? []).map(\.seconds)
    for index in scenario.head.indices {
      scenario.head[index].values = [1, 1]
      scenario.head[index].seconds += scenario.head[index].seconds.map { $0 * 4 }
      scenario.base?[index].values = [1, 1]
      scenario.base?[index].seconds.append(contentsOf: times[index])
    }
    let repeated = try scenario.finding("latency")
    // Half of the repeats four times as long: twice, in the mean of their logarithms.
    #expect(abs(try #require(repeated.change).estimate - 1.6) < 0.1)
    #expect(repeated.evidence?.cases?.compared == 60 && repeated.evidence?.cases?.repeats == 2)
    var clustered = self.scenario(60, slower: 1.3)
    for index in clustered.head.indices {
      clustered.head[index].cluster = "doc-\(index % 6)"
      clustered.base?[index].cluster = "doc-\(index % 6)"
    }
    let finding = try clustered.finding("latency")
    // Six documents, all slower, are one way of 64.
    #expect(finding.evidence?.cases?.clusters == 6 && finding.state == .suspected)
    #expect(abs(try #require(finding.evidence?.p) - 1.0 / 64) < 1e-12)
    #expect(finding.change?.low == nil && finding.provable == nil)
  }

  @Test(
    "where a side has more replies of a case, as many as both have count",
    arguments: ["latency", "latency.p95"]
  )
  func unequal(metric: String) throws {
    let rules = [EvalScenario.rule(metric) { $0.against = InterleavedRule(limit: .ratio(0.5)) }]
    var scenario = scenario(300, rules: rules)
    // What both sides have is the same; what the head has besides says nothing of the base.
    let times = (scenario.base ?? []).map(\.seconds)
    for index in scenario.head.indices {
      scenario.head[index].values = [1, 1, 1]
      scenario.head[index].seconds = times[index] + times[index].flatMap { [$0 * 2, $0 * 2] }
    }
    let finding = try scenario.finding(metric)
    #expect([.unchanged, .within].contains(finding.state), "\(finding.state)")
    #expect(finding.evidence?.cases?.worse == 0 && finding.evidence?.cases?.better == 0)
    #expect(finding.evidence?.cases?.compared == 300)
    let (base, head) = (try #require(finding.base), try #require(finding.head))
    #expect(base.center == head.center)
  }

  @Test(
    "times share the false alarms of all that is measured in rounds, and no score takes from them"
  )
  func family() throws {
    let rules = [EvalScenario.rule("latency"), EvalScenario.rule("latency.p95")]
    var scenario = scenario(100, slower: 1.3, rules: rules)
    scenario.gate.scores.limit = 0.02
    let verdict = try scenario.verdict()
    #expect(verdict.policy.judged == 2 && verdict.policy.falseAlarms == 0.01)
    #expect(verdict.policy.scores?.judged == 2)
    let evidence = try #require(try verdict.finding("qa", "latency").evidence)
    #expect(try #require(evidence.adjusted) == 2 * (try #require(evidence.p)))
    let configuration = try scenario.configuration()
    let alone = InterleavedPolicy(configuration: configuration, comparing: [])
    #expect(alone.family.size == 0)
    let key = EvalScenario.key
    let both = InterleavedPolicy(configuration: configuration, comparing: [], evaluating: [key])
    #expect(both.family.size == 2 && both.knowing([key: []]).family.size == 2)
  }

  @Test(
    "throughput and peak memory prove nothing in one run, tokens and cost are compared as they are"
  )
  func single() throws {
    var scenario = scenario(100)
    let names = ["throughput", "peak_rss", "tokens", "cost"]
    scenario.rules = names.map { EvalScenario.rule($0) }
    scenario.metrics = [
      "throughput": (5, 100), "peak_rss": (1e8, 1), "tokens": (1060, 100), "cost": (0.01, 100),
    ]
    scenario.recorded = ["throughput": [9], "peak_rss": [1e7], "tokens": [1000], "cost": [0.01]]
    let verdict = try scenario.verdict()
    for name in ["throughput", "peak_rss"] {
      let finding = try verdict.finding("qa", name)
      #expect(
        finding.state == .inconclusive && finding.evidence?.method == .singleValues,
        "\(name)"
      )
    }
    #expect(try verdict.finding("qa", "tokens").state == .regressed)
    #expect(try verdict.finding("qa", "cost").state == .unchanged)
    scenario.rules = ["throughput", "peak_rss"].map {
      EvalScenario.rule($0) { $0.against = InterleavedRule(limit: .off) }
    }
    #expect(try scenario.verdict().results.isEmpty)
  }

  @Test("a slower case is accepted where the change says so, and a budget alone compares nothing")
  func accepted() throws {
    var scenario = scenario(60, slower: 1.3)
    scenario.acceptances = [
      Acceptance(
        .metric(EvalScenario.key, "latency"),
        suite: "default",
        step: Acceptance.Step(from: 0.3, to: 0.4),
        reason: "worth it",
        source: .file(SourcePlace(file: "baselines/accepted.yaml", line: 3))
      )
    ]
    #expect(try scenario.finding("latency").state == .accepted)
    scenario.acceptances = []
    scenario.rules = [
      EvalScenario.rule("latency") {
        $0.against = InterleavedRule(limit: .off)
        $0.budget = BudgetRule(maximum: 0.1)
      }
    ]
    #expect(try scenario.finding("latency").state == .breached)
  }
}
