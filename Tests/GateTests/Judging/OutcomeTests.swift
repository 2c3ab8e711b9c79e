import PerfgateGate
import PerfgateModel
import Testing

struct OutcomeTests {
  @Test("suspected and inconclusive fail where the configuration says so, and warn otherwise")
  func reactions() throws {
    var scenario = Scenario.suite([1.2, 1, 1, 1, 1])
    #expect(try scenario.finding("b00").state == .suspected)
    #expect(try scenario.verdict().exit == .pass)
    scenario.gate = "on_suspected: fail"
    #expect(try scenario.verdict().codes == [13])
    scenario.gate = "on_inconclusive: fail"
    #expect(try scenario.verdict().exit == .pass)

    scenario = .suite([1.065, 1, 1, 1, 1], recordings: Scenario.steady)
    #expect(try scenario.finding("b00").state == .inconclusive)
    #expect(try scenario.verdict().exit == .pass)
    scenario.gate = "on_inconclusive: fail"
    #expect(try scenario.verdict().codes == [13])
    scenario.gate = "on_suspected: fail"
    #expect(try scenario.verdict().exit == .pass)
  }

  @Test("what would not fail once proven does not fail while it is suspected")
  func minorSuspicion() throws {
    var scenario = Scenario.suite([1.2, 1, 1, 1, 1])
    scenario.gate = "on_suspected: fail"
    scenario.rules = ["match: {id: b00}, severity: minor"]
    #expect(try scenario.finding("b00").state == .suspected)
    #expect(try scenario.verdict().exit == .pass)
    scenario.gate = "on_suspected: fail, fail_on: minor"
    #expect(try scenario.verdict().exit == .undecided)
  }

  @Test("too many benchmarks without a decided metric fail, counted by benchmark")
  func maximumInconclusive() throws {
    var scenario = Scenario.suite([1.2, 1, 1, 1])
    #expect(try scenario.verdict().exit == .pass)
    scenario = .suite([1.2, 1.2, 1, 1])
    #expect(try scenario.verdict().codes == [13])
    scenario.gate = "max_inconclusive: 50%"
    #expect(try scenario.verdict().exit == .pass)
    scenario.gate = ""
    scenario.head["b00"]?["cpu"] = [1]
    scenario.base["b00"]?["cpu"] = [[1]]
    #expect(try scenario.verdict().exit == .pass, "one decided metric is enough for a benchmark")
  }

  @Test("zero decided is never 0, and is called undecided where something is open")
  func zeroDecided() throws {
    var scenario = Scenario.single(1.15, gate: "max_inconclusive: 100%")
    #expect(try scenario.verdict().codes == [13])
    scenario.base = ["a": ["wall": [Scenario.steady]]]
    scenario.head = ["a": ["wall": [1.06]]]
    #expect(try scenario.verdict().codes == [13])
    scenario = Scenario.single(1, gate: "limit: off")
    #expect(try scenario.verdict().codes == [20])
    scenario = Scenario.single("user", 1, recordings: [])
    #expect(try scenario.verdict().codes == [20])
    scenario = Scenario(gate: "on_missing: warn", base: ["a": ["wall": [[1]]]])
    #expect(try scenario.verdict().codes == [20])
  }

  @Test("a new benchmark beside known ones is noted and passes")
  func newBesideKnown() throws {
    var scenario = Scenario.suite([1, 1])
    scenario.base["b01"] = nil
    let verdict = try scenario.verdict()
    #expect(verdict.exit == .pass)
    #expect(try verdict.finding("b01").state == .new)
    #expect(verdict.counts[.new] == 1)
  }

  @Test("nothing but new benchmarks is an unfinished set-up")
  func allNew() throws {
    var scenario = Scenario.suite([1, 1])
    scenario.base = [:]
    let verdict = try scenario.verdict()
    #expect(verdict.codes == [20])
    // The reports word it from the comparison, which names the classes that are known.
    #expect(verdict.causes.first?.message == nil)
    #expect(verdict.comparison.machineClass == "box")
    #expect(verdict.comparison.recordCommand == ["perfgate", "baseline", "record"])
    // Known benchmarks that this run does not have do not help.
    scenario.base = ["other": ["wall": [[1]]]]
    scenario.selection = SelectionRecord(filters: ["b*"])
    #expect(try scenario.verdict().codes == [20])
  }

  @Test("exact baselines of the platform do not make up for an unknown machine class")
  func unknownClass() throws {
    var scenario = Scenario(
      rules: ["match: {metric: output_size}, limit: 1%"],
      head: ["a": ["wall": [1], "output_size": [10]]],
      base: ["a": ["output_size": [[10]]]]
    )
    let verdict = try scenario.verdict()
    #expect(try verdict.finding("a", "output_size").state == .unchanged)
    #expect(verdict.codes == [20])
    scenario.base["a"]?["wall"] = [[1]]
    #expect(try scenario.verdict().exit == .pass)
  }

  @Test("a new exact metric beside known ones needs no machine class")
  func newExact() throws {
    var scenario = Scenario(
      gate: "limit: off",
      rules: ["match: {metric: output_size}, limit: 1%"],
      head: ["a": ["output_size": [10]], "b": ["output_size": [10]]],
      base: ["a": ["output_size": [[10]]]]
    )
    #expect(try scenario.verdict().exit == .pass)
    scenario.base = [:]
    #expect(try scenario.verdict().codes == [20])
  }

  @Test("the other machine classes that have baselines are passed on")
  func otherClasses() throws {
    let scenario = Scenario.single(1, recordings: [])
    var baselines = try scenario.baselines()
    baselines.otherClasses = ["laptop"]
    let verdict = Judge.verdict(
      on: try scenario.run(),
      under: try scenario.configuration(),
      against: baselines
    )
    #expect(verdict.exit == .nothingToCompare)
    #expect(verdict.comparison.otherClasses == ["laptop"])
  }

  @Test("fail_on never fails nothing that was compared")
  func never() throws {
    #expect(try Scenario.single(3, gate: "fail_on: never").verdict().exit == .pass)
    var scenario = Scenario.single(3, gate: "fail_on: never")
    scenario.failed = ["crashed"]
    #expect(try scenario.verdict().exit == .benchmarkFailed)
  }
}
