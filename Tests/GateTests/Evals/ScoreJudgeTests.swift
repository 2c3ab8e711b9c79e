import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import Testing

@Suite("Judging scores of evals")
struct ScoreJudgeTests {
  /// So many cases that passed, of which some break and others that failed are mended.
  private func scenario(
    _ count: Int,
    broken: Int,
    mended: Int = 0,
    failing: Int = 50
  ) -> EvalScenario {
    var scenario = EvalScenario()
    let base =
      String(repeating: "1", count: count - failing) + String(repeating: "0", count: failing)
    let head =
      String(repeating: "0", count: broken)
      + String(repeating: "1", count: count - failing - broken)
      + String(repeating: "1", count: mended) + String(repeating: "0", count: failing - mended)
    scenario.base = EvalScenario.cases(base)
    scenario.head = EvalScenario.cases(head)
    return scenario
  }

  @Test("a proven drop at the limit fails, and the same number of changes both ways does not")
  func drop() throws {
    let worse = try scenario(500, broken: 12).verdict()
    #expect(worse.codes.contains(10))
    #expect(try worse.finding("qa", "pass_rate").state == .regressed)
    let even = try scenario(2000, broken: 12, mended: 12).verdict()
    #expect(even.exit == .pass)
    #expect(try even.finding("qa", "pass_rate").state == .unchanged)
    let same = try scenario(500, broken: 0).verdict()
    #expect(same.exit == .pass)
    #expect(same.states == ["qa pass_rate": .unchanged, "qa score": .unchanged])
    let better = try scenario(500, broken: 0, mended: 20).finding()
    #expect(better.state == .improved)
  }

  @Test("three-valued: unchanged only where the interval excludes the limit")
  func threeValues() throws {
    // 31 of 1000 cases changed either way: neither proven nor excluded.
    let open = try scenario(1000, broken: 21, mended: 10).finding()
    #expect(open.state == .inconclusive)
    let upper = try #require(open.change?.low)
    #expect(-upper >= 0.02)
    let suspected = try scenario(500, broken: 20, mended: 10, failing: 60).finding()
    #expect(suspected.state == .suspected)
    let within = try scenario(2000, broken: 22, mended: 10).finding()
    #expect(within.state == .within)
  }

  @Test("too few cases for the limit are learning, and say what they could see")
  func learning() throws {
    let verdict = try scenario(60, broken: 1, failing: 10).verdict()
    let finding = try verdict.finding("qa", "pass_rate")
    #expect(finding.state == .within && finding.isLearning)
    // Two scores share 5%: six changes in one direction.
    #expect(finding.provable == 6.0 / 60)
    #expect(verdict.counts.learning == 2)
  }

  @Test("a proven drop below the middle of tolerance and limit only warns")
  func warning() throws {
    let finding = try scenario(2000, broken: 18).finding()
    #expect(finding.state == .regressed && !finding.gates)
    var tolerant = scenario(2000, broken: 18)
    tolerant.gate.scores.tolerance = 0.01
    #expect(try tolerant.finding().state == .unchanged)
  }

  @Test("scores have a family of their own, and do not take from the other metrics")
  func family() throws {
    var scenario = scenario(500, broken: 12)
    scenario.rules = [EvalScenario.rule("pass_rate.exact"), EvalScenario.rule("score.*")]
    scenario.metrics["tokens"] = (1000, 500)
    scenario.rules.append(EvalScenario.rule("tokens"))
    let verdict = try scenario.verdict()
    #expect(verdict.policy.scores == ScorePolicy(falseAlarms: 0.05, judged: 2))
    #expect(verdict.policy.judged == 1)
    let finding = try verdict.finding("qa", "pass_rate")
    let (p, adjusted) = (
      try #require(finding.evidence?.p), try #require(finding.evidence?.adjusted)
    )
    #expect(adjusted == 2 * p)
  }

  @Test("a rule's limit in points holds, and one in percent says nothing of scores")
  func rules() throws {
    var scenario = scenario(500, broken: 12)
    scenario.rules = [EvalScenario.rule("pass_rate") { $0.scoreLimit = 0.2 }]
    let wide = try scenario.finding()
    #expect(wide.limit == 0.2 && !wide.gates && wide.rule?.line == 9)
    var general = GateRule(location: SourcePlace(file: "perfgate.yaml", line: 4))
    general.idPattern = GlobPattern("**")
    general.limit = .ratio(0.9)
    scenario.rules = [general]
    #expect(try scenario.finding().limit == 0.02)
    general.limit = .off
    scenario.rules = [general]
    #expect(try scenario.verdict().results.isEmpty)
    scenario.rules = []
    scenario.gate.scores.limit = nil
    #expect(try scenario.verdict().results.isEmpty)
  }

  @Test("repeats are taken together, and clusters count as one")
  func repeatsAndClusters() throws {
    var scenario = EvalScenario()
    func cases(_ values: [Double?], cluster: Int? = nil) -> [EvalScenario.Case] {
      (0..<60).map { number in
        EvalScenario.Case(
          number: number,
          values: values,
          cluster: cluster.map { "doc-\(number % $0)" }
        )
      }
    }
    scenario.base = cases([1, 1, 1])
    scenario.head = cases([1, 0, 1])
    let repeated = try scenario.finding()
    #expect(repeated.state == .regressed)
    #expect(repeated.evidence?.method == .signFlip)
    #expect(repeated.evidence?.cases?.repeats == 3)
    #expect(abs((repeated.change?.estimate ?? 0) + 1 / 3) < 1e-12)
    // Three documents: all of them worse is one way of eight.
    scenario.base = cases([1], cluster: 3)
    scenario.head = cases([0], cluster: 3)
    let clustered = try scenario.finding()
    #expect(clustered.evidence?.cases?.clusters == 3)
    #expect(abs((clustered.evidence?.p ?? 0) - 0.125) < 1e-12)
    #expect(clustered.state == .suspected)
    scenario.head = cases([0])
    scenario.base = cases([1])
    #expect(try scenario.finding().state == .regressed)
  }

  @Test("a dataset that lost cases since its baseline is told loudly, one that only grew is not")
  func lostCases() throws {
    var scenario = scenario(300, broken: 0)
    scenario.head += (900..<907).map { EvalScenario.Case(number: $0, values: [1]) }
    #expect(try scenario.verdict().notices.isEmpty)
    scenario.head[3].isChanged = true
    scenario.head.removeFirst(2)
    let verdict = try scenario.verdict()
    #expect(verdict.exit == .pass)
    let notice = try #require(verdict.notices.first)
    #expect(
      notice.message == "the dataset of 'qa' is not the one that its baseline was recorded with: "
        + "cases 2 removed, 1 changed, 7 added; only the 297 that are the same are compared"
    )
    #expect(
      notice.advice?.hasSuffix("in the same change: perfgate baseline record --filter qa") == true
    )
    scenario.head = (900..<950).map { EvalScenario.Case(number: $0, values: [1]) }
    let none = try scenario.verdict().notices.first?.message
    #expect(none?.hasSuffix("300 removed, 50 added; none is left that could be compared") == true)
    // Both sides of one run answer the same cases: what that takes out is told before it runs.
    scenario.isInterleaved = true
    #expect(try scenario.verdict().notices.isEmpty)
  }

  @Test("only identical cases are compared, and the others are counted")
  func datasets() throws {
    var scenario = scenario(300, broken: 0)
    scenario.head[3].isChanged = true
    scenario.head[3].values = [0]
    scenario.head.removeLast(5)
    scenario.head += (900..<907).map { EvalScenario.Case(number: $0, values: [0]) }
    let verdict = try scenario.verdict()
    let exhibit = try #require(verdict.exhibits.cases.first)
    #expect((exhibit.added, exhibit.removed, exhibit.changed) == (7, 5, 1))
    #expect(exhibit.compared == 294 && exhibit.brokeCount == 0)
    let finding = try verdict.finding("qa", "pass_rate")
    #expect(finding.state == .unchanged && finding.evidence?.cases?.compared == 294)
    scenario.head = (900..<950).map { EvalScenario.Case(number: $0, values: [1]) }
    let other = try scenario.finding()
    #expect(other.state == .inconclusive)
    #expect(other.detail == "none of its cases was there before: 50 added, 300 removed, 0 changed")
  }

  @Test("errors count neither as failed nor as passed, and above the ceiling nothing is judged")
  func errors() throws {
    var scenario = scenario(400, broken: 0)
    for index in 0..<8 { scenario.head[index].values = [nil] }
    let closed = try scenario.verdict()
    #expect(closed.codes == [30])
    let finding = try closed.finding("qa", "error_rate")
    #expect(finding.state == .errored && closed.results.count == 1)
    #expect(finding.detail?.contains("8 of 400 cases errored (2%)") == true)
    let shown = Judge.description(of: try scenario.run(), under: try scenario.configuration())
    #expect(shown.exit == .benchmarkFailed && shown.mode == .measure)
    scenario.errorRate = 0.02
    let allowed = Judge.description(of: try scenario.run(), under: try scenario.configuration())
    #expect(allowed.exit == .pass)
    let open = try scenario.verdict()
    #expect(open.exit == .pass)
    let leftOut = "392 of 400 passed or failed; 8 errored are left out"
    #expect(try open.finding("qa", "pass_rate").warnings == [leftOut])
    #expect(allowed.results.first { $0.metric == "score" }?.warnings == [leftOut])
    #expect(try open.finding("qa", "pass_rate").evidence?.cases?.compared == 392)
    #expect(open.exhibits.cases.first?.errored == 8)
  }

  @Test("a skipped eval says loudly that it is not gated, and passes nothing")
  func skipped() throws {
    var scenario = scenario(400, broken: 0)
    scenario.skipReason = "OPENAI_API_KEY is not set"
    let verdict = try scenario.verdict()
    #expect(verdict.exit == .nothingToCompare)
    #expect(
      verdict.causes.first?.message
        == "no eval was evaluated, since OPENAI_API_KEY is not set: set it and run again"
    )
    // There is nothing that could be recorded.
    #expect(verdict.comparison.recordCommand.isEmpty)
    #expect(verdict.notices.first?.message == "evals NOT gated (qa): OPENAI_API_KEY is not set")
    let finding = try #require(verdict.results.first)
    #expect(finding.state == .missing && !finding.gates)
    #expect(finding.detail == "NOT gated: OPENAI_API_KEY is not set")
    #expect(finding.isExcused)
  }

  @Test("an eval that the run had no time for is missing, and fails")
  func leftOut() throws {
    var scenario = scenario(400, broken: 0)
    scenario.skipReason = "no time was left of --max-time"
    scenario.isExcused = false
    for isInterleaved in [false, true] {
      scenario.isInterleaved = isInterleaved
      let verdict = try scenario.verdict()
      #expect(verdict.exit == .missing, "\(isInterleaved)")
      let finding = try #require(verdict.results.first)
      #expect(finding.state == .missing && finding.gates && !finding.isExcused)
      #expect(finding.detail == "no time was left of --max-time")
      #expect(!verdict.notices.contains { $0.message.contains("NOT gated") })
    }
  }

  @Test("a percentile of too few values is inconclusive, with the number that it needs")
  func percentiles() throws {
    var scenario = scenario(400, broken: 0)
    scenario.rules = [EvalScenario.rule("latency.**")]
    scenario.metrics = ["latency.p95": (1, 89), "latency.p99": (1, 459)]
    scenario.recorded = ["latency.p95": [1], "latency.p99": [1]]
    let verdict = try scenario.verdict()
    let few = try verdict.finding("qa", "latency.p95")
    #expect(few.state == .inconclusive && few.detail == "it rests on 89 values, and needs 90")
    #expect(try verdict.finding("qa", "latency.p99").state != .inconclusive)
    scenario.metrics["latency.p95"] = (1, 90)
    #expect(try scenario.verdict().finding("qa", "latency.p95").state != .inconclusive)
  }

  @Test("tokens and cost are compared as they are, and budgets hold")
  func exact() throws {
    var scenario = scenario(400, broken: 0)
    scenario.rules = [
      EvalScenario.rule("tokens") { $0.limit = .ratio(0.05) },
      EvalScenario.rule("cost") { $0.budget = BudgetRule(maximum: 2) },
      EvalScenario.rule("pass_rate") { $0.budget = BudgetRule(minimum: 0.9) },
    ]
    scenario.metrics = ["tokens": (1060, nil), "cost": (2.5, nil)]
    scenario.recorded = ["tokens": [1000], "cost": [2.5]]
    let verdict = try scenario.verdict()
    #expect(try verdict.finding("qa", "tokens").state == .regressed)
    #expect(try verdict.finding("qa", "cost").state == .breached)
    #expect(try verdict.finding("qa", "pass_rate").state == .breached)
    #expect(verdict.codes.first == 10 && verdict.codes.contains(11))
  }

  @Test("a budget of drawn cases has an interval, one of all cases has none")
  func sampledBudget() throws {
    var scenario = scenario(400, broken: 0, failing: 36)
    scenario.rules = [EvalScenario.rule("pass_rate") { $0.budget = BudgetRule(minimum: 0.9) }]
    #expect(try scenario.finding().state == .unchanged)
    scenario.drawn = 400
    let finding = try scenario.finding()
    #expect(finding.state == .inconclusive && finding.budget?.state == .inconclusive)
    scenario.rules = [EvalScenario.rule("pass_rate") { $0.budget = BudgetRule(minimum: 0.8) }]
    #expect(try scenario.finding().state == .unchanged)
  }

  @Test("what an eval should have and does not have is an error, other benchmarks are not asked")
  func missing() throws {
    var scenario = scenario(400, broken: 0)
    scenario.rules = [EvalScenario.rule("cost")]
    let verdict = try scenario.verdict()
    #expect(verdict.codes == [30])
    #expect(
      try verdict.finding("qa", "cost").detail == "is asked for by a rule but was not measured"
    )
    scenario.gaps = ["cost": "the model 'm' has no price", "ttft": "replies are not streamed"]
    scenario.rules = [EvalScenario.rule("cost"), EvalScenario.rule("ttft.p95")]
    let told = try scenario.verdict()
    #expect(
      try told.finding("qa", "cost").detail
        == "is asked for by a rule but was not measured: the model 'm' has no price"
    )
    #expect(
      try told.finding("qa", "ttft.p95").detail?.hasSuffix(": replies are not streamed") == true
    )
    scenario.rules = [EvalScenario.rule("wall")]
    #expect(try scenario.verdict().exit == .pass)
    scenario.recorded = ["cost": [1]]
    scenario.rules = [EvalScenario.rule("cost")]
    #expect(try scenario.verdict().codes == [12])
    var benchmark = Scenario.single(1)
    benchmark.head["a"]?["pass_rate"] = nil
    #expect(try benchmark.verdict().exit == .pass)
  }

  @Test("base and head of one run are compared case by case, too")
  func interleaved() throws {
    var scenario = scenario(500, broken: 12)
    scenario.isInterleaved = true
    scenario.metrics = ["latency": (2, 500), "tokens": (1000, nil)]
    scenario.recorded = ["latency": [1], "tokens": [1000]]
    scenario.rules = [EvalScenario.rule("latency"), EvalScenario.rule("tokens")]
    let verdict = try scenario.verdict()
    #expect(verdict.mode == .against && verdict.exit == .regression)
    #expect(try verdict.finding("qa", "pass_rate").state == .regressed)
    #expect(try verdict.finding("qa", "latency").state == .inconclusive)
    #expect(try verdict.finding("qa", "tokens").state == .unchanged)
    #expect(verdict.exhibits.cases.first?.brokeCount == 12)
  }

  @Test("a worse score is accepted up to the level that was said")
  func accepted() throws {
    var scenario = scenario(500, broken: 12)
    func acceptance(to level: Double) -> Acceptance {
      Acceptance(
        .metric(EvalScenario.key, "pass_rate"),
        suite: "default",
        step: Acceptance.Step(from: 0.9, to: level),
        reason: "worth it",
        source: .file(SourcePlace(file: "baselines/accepted.yaml", line: 3))
      )
    }
    scenario.acceptances = [acceptance(to: 0.876)]
    #expect(try scenario.finding().state == .accepted)
    scenario.acceptances = [acceptance(to: 0.89)]
    let beyond = try scenario.finding()
    #expect(beyond.state == .regressed && beyond.acceptance != nil)
  }

  @Test("beside a base a worse score is accepted by its difference, not by its ratio")
  func acceptedInterleaved() throws {
    var scenario = scenario(500, broken: 12)
    scenario.isInterleaved = true
    func acceptance(to level: Double) -> Acceptance {
      Acceptance(
        .metric(EvalScenario.key, "pass_rate"),
        suite: "default",
        step: Acceptance.Step(from: 0.5, to: level),
        reason: "worth it",
        source: .file(SourcePlace(file: "baselines/accepted.yaml", line: 3))
      )
    }
    scenario.acceptances = [acceptance(to: 0.476)]
    let accepted = try scenario.finding()
    #expect(accepted.state == .accepted)
    #expect(abs(try #require(accepted.acceptedChange) + 0.024) < 1e-9)
    // Of several that are exceeded the largest is named.
    scenario.acceptances = [acceptance(to: 0.499), acceptance(to: 0.495)]
    let beyond = try scenario.finding()
    #expect(beyond.state == .regressed)
    #expect(abs(try #require(beyond.acceptedChange) + 0.005) < 1e-9)
  }

  @Test("without cases nothing is a pass")
  func withoutCases() throws {
    let scenario = scenario(500, broken: 0)
    let verdict = Judge.verdict(
      on: try scenario.run(),
      under: try scenario.configuration(),
      against: try scenario.baselines()
    )
    let finding = try verdict.finding("qa", "pass_rate")
    #expect(finding.state == .inconclusive)
    #expect(finding.detail == "the outcomes of its cases are not at hand")
    #expect(verdict.exit == .undecided && finding.isOfEval)
    #expect(
      verdict.causes.compactMap(\.message).contains {
        $0.hasPrefix("1 of 1 eval has no decided metric")
      }
    )
  }

  @Test("the first run is new, and unfinished")
  func first() throws {
    var scenario = scenario(500, broken: 0)
    scenario.base = nil
    let verdict = try scenario.verdict()
    #expect(verdict.exit == .nothingToCompare)
    #expect(verdict.states == ["qa pass_rate": .new, "qa score": .new])
  }
}
