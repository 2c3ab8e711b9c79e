import Foundation
import PerfgateGate
import PerfgateModel
import Testing

struct ContinuousComparisonTests {
  /// Recordings that differ by 1% from run to run.
  private static let ten = (0..<10).map { $0.isMultiple(of: 2) ? 0.99 : 1.01 }

  @Test("twice as slow with a single recording is regressed")
  func doubled() throws {
    let verdict = try Scenario.single(2).verdict()
    let finding = try verdict.finding()
    #expect(finding.state == .regressed)
    #expect(verdict.exit == .regression)
    #expect(abs((finding.change?.estimate ?? 0) - 1) < 1e-9)
    let low = try #require(finding.change?.low)
    #expect(low > 0.02, "interval and verdict agree")
    #expect(finding.base?.recordings == 1)
    #expect(finding.evidence?.method == .predictiveT)
  }

  @Test("8% more with a single recording is learning, and claims its own upper bound only")
  func learning() throws {
    let verdict = try Scenario.single(1.08).verdict()
    let finding = try verdict.finding()
    #expect(finding.state == .within)
    #expect(finding.isLearning)
    #expect(verdict.counts.learning == 1)
    #expect(verdict.exit == .pass)
    let high = try #require(finding.change?.high)
    // 1.08 exp(t_(8, 0.99) 4% sqrt 2) - 1, with t = 2.8965.
    #expect(abs(high - (1.08 * exp(2.8965 * 0.04 * 2.0.squareRoot()) - 1)) < 1e-4)
    #expect(high > 0.1, "it must not claim the limit")
    let provable = try #require(finding.provable)
    #expect(provable > 0.1)
    #expect(finding.recordingsNeeded == 10, "eleven in all at 1% spread")
  }

  @Test("what is not proven but reaches the limit is suspected")
  func suspected() throws {
    #expect(try Scenario.single(1.0999).finding().state == .within)
    #expect(try Scenario.single(1.1001).finding().state == .suspected)
    #expect(try Scenario.single(1.19).finding().state == .suspected)
    #expect(try Scenario.single(1.21).finding().state == .regressed)
  }

  @Test("a baseline that could prove the limit, and a run that does not tell, is inconclusive")
  func inconclusive() throws {
    let finding = try Scenario.single(1.06, recordings: Scenario.steady).finding()
    #expect(finding.state == .inconclusive)
    #expect(!finding.isLearning)
    #expect(try #require(finding.provable) < 0.1)
    #expect(try #require(finding.change?.high) > 0.1)
    #expect(finding.recordingsNeeded == nil)
  }

  @Test("below the limit is within, or unchanged where the estimate is within the tolerance")
  func belowTheLimit() throws {
    for (value, state) in [(1.05, FindingState.within), (1.019, .unchanged), (0.981, .unchanged)] {
      let finding = try Scenario.single(value, recordings: Scenario.steady).finding()
      #expect(finding.state == state, "\(value)")
      #expect(try #require(finding.change?.high) < 0.1)
      #expect(!finding.isLearning)
    }
  }

  @Test("ten recordings at 1% spread prove +15%, and -15% as an improvement")
  func tenRecordings() throws {
    #expect(try Scenario.single(1.15, recordings: Self.ten).finding().state == .regressed)
    #expect(try Scenario.single(1 / 1.15, recordings: Self.ten).finding().state == .improved)
    #expect(try Scenario.single(1.15, recordings: Self.ten).verdict().exit == .regression)
    #expect(try Scenario.single(1.01, recordings: Self.ten).finding().state == .unchanged)
  }

  @Test("improved mirrors regressed at the same size")
  func mirrored() throws {
    for percent in stride(from: 5.0, through: 60, by: 2.5) {
      let factor = 1 + percent / 100
      let worse = try Scenario.single(factor).finding()
      let better = try Scenario.single(1 / factor).finding()
      #expect((worse.state == .regressed) == (better.state == .improved), "\(percent)")
      let gap = (worse.evidence?.p ?? 2) - (better.evidence?.p ?? -2)
      #expect(abs(gap) < 1e-12)
    }
  }

  @Test(
    "higher is better mirrors everything",
    arguments: [[1.0], [0.99, 1.02, 1, 1.01], Scenario.steady]
  )
  func higherIsBetter(recordings: [Double]) throws {
    for percent in stride(from: -50.0, through: 50, by: 1.25) {
      let value = 1 + percent / 100
      let lower = try Scenario.single(value, recordings: recordings).verdict()
      var inverted = Scenario.single(1 / value, recordings: recordings.map { 1 / $0 })
      inverted.direction = .higher
      let higher = try inverted.verdict()
      #expect(try lower.finding().state == higher.finding().state, "\(percent)")
      #expect(try lower.finding().gates == higher.finding().gates)
      #expect(lower.exit == higher.exit)
    }
    var scenario = Scenario.single(2)
    scenario.direction = .higher
    #expect(try scenario.finding().state == .improved)
    #expect(try #require(scenario.finding().change?.estimate) > 0.99, "positive is more")
  }

  @Test("the level is that of the newest epoch, the spread is learned from all")
  func epochs() throws {
    var scenario = Scenario.single(1.2, recordings: [])
    scenario.base = ["a": ["wall": [[1, 1.01, 0.99, 1, 1.01, 0.99, 1, 1.01, 0.99], [1.2]]]]
    #expect(try scenario.verdict().exit == .pass)
    #expect(try scenario.finding().base?.recordings == 1)
    let learned = try #require(try scenario.finding().provable)
    let unlearned = try #require(try Scenario.single(1.2, recordings: [1.2]).finding().provable)
    #expect(learned < unlearned)
    scenario.head = ["a": ["wall": [1.5]]]
    #expect(try scenario.finding().state == .regressed)
  }

  @Test("a change up to the tolerance never fails, however certain")
  func tolerance() throws {
    let rules = ["match: {id: a}, tolerance: 20%, limit: 50%"]
    let steady = Scenario.steady
    #expect(
      try Scenario.single(1.19, recordings: steady, rules: rules).finding().state == .unchanged
    )
    #expect(try Scenario.single(1.19, recordings: steady).finding().state == .regressed)
    #expect(try Scenario.single(1.22, recordings: steady, rules: rules).finding().state == .within)
  }

  @Test("fifty metrics with one true regression at the edge of what can be proven")
  func holm() throws {
    var values = [Double](repeating: 1, count: 50)
    let edge = try #require(try Scenario.suite(values).finding("b07").provable)
    values[7] = 1 + edge + 0.002
    var verdict = try Scenario.suite(values).verdict()
    #expect(try verdict.finding("b07").state == .regressed)
    #expect(verdict.exit == .regression)
    #expect(verdict.counts[.regressed] == 1)
    values[7] = 1 + edge - 0.002
    verdict = try Scenario.suite(values).verdict()
    #expect(try verdict.finding("b07").state == .suspected)
    #expect(verdict.exit == .pass)
    // Holm steps down: beside others that are proven, the edge is nearer.
    for index in 20..<40 { values[index] = 3 }
    #expect(try Scenario.suite(values).finding("b07").state == .regressed)
    #expect(
      try Scenario.suite([Double](repeating: 1, count: 49) + [1 + edge - 0.002]).verdict().policy
        .judged == 50
    )
  }

  @Test(
    "numbers at the ends of what there is are decided without a trap",
    arguments: [
      .leastNonzeroMagnitude, .leastNormalMagnitude, 1e-100, 1e-9, 1, 1e15, 1e99, 1e101, 1.7e308,
    ]
  )
  func hostile(value: Double) throws {
    for other in [.leastNonzeroMagnitude, 1e-100, 1, 1e99, 1e101, 1.7e308] {
      for rule in ["limit: 10%", "min_delta: 20us", "levels: {minor: 5%, critical: 10000%}"] {
        let verdict = try Scenario.single(
          value,
          recordings: [other],
          rules: ["match: {metric: wall}, \(rule)"]
        ).verdict()
        let finding = try verdict.finding()
        let isSafe =
          value <= other * 2
          || [.regressed, .suspected, .inconclusive, .missing].contains(finding.state)
        #expect(
          isSafe || finding.minimumDelta != nil || rule.hasPrefix("levels"),
          "\(value) \(other)"
        )
      }
    }
  }
}
