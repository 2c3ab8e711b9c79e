import Foundation
import PerfgateGate
import PerfgateModel
import PerfgateStatistics
import Testing

/// What worse values, and more benchmarks, may do to a verdict.
struct MonotonyTests {
  /// From welcome to unwelcome; what is below the limit is one rank, however far.
  private static func badness(_ state: FindingState) -> Int {
    switch state {
    case .improved: 0
    case .within, .unchanged: 1
    case .inconclusive: 2
    case .suspected: 3
    default: 4
    }
  }

  @Test("a worse value never has a better state", arguments: UInt64(1)...60)
  func worseValue(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let count = 1 + random.nextIndex(below: 6)
    let spread = 0.05 * random.nextUnit()
    var scenario = Scenario()
    for index in 0..<count {
      let id = Scenario.suiteID(index)
      let recordings = (0...random.nextIndex(below: 15)).map { _ in
        exp(spread * random.nextNormal())
      }
      scenario.head[id] = ["wall": [exp(spread * random.nextNormal())]]
      scenario.base[id] = ["wall": [recordings]]
    }
    var worst = 0
    for step in 0...120 {
      scenario.head["b00"] = ["wall": [0.5 * pow(1.02, Double(step))]]
      let finding = try scenario.finding("b00")
      #expect(Self.badness(finding.state) >= worst, "step \(step): \(finding.state)")
      worst = max(worst, Self.badness(finding.state))
    }
    #expect(worst >= 3, "five times the time must be seen")
  }

  @Test("a suite of which half takes twice as long never passes", arguments: UInt64(1)...60)
  func halfDoubled(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let count = 1 + random.nextIndex(below: 60)
    let spread = 0.05 * random.nextUnit()
    var scenario = Scenario()
    for index in 0..<count {
      let level = exp(10 * random.nextUnit() - 5)
      let recordings = (0...random.nextIndex(below: 12)).map { _ in
        level * exp(spread * random.nextNormal())
      }
      let factor = index % 2 == 0 ? 2.0 : 1
      let id = Scenario.suiteID(index)
      scenario.head[id] = ["wall": [factor * level * exp(spread * random.nextNormal())]]
      scenario.base[id] = ["wall": [recordings]]
    }
    let verdict = try scenario.verdict()
    #expect(verdict.exit != .pass)
    for index in stride(from: 0, to: count, by: 2) {
      let state = try verdict.finding(Scenario.suiteID(index)).state
      #expect(state == .regressed || state == .suspected, "\(state)")
    }
  }

  @Test(
    "one more benchmark that passes weakens the evidence of others no more than Holm says",
    arguments: UInt64(1)...60
  )
  func oneMore(seed: UInt64) throws {
    var scenario = Drawn.scenario(seed: seed)
    // From eight benchmarks on a suite also says how far runs scatter.
    for id in scenario.head.keys.sorted().dropFirst(5) {
      scenario.head[id] = nil
      scenario.base[id] = nil
    }
    let before = try scenario.verdict()
    scenario.head["another"] = ["wall": [1]]
    scenario.base["another"] = ["wall": [[1, 1, 1]]]
    let after = try scenario.verdict()
    for finding in before.results {
      let twin = try after.finding(finding.key.id.text, finding.metric)
      switch finding.state {
      case .regressed:
        #expect(
          twin.state == .regressed || twin.state == .suspected
            || twin.change.map { $0.estimate < 0.1 } == true
        )
      case .missing, .new, .errored: #expect(twin.state == finding.state)
      default: #expect(twin.state != .missing && twin.state != .errored)
      }
      guard let old = finding.evidence?.adjusted, let new = twin.evidence?.adjusted else {
        continue
      }
      #expect(twin.evidence?.p == finding.evidence?.p)
      #expect(old <= new && new <= 2 * old + 1e-12)
    }
  }
}
