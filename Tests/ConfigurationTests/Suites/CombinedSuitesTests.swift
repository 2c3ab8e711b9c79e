import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Several suites in one configuration")
struct CombinedSuitesTests {
  private func read(_ text: String, _ path: String) throws -> ProjectConfiguration {
    try ProjectConfiguration.read(text: text, path: path).configuration
  }

  private func errors(_ root: ProjectConfiguration, _ others: [ProjectConfiguration]) -> [String] {
    do throws(GateError) {
      _ = try root.combined(with: others)
      return []
    } catch {
      return error.exit == .badConfiguration ? error.diagnostics.map(\.text) : ["wrong exit"]
    }
  }

  @Test("the run's gate is the first file's, limits and rules stay each suite's own")
  func gates() throws {
    let root = try read(
      "suite: r\nsuites: a.yaml\nbenchmarks: [x]\n"
        + "gate: {limit: 20%, fail_on: minor, false_alarms: 2%, on_missing: warn}",
      "r.yaml"
    )
    let other = try read(
      "suite: a\nbenchmarks: [x]\ngate: {limit: 5%, tolerance: 1%, fail_on: never}\n"
        + "rules: [{match: {id: x}, severity: major}]",
      "a.yaml"
    )
    let whole = try root.combined(with: [other])
    #expect(whole.benchmarks.map(\.key.description) == ["r:x", "a:x"])
    #expect(whole.gate.failOn == .minor)
    let own = whole.member(of: whole.benchmarks[0].key)
    let member = whole.member(of: whole.benchmarks[1].key)
    #expect(own.gate.limit == 0.2)
    #expect(own.rules.isEmpty)
    #expect(member.gate.limit == 0.05)
    #expect(member.gate.tolerance == 0.01)
    #expect(member.gate.failOn == .minor)
    #expect(member.gate.falseAlarms == 0.02)
    #expect(member.gate.onMissing == .warn)
    #expect(member.rules.count == 1)
  }

  @Test("a file that only names others has no suite of its own")
  func onlyOthers() throws {
    let root = try read("suites: [a.yaml]", "r.yaml")
    let whole = try root.combined(with: [try read("suite: a\nbenchmarks: [x]", "a.yaml")])
    #expect(whole.members.map(\.suite) == ["a"])
  }

  @Test("suites of one name are an error in the second one's file")
  func collisions() throws {
    let root = try read("suites: [a.yaml]", "r.yaml")
    let named = ["a.yaml", "b.yaml"].map { path in (path, "benchmarks: [x]\nsuite: One") }
    let first = try read(named[0].1, named[0].0)
    let folded = try read("suite: one\nbenchmarks: [x]", "b.yaml")
    #expect(
      errors(root, [first, folded]) == [
        "b.yaml:1:8: error: the suite 'one' is already defined in a.yaml:2:8\n"
          + "  hint: give each file a name of its own: suite: NAME"
      ]
    )
    let unnamed = try ["a.yaml", "b.yaml"].map { try read("benchmarks: [x]", $0) }
    #expect(
      errors(root, unnamed) == [
        "b.yaml: error: this suite has no name, and a.yaml has none either\n"
          + "  hint: give each file a name of its own: suite: NAME"
      ]
    )
  }

  @Test("suites within a suite are an error where they stand")
  func nested() throws {
    let root = try read("suites: [a.yaml]", "r.yaml")
    let nested = try read("suite: a\nbenchmarks: [x]\nsuites:\n  - b.yaml", "a.yaml")
    #expect(
      errors(root, [nested]).first?.hasPrefix("a.yaml:4:5: error: a suite cannot have") == true
    )
  }

  @Test("without benchmarks of its own a file has nothing for what only they can use")
  func dead() {
    let text = """
      suites: [a.yaml]
      defaults: {warmup: 1}
      gate: {limit: 5%, tolerance: 1%, fail_on: minor}
      rules: [{match: {metric: wall}, limit: 5%}]
      baselines: {dir: b}
      """
    let places = Fixtures.errors(text).map { $0.prefix { $0 != " " } }
    #expect(places == ["p:2:1:", "p:3:8:", "p:3:19:", "p:4:1:", "p:5:1:"])
    #expect(Fixtures.errors("suites: a.yaml\nbuild: x\nreports: {}\ngate: {fail_on: minor}") == [])
  }

  @Test(
    "patterns that name nothing are errors",
    arguments: ["suites: []", "suites: [a, '']", "suites: {a: b}", "suites:", "suites: [[a]]"]
  )
  func badPatterns(text: String) {
    #expect(Fixtures.errors(text).count == 1)
    #expect(Fixtures.errors(text)[0].hasPrefix("p:1:"))
  }
}
