import PerfgateGate
import PerfgateModel
import Testing

struct MinimumDeltaTests {
  private static let rule = "match: {metric: wall}, min_delta: 20us"

  @Test("a tiny benchmark below min_delta never fails and is decided, with any baseline")
  func tiny() throws {
    for count in [1, 3, 10, 40] {
      let recordings = [Double](repeating: 10e-6, count: count)
      for percent in stride(from: -60.0, through: 100, by: 10) {
        let value = 10e-6 * (1 + percent / 100)
        let scenario = Scenario.single(value, recordings: recordings, rules: [Self.rule])
        let finding = try scenario.finding()
        #expect([.within, .unchanged].contains(finding.state), "\(percent)% on \(count)")
        #expect(!finding.isLearning)
        #expect(try scenario.verdict().exit == .pass)
      }
    }
  }

  @Test("a change that reaches min_delta fails like any other")
  func reached() throws {
    let recordings = [Double](repeating: 10e-6, count: 3)
    let verdict = try Scenario.single(60e-6, recordings: recordings, rules: [Self.rule]).verdict()
    #expect(verdict.exit == .regression)
    let improved = Scenario.single(10e-6, recordings: [60e-6, 60e-6], rules: [Self.rule])
    #expect(try improved.finding().state == .improved)
  }

  @Test("with higher is better, min_delta counts downwards")
  func higher() throws {
    // 5 of 100 is less than 6, 7 is more; a limit of 1% alone would take both.
    let recordings = [Double](repeating: 100, count: 40)
    for (value, isOpen) in [(95.0, false), (93.0, true)] {
      var scenario = Scenario.single(
        value,
        recordings: recordings,
        rules: ["match: {metric: wall}, min_delta: 6s, tolerance: 0.1%, limit: 1%"]
      )
      scenario.direction = .higher
      let state = try scenario.finding().state
      #expect([.regressed, .suspected].contains(state) == isOpen, "\(value): \(state)")
    }
    // A fall by more than there is can never happen, so everything is below it.
    var scenario = Scenario.single(
      50,
      recordings: recordings,
      rules: ["match: {metric: wall}, min_delta: 200s"]
    )
    scenario.direction = .higher
    #expect(try scenario.finding().state == .within)
  }

  @Test("values of 0 need min_delta, and the words say so")
  func zeros() throws {
    for (value, recordings) in [(1.0, [0.0]), (0, [1.0]), (0, [0.0])] {
      let verdict = try Scenario.single(value, recordings: recordings).verdict()
      let finding = try verdict.finding()
      #expect(finding.state == .inconclusive)
      #expect(
        finding.detail
          == "values of 0 cannot be compared by ratio: give 'wall' a rule with min_delta"
      )
      #expect(verdict.exit == .undecided)
    }
  }

  @Test("with min_delta values of 0 are compared by difference")
  func zerosWithDelta() throws {
    let rules = ["match: {metric: wall}, min_delta: 1s"]
    let zeros = [0.0, 0, 0]
    #expect(try Scenario.single(0, recordings: zeros, rules: rules).verdict().exit == .pass)
    #expect(try Scenario.single(0.4, recordings: zeros, rules: rules).verdict().exit == .pass)
    let worse = try Scenario.single(10, recordings: zeros, rules: rules).verdict()
    #expect(worse.exit == .regression)
    #expect(try worse.finding().change?.scale == .absolute)
    #expect(try worse.finding().change?.estimate == 10)
    #expect(
      try Scenario.single(0, recordings: [10, 10, 10], rules: rules).finding().state == .improved
    )
  }
}
