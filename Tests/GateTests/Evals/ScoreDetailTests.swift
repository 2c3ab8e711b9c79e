import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import Testing

@Suite("What decides a score")
struct ScoreDetailTests {
  private static func ones(_ count: Int) -> String { String(repeating: "1", count: count) }
  private static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }

  private static func belonging(
    _ cases: [EvalScenario.Case],
    to cluster: (Int) -> String?
  ) -> [EvalScenario.Case] {
    cases.map { one in
      var one = one
      one.cluster = cluster(one.number)
      return one
    }
  }

  @Test("gains are corrected for each other as drops are")
  func gains() throws {
    var scenario = EvalScenario()
    scenario.base = EvalScenario.cases(Self.zeros(30) + Self.ones(300))
    scenario.head = EvalScenario.cases(Self.ones(330))
    let finding = try scenario.finding()
    #expect(finding.state == .improved)
    let evidence = try #require(finding.evidence)
    let (p, adjusted) = (try #require(evidence.p), try #require(evidence.adjusted))
    #expect(adjusted == 2 * p)
  }

  @Test("a score that cannot be compared yet is of the family, too")
  func family() throws {
    var scenario = EvalScenario()
    for isGain in [false, true] {
      scenario.base = EvalScenario.cases((isGain ? Self.zeros(9) : Self.ones(9)) + Self.ones(300))
      scenario.head = EvalScenario.cases((isGain ? Self.ones(9) : Self.zeros(9)) + Self.ones(300))
      scenario.rules = [EvalScenario.rule("error_rate")]
      scenario.metrics["error_rate"] = (0, 309)
      let verdict = try scenario.verdict()
      #expect(try verdict.finding("qa", "error_rate").state == .new)
      let evidence = try #require(try verdict.finding("qa", "pass_rate").evidence)
      let (p, adjusted) = (try #require(evidence.p), try #require(evidence.adjusted))
      #expect(adjusted == 3 * p)
    }
  }

  @Test("half way between tolerance and limit a warning becomes a failure")
  func midpoint() throws {
    // The middle of 1% and 2% is 1.5%: 30 of 2000.
    for (broken, gates) in [(29, false), (30, true)] {
      var scenario = EvalScenario()
      scenario.gate.scores.tolerance = 0.01
      scenario.base = EvalScenario.cases(Self.ones(2000))
      scenario.head = EvalScenario.cases(Self.zeros(broken) + Self.ones(2000 - broken))
      let finding = try scenario.finding()
      #expect(finding.state == .regressed && finding.gates == gates, "\(broken)")
    }
  }

  @Test("an interval of clusters is as wide as their number lets it be")
  func clusterInterval() throws {
    var scenario = EvalScenario()
    scenario.base = EvalScenario.cases(Self.ones(400))
    scenario.head = EvalScenario.cases(Self.zeros(10) + Self.ones(390))
    let alone = try scenario.finding()
    scenario.base = scenario.base.map { Self.belonging($0) { "doc-\($0 / 20)" } }
    scenario.head = Self.belonging(scenario.head) { "doc-\($0 / 20)" }
    let together = try scenario.finding()
    #expect(together.evidence?.cases?.clusters == 20)
    let (narrow, wide) = (try #require(alone.change), try #require(together.change))
    #expect(narrow.estimate == wide.estimate)
    // One document of 20 has lost half: a standard error of 0.5 / 20.
    let (low, lowOfCases) = (try #require(wide.low), try #require(narrow.low))
    #expect(low < -0.06 && low < lowOfCases - 0.01)
  }

  @Test("that a few cases agree proves no more of a score than of a rate", arguments: [60, 600])
  func agreement(count: Int) throws {
    // One of two repeats fails in each, before and after: no drop, and no spread that was seen.
    var scenario = EvalScenario()
    scenario.head = (0..<count).map { EvalScenario.Case(number: $0, values: [1, 0]) }
    scenario.base = scenario.head
    let finding = try scenario.finding()
    #expect((finding.state == .unchanged) == (count == 600))
    let high = try #require(finding.change?.high)
    #expect(high > 0)
  }

  @Test("drops that are equal but for their last bits prove no more than equal ones")
  func roundedAgreement() throws {
    var scenario = EvalScenario()
    scenario.rules = [EvalScenario.rule("score") { $0.scoreLimit = 0.2 }]
    let scores = [(0.3, 0.2), (0.4, 0.3), (0.9, 0.8)]
    #expect(Set(scores.map { $0.0 - $0.1 }).count > 1)
    func cases(_ values: [Double]) -> [EvalScenario.Case] {
      values.enumerated().map { EvalScenario.Case(number: $0.offset, values: [$0.element]) }
    }
    scenario.base = cases(scores.map(\.0))
    scenario.head = cases(scores.map(\.1))
    let finding = try scenario.finding("score")
    #expect(finding.state == .within && finding.isLearning)
    let low = try #require(finding.change?.low)
    #expect(low < -0.2)
  }

  @Test("means of which all cases agree are not known for sure, where no case was kept")
  func unkeptAgreement() throws {
    var scenario = EvalScenario()
    scenario.head = EvalScenario.cases(Self.ones(500))
    scenario.base = scenario.head
    scenario.keepsCases = false
    let finding = try scenario.finding()
    #expect(finding.evidence?.method == .unpairedRates)
    let change = try #require(finding.change)
    let (low, high) = (try #require(change.low), try #require(change.high))
    #expect(low < 0 && high > 0 && finding.provable ?? 0 > 0)
    #expect(finding.state == .unchanged)
  }

  @Test("cases without a cluster stand alone beside those with one")
  func mixed() throws {
    var scenario = EvalScenario()
    let cluster = { (number: Int) in number < 10 ? "doc" : nil }
    scenario.base = Self.belonging(EvalScenario.cases(Self.ones(100)), to: cluster)
    scenario.head = Self.belonging(
      EvalScenario.cases(Self.zeros(30) + Self.ones(70)),
      to: cluster
    )
    let finding = try scenario.finding()
    #expect(finding.evidence?.cases?.clusters == 91)
    #expect(finding.state == .regressed)
  }

  @Test("cases of the same content are compared by their ids")
  func duplicates() throws {
    func table(_ values: [(id: String, value: Double)]) throws -> CaseTable {
      var builder = CaseTableBuilder(thresholds: ["exact": 1])
      for (id, value) in values {
        var result = CaseResult(
          caseDigest: String(repeating: "a", count: 64),
          repeatIndex: 0,
          configurationDigest: "c",
          id: id,
          outcome: value == 1 ? .passed : .failed
        )
        result.scores = ["exact": value]
        result.total = value
        try builder.add(result)
      }
      return builder.finished()
    }
    let scenario = EvalScenario()
    // In the order of ids each would meet another's neighbour.
    let head = try table([("b", 0), ("c", 1), ("d", 1)])
    let base = try table([("a", 0), ("b", 0), ("c", 1)])
    let verdict = Judge.verdict(
      on: try scenario.run(),
      under: try scenario.configuration(),
      against: try scenario.baselines(),
      cases: [EvalScenario.key: EvalCases(head: head, base: base)]
    )
    let exhibit = try #require(verdict.exhibits.cases.first)
    #expect(exhibit.compared == 3 && exhibit.brokeCount == 0)
    #expect(exhibit.mended.map(\.id) == ["d"])
  }

  @Test("a rising error rate is worse, where a rule asks for it")
  func errorRate() throws {
    var scenario = EvalScenario()
    scenario.errorRate = 0.5
    scenario.rules = [EvalScenario.rule("error_rate")]
    scenario.base = EvalScenario.cases(Self.ones(300))
    scenario.head = EvalScenario.cases(Self.ones(300))
    for index in 0..<30 { scenario.head[index].values = [nil] }
    scenario.metrics["error_rate"] = (0.1, 300)
    scenario.recorded["error_rate"] = [0]
    #expect(try scenario.finding("error_rate").state == .regressed)
    scenario.base = scenario.head
    scenario.head = EvalScenario.cases(Self.ones(300))
    scenario.metrics["error_rate"] = (0, 300)
    scenario.recorded["error_rate"] = [0.1]
    #expect(try scenario.finding("error_rate").state == .improved)
  }

  @Test("a budget of drawn cases knows clusters, and that all agreeing is no certainty")
  func sampledBudgets() throws {
    var scenario = EvalScenario()
    scenario.drawn = 400
    scenario.base = EvalScenario.cases(Self.zeros(36) + Self.ones(364))
    scenario.head = EvalScenario.cases(Self.zeros(36) + Self.ones(364))
    scenario.rules = [EvalScenario.rule("pass_rate") { $0.budget = BudgetRule(minimum: 0.84) }]
    #expect(try scenario.finding().budget?.state == .within)
    scenario.head = Self.belonging(scenario.head) { "doc-\($0 / 20)" }
    #expect(try scenario.finding().budget?.state == .inconclusive)
    scenario.base = EvalScenario.cases(Self.ones(400))
    scenario.head = EvalScenario.cases(Self.ones(400))
    scenario.rules = [EvalScenario.rule("pass_rate") { $0.budget = BudgetRule(minimum: 0.998) }]
    #expect(try scenario.finding().budget?.state == .inconclusive)
    scenario.rules = [EvalScenario.rule("pass_rate") { $0.budget = BudgetRule(minimum: 0.97) }]
    #expect(try scenario.finding().budget?.state == .within)
  }

  @Test("a budget of drawn cases that are one cluster is open, and says why")
  func singlePartBudget() throws {
    var scenario = EvalScenario()
    scenario.drawn = 400
    scenario.base = EvalScenario.cases(Self.zeros(36) + Self.ones(364))
    scenario.head = Self.belonging(EvalScenario.cases(Self.zeros(36) + Self.ones(364))) { _ in
      "doc"
    }
    for minimum in [0.84, 0.95] {
      scenario.rules = [EvalScenario.rule("pass_rate") { $0.budget = BudgetRule(minimum: minimum) }]
      let finding = try scenario.finding()
      #expect(finding.budget?.state == .inconclusive && finding.state == .inconclusive)
      #expect(finding.warnings.contains { $0.contains("is not known: they are one part alone") })
    }
    // Of a dataset that is taken whole the level is that of all there is.
    scenario.drawn = nil
    #expect(try scenario.finding().budget?.state == .breached)
  }

  @Test("without cases clusters cannot be told apart, and nothing is compared")
  func clustersWithoutCases() throws {
    var scenario = EvalScenario()
    scenario.keepsCases = false
    scenario.base = EvalScenario.cases(Self.ones(400))
    scenario.head = Self.belonging(EvalScenario.cases(Self.ones(400))) { "doc-\($0 / 20)" }
    let finding = try scenario.finding()
    #expect(finding.state == .inconclusive)
    #expect(finding.detail?.contains("what belongs together cannot be told apart") == true)
  }
}
