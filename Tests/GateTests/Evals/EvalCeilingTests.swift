import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import Testing

@Suite("The ceiling of errors on both sides of one run")
struct EvalCeilingTests {
  /// 100 cases that pass on both sides, so many of which errored.
  private func scenario(head: Int = 0, base: Int) -> EvalScenario {
    func cases(_ errored: Int) -> [EvalScenario.Case] {
      (0..<100).map { EvalScenario.Case(number: $0, values: [$0 < errored ? nil : 1]) }
    }
    var scenario = EvalScenario()
    scenario.isInterleaved = true
    scenario.head = cases(head)
    scenario.base = cases(base)
    return scenario
  }

  @Test("a base of which too much errored leaves nothing to compare with", arguments: [80, 100])
  func base(errored: Int) throws {
    let verdict = try scenario(base: errored).verdict()
    #expect(verdict.exit == .nothingToCompare && verdict.codes == [20])
    let finding = try verdict.finding("qa", "error_rate")
    #expect(verdict.results.count == 1)
    #expect(finding.state == .errored && finding.side == .base && finding.gates)
    #expect(finding.isOfEval)
    #expect(
      finding.detail
        == "\(errored) of 100 cases errored (\(errored)%), more than error_rate allows (0%): nothing "
        + "of it is judged; each of them is in cases/@base/qa.jsonl"
    )
    #expect(finding.base == LevelRecord(center: Double(errored) / 100, count: 100))
    #expect(finding.head == nil)
  }

  @Test("errors of the head come first, and a base below the ceiling is judged")
  func others() throws {
    let both = try scenario(head: 10, base: 80).verdict()
    #expect(both.codes == [30])
    #expect(try both.finding("qa", "error_rate").side == nil)
    var allowed = scenario(base: 2)
    allowed.errorRate = 0.02
    let verdict = try allowed.verdict()
    #expect(!verdict.results.contains { $0.state == .errored })
    #expect(try verdict.finding("qa", "pass_rate").evidence?.cases?.compared == 98)
  }
}
