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
