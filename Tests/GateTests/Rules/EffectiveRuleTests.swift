import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import Testing

struct EffectiveRuleTests {
  private func rule(
    _ rules: [String],
    gate: String = "",
    metric: String = "wall",
    kind: MetricKind = .continuous
  ) throws -> EffectiveRule {
    let scenario = Scenario(gate: gate, rules: rules, head: ["a/b": [:], "c": [:]])
    let key = BenchmarkKey(id: try BenchmarkID("a/b"))
    return EffectiveRule(for: key, metric: metric, kind: kind, in: try scenario.configuration())
  }

  @Test("without rules the gate's settings hold")
  func defaults() throws {
    let rule = try rule([], gate: "limit: 20%, tolerance: 4%")
    #expect(rule.limit == 0.2)
    #expect(rule.tolerance == 0.04)
    #expect(rule.severity == .critical)
    #expect(rule.location == nil)
    #expect(!rule.isNamed && !rule.isOptional)
    let exact = try self.rule([], gate: "limit: 20%, tolerance: 4%", kind: .exact)
    #expect(exact.tolerance == 0.001)
  }

  @Test("fields merge, and of each field the last rule that matches wins")
  func merging() throws {
    let rule = try rule([
      "match: {id: \"**\"}, limit: 20%, owner: \"@all\", tolerance: 3%",
      "match: {id: \"a/*\", metric: wall}, limit: 30%, min_delta: 5ms",
      "match: {id: c}, limit: 90%, owner: \"@c\"",
      "match: {metric: wall}, severity: major",
      "match: {metric: cpu}, limit: 50%",
      "match: {id: a/b}, owner: \"@b\"",
    ])
    #expect(rule.limit == 0.3)
    #expect(rule.tolerance == 0.03)
    #expect(rule.minimumDelta == 0.005)
    #expect(rule.severity == .major)
    #expect(rule.owner == "@b")
    #expect(rule.isNamed)
    #expect(rule.location?.line == 6, "the last rule that set a limit")
  }

  private static let off = "match: {id: a/b}, limit: off"
  private static let levels = "match: {id: a/b}, levels: {minor: 4%, major: 7%, critical: 40%}"
  private static let own = "match: {id: \"**\"}, against: {limit: 3%, tolerance: 1%}"

  @Test(
    "interleaved runs have limits of their own, and off compares in neither kind of run",
    arguments: [
      ("", [], 0.1, 0.05),
      ("limit: 20%, tolerance: 4%", [], 0.2, 0.05),
      ("against: {limit: 7%}", [], 0.1, 0.07),
      ("against: {limit: off}", [], 0.1, nil),
      ("limit: off", [], nil, nil),
      ("limit: off, against: {limit: 6%}", [], nil, 0.06),
      ("", ["match: {id: a/b}, limit: 20%"], 0.2, 0.05),
      ("", [own, "match: {id: a/b}, limit: 20%"], 0.2, 0.03),
      ("", [off], nil, nil),
      ("", [own, off], nil, nil),
      ("", [off, own], nil, 0.03),
      ("", ["match: {id: a/b}, limit: off, against: {limit: 3%}"], nil, 0.03),
      ("", [own, off, "match: {id: a/b}, limit: 20%"], 0.2, 0.03),
      ("limit: off", ["match: {id: a/b}, limit: 20%"], 0.2, 0.05),
      ("", ["match: {id: a/b}, against: {limit: off}"], 0.1, nil),
      ("fail_on: major", [levels], 0.07, 0.07),
      ("fail_on: major", [levels, own], 0.07, 0.03),
      ("", [own, levels, "match: {id: a/b}, limit: 20%"], 0.2, 0.03),
    ] as [(String, [String], Double?, Double?)]
  )
  func interleaved(gate: String, rules: [String], baseline: Double?, against: Double?) throws {
    let rule = try rule(rules, gate: gate)
    #expect(rule.limit == baseline)
    #expect(rule.against.limit == against)
  }

  @Test("interleaved runs have a tolerance of their own, exact metrics their usual one")
  func interleavedTolerance() throws {
    #expect(try rule([], gate: "tolerance: 4%").against.tolerance == 0.02)
    let gate = "against: {tolerance: 1.5%}"
    #expect(try rule([], gate: gate).against.tolerance == 0.015)
    #expect(try rule([], gate: gate, kind: .exact).against.tolerance == 0.001)
    #expect(try rule([Self.own], gate: gate).against.tolerance == 0.01)
    #expect(try rule([Self.own], gate: gate).tolerance == 0.02)
    #expect(try rule([Self.own], kind: .exact).against.tolerance == 0.01)
  }

  @Test("a rule is named where it decides the interleaved limit")
  func interleavedPlace() throws {
    let plain = "match: {id: a/b}, limit: 20%"
    #expect(try rule([plain]).againstLocation == nil)
    #expect(try rule([Self.own, plain]).againstLocation?.line == 5)
    #expect(try rule([Self.own, plain]).location?.line == 6)
    #expect(try rule([Self.own, Self.off]).againstLocation?.line == 6)
    #expect(try rule([Self.levels, Self.own]).againstLocation?.line == 6)
    #expect(try rule([Self.levels, Self.own]).againstLevels.isEmpty)
    #expect(try rule([Self.own, Self.levels]).againstLevels.count == 3)
  }

  @Test("a limit and levels replace each other, and off switches both off")
  func limitsAndLevels() throws {
    let levels = "match: {id: \"**\"}, levels: {minor: 5%, critical: 40%}"
    let limit = "match: {id: a/b}, limit: 15%"
    #expect(try rule([levels, limit]).levels.isEmpty)
    #expect(try rule([levels, limit]).limit == 0.15)
    #expect(try rule([limit, levels]).levels.map(\.change) == [0.05, 0.4])
    #expect(try rule([limit, levels]).limit == 0.4)
    #expect(try rule([levels, "match: {id: a/b}, limit: off"]).limit == nil)
    #expect(try rule([levels, "match: {id: a/b}, limit: off"]).levels.isEmpty)
  }

  @Test("rules that set different fields may stand in any order")
  func orderOfRules() throws {
    let rules = [
      "match: {id: \"**\"}, limit: 20%", "match: {metric: wall}, tolerance: 5%",
      "match: {id: a/b}, owner: \"@b\"", "match: {metric: wall}, min_delta: 5ms",
      "match: {metric: \"w*\"}, severity: minor",
    ]
    var first = try rule(rules)
    first.location = nil
    for shift in 1..<rules.count {
      let rotated = Array(rules[shift...] + rules[..<shift])
      for order in [rotated, rotated.reversed()] {
        var other = try rule(order)
        other.location = nil
        #expect(other == first)
      }
    }
  }
}
