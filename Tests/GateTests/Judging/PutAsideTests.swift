import PerfgateModel
import Testing

/// The runs of scenarios begin on 2026-01-01.
@Suite("Rules that are put aside")
struct PutAsideTests {
  private static func rule(_ match: String = "id: a", until: String = "2026-01-01") -> String {
    "match: {\(match)}, enforce: false, until: \(until), reason: '#812'"
  }

  @Test(
    "what is worse, open or without values keeps its state and does not gate",
    arguments: ExpectedState.all.filter { $0.state.isBadNews && $0.state != .missing }
  )
  func everyState(expected: ExpectedState) throws {
    var scenario = expected.scenario
    scenario.rules.append(Self.rule())
    // Beside it something passes, so that something is decided.
    scenario.head["b"] = ["wall": [1]]
    scenario.base["b"] = ["wall": [[1]]]
    scenario.rules.append("match: {id: b, metric: peak_rss}, optional: true")
    let verdict = try scenario.verdict()
    let finding = try verdict.finding()
    #expect(finding.state == expected.state)
    #expect(!finding.gates)
    #expect(finding.putAside?.reason == "#812")
    #expect(finding.putAside?.rule.line != nil)
    #expect(verdict.exit == .pass, "\(verdict.causes)")
  }

  @Test("a benchmark that is missing is put aside by a rule for all of its metrics alone")
  func missing() throws {
    var scenario = Scenario.single(1)
    scenario.base["gone"] = ["wall": [[1]]]
    scenario.rules = [Self.rule("id: '*', metric: wall")]
    #expect(try scenario.verdict().exit == .missing)
    scenario.rules = [Self.rule("id: '*'")]
    #expect(try scenario.verdict().exit == .pass)
  }

  @Test("a rule holds through its last day, and a notice says that it ended")
  func lastDay() throws {
    var scenario = Scenario.single(2, rules: [Self.rule(until: "2026-01-01")])
    #expect(try scenario.verdict().exit == .pass)
    #expect(try scenario.verdict().notices.isEmpty)
    scenario.rules = [Self.rule(until: "2025-12-31")]
    let verdict = try scenario.verdict()
    #expect(verdict.exit == .regression)
    #expect(try verdict.finding().putAside == nil)
    #expect(verdict.notices.count == 1)
    #expect(verdict.notices[0].message.contains("perfgate.yaml:4 ended on 2025-12-31"))
  }

  @Test("a later rule takes it back")
  func takenBack() throws {
    let rules = [Self.rule("id: '**'"), "match: {id: a, metric: wall}, enforce: true"]
    #expect(try Scenario.single(2, rules: rules).verdict().exit == .regression)
  }

  @Test("what passes is not put aside")
  func passing() throws {
    let finding = try Scenario.single(1, rules: [Self.rule()]).finding()
    #expect(finding.putAside == nil)
    #expect(finding.gates)
  }

  @Test("a run in which nothing was decided does not pass, whatever is put aside")
  func nothingDecided() throws {
    let suspected = Scenario.single(1.15, rules: [Self.rule()])
    #expect(try suspected.verdict().exit == .undecided)
    var failed = Scenario(failed: ["a"])
    failed.rules = [Self.rule()]
    #expect(try failed.verdict().exit == .nothingToCompare)
  }

  @Test("what is put aside does not count towards max_inconclusive")
  func maximumInconclusive() throws {
    var scenario = Scenario.single(1)
    for id in ["b", "c"] {
      scenario.head[id] = ["wall": [1.15]]
      scenario.base[id] = ["wall": [[1]]]
    }
    #expect(try scenario.verdict().exit == .undecided)
    scenario.rules = [Self.rule("id: b"), Self.rule("id: c")]
    #expect(try scenario.verdict().exit == .pass)
  }
}
