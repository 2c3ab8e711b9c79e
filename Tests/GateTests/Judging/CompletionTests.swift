import PerfgateGate
import PerfgateModel
import Testing

struct CompletionTests {
  private func scenario(_ completion: RunDocument.Completion) -> Scenario {
    var scenario = Scenario.suite([1, 1, 1])
    scenario.skipped = ["b02"]
    scenario.head["b02"] = nil
    scenario.completion = completion
    return scenario
  }

  @Test("an interrupted run is 130, with what is known so far")
  func interrupted() throws {
    let verdict = try scenario(.interrupted).verdict()
    #expect(verdict.codes == [130, 12])
    #expect(verdict.causes.first?.message == "stopped by a signal after 2 of 3 benchmarks")
    #expect(verdict.states == ["b00 wall": .within, "b01 wall": .within, "b02 ": .missing])
    #expect(try verdict.finding("b02").detail == "the run had not come to it")
    var slower = scenario(.interrupted)
    slower.head["b00"] = ["wall": [2]]
    #expect(try slower.verdict().codes == [130, 10, 12])
  }

  @Test(
    "an incomplete run never passes, whatever is missing and ignored",
    arguments: ["fail", "ignore"]
  )
  func incomplete(onMissing: String) throws {
    var scenario = scenario(.incomplete)
    scenario.gate = "on_missing: \(onMissing)"
    #expect(try scenario.verdict().exit == .missing)
    scenario.skipped = []
    #expect(try scenario.verdict().exit == .missing)
    let cause = try #require(try scenario.verdict().causes.last)
    #expect(cause.message?.hasPrefix("the run is incomplete") == true)
  }

  @Test(
    "measuring says so, too",
    arguments: [
      (RunDocument.Completion.interrupted, GateExit.interrupted), (.incomplete, .missing),
    ]
  )
  func described(completion: RunDocument.Completion, code: GateExit) throws {
    let verdict = Judge.description(of: try scenario(completion).run())
    #expect(verdict.exit == code)
    var failing = scenario(completion)
    failing.failed = ["b03"]
    let codes = Judge.description(of: try failing.run()).codes
    #expect(codes.contains(30))
    #expect(codes.first == (code == .interrupted ? 130 : 30))
  }
}
