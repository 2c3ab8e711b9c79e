import PerfgateGate
import PerfgateModel
import Testing

struct MissingTests {
  /// A benchmark that passes, and a baseline of one that is not configured any more.
  private func removed(gate: String = "") -> Scenario {
    var scenario = Scenario.single(1, gate: gate)
    scenario.base["removed"] = ["wall": [[1]]]
    return scenario
  }

  @Test("a benchmark that was removed but kept its baseline is missing, and its file is named")
  func removedBenchmark() throws {
    let verdict = try removed().verdict()
    let finding = try verdict.finding("removed")
    #expect(verdict.codes == [12])
    #expect(finding.state == .missing)
    #expect(finding.metric == nil)
    #expect(finding.next.accept == ["perfgate", "baseline", "prune"])
    #expect(finding.detail?.contains("in suite 'default' but is not configured") == true)
  }

  @Test(
    "what the command line left out is not missing",
    arguments: [
      SelectionRecord(filters: ["a"]), SelectionRecord(excludes: ["rem*"]),
      SelectionRecord(filters: ["**"], excludes: ["removed"]),
    ]
  )
  func leftOut(selection: SelectionRecord) throws {
    var scenario = removed()
    scenario.selection = selection
    let verdict = try scenario.verdict()
    #expect(verdict.exit == .pass)
    #expect(verdict.results.count == 1)
  }

  @Test("what the command line selected and nobody measured is missing")
  func selectedAndMissing() throws {
    var scenario = removed()
    scenario.selection = SelectionRecord(filters: ["a", "removed"])
    #expect(try scenario.verdict().exit == .missing)
  }

  @Test("on_missing: warn tells it and passes, ignore does not tell it")
  func reactions() throws {
    let warned = try removed(gate: "on_missing: warn").verdict()
    #expect(warned.exit == .pass)
    #expect(try warned.finding("removed").gates == false)
    let ignored = try removed(gate: "on_missing: ignore").verdict()
    #expect(ignored.exit == .pass)
    #expect(ignored.results.map(\.key.id.text) == ["a"])
  }

  @Test("on_missing holds for benchmarks that were skipped")
  func skipped() throws {
    let reactions: [(gate: String, exit: GateExit)] = [
      ("on_missing: fail", .missing), ("on_missing: warn", .pass), ("on_missing: ignore", .pass),
    ]
    for (gate, exit) in reactions {
      let scenario = Scenario.suite([1, 1])
      var run = try scenario.run()
      run.entries[1].status = .skipped
      run.entries[1].reason = "out of time"
      run.entries[1].metrics = []
      var other = scenario
      other.gate = gate
      let verdict = Judge.verdict(
        on: run,
        under: try other.configuration(),
        against: try scenario.baselines()
      )
      #expect(verdict.exit == exit, "\(gate)")
    }
  }

  @Test("a metric with a baseline that was not measured is missing unless it is optional")
  func missingMetric() throws {
    var scenario = Scenario.single(1)
    scenario.base["a"]?["cpu"] = [[1]]
    #expect(try scenario.finding("a", "cpu").state == .missing)
    #expect(try scenario.verdict().codes == [12])
    scenario.rules = ["match: {metric: cpu}, optional: true"]
    #expect(try scenario.verdict().exit == .pass)
    scenario.rules = ["match: {metric: cpu}, limit: off"]
    #expect(try scenario.verdict().exit == .pass)
  }

  @Test("a metric without a single value is missing, not overlooked")
  func emptyMetric() throws {
    var scenario = Scenario.single(1)
    scenario.base["a"]?["cpu"] = [[1]]
    scenario.head["a"]?["cpu"] = []
    #expect(try scenario.finding("a", "cpu").state == .missing)
  }

  @Test("a metric that a rule asks for and nobody could measure is an error")
  func askedFor() throws {
    var scenario = Scenario.single(1, rules: ["match: {metric: output_size}, limit: 1%"])
    #expect(try scenario.finding("a", "output_size").state == .errored)
    #expect(try scenario.verdict().codes == [30])
    scenario.rules = ["match: {metric: output_size}, limit: 1%, optional: true"]
    #expect(try scenario.verdict().exit == .pass)
    scenario.rules = ["match: {metric: \"output_*\"}, limit: 1%"]
    #expect(try scenario.verdict().exit == .pass, "a pattern asks for nothing")
  }

  @Test("a crash is an error of its own and hides neither baseline nor regressions")
  func crashed() throws {
    var scenario = Scenario.suite([3, 1])
    scenario.head["b01"] = nil
    scenario.failed = ["b01"]
    let verdict = try scenario.verdict()
    #expect(verdict.codes == [30, 10])
    #expect(try verdict.finding("b01").state == .errored)
    #expect(try verdict.finding("b01").detail == "exited with 3")
    #expect(verdict.results.count == 2, "an errored benchmark is not missing as well")
  }
}
