import Foundation
import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateStatistics
import Testing

/// Values that no program has, and everything that a verdict adds up from.
struct HostileValueTests {
  private static let values: [Double] = [
    .nan, .signalingNaN, .infinity, -.infinity, 0, -0.0, -1, .leastNonzeroMagnitude,
    .leastNormalMagnitude, 1e-300, 1e-100, 1, 4_503_599_627_370_497, 1e99, 1e100, 1.0000001e100,
    1e300, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
  ]
  private static let rules: [[String]] = [
    [], ["match: {metric: wall}, min_delta: 1ns"],
    ["match: {metric: wall}, budget: {max: 1s}"],
    ["match: {metric: wall}, budget: {max: 1h, min: 1ns}, limit: off"],
    ["match: {metric: wall}, levels: {major: 10%, critical: 50%}"],
  ]

  @Test("any value is judged or refused, and none that is no number passes", arguments: rules)
  func anyValue(rules: [String]) throws {
    for value in Self.values {
      for recorded in Self.values {
        for direction in MetricDirection.allCases {
          var scenario = Scenario.single(value, recordings: [1, recorded, 1], rules: rules)
          scenario.direction = direction
          scenario.head["b"] = ["wall": [1, value, 2], "output_size": [value]]
          scenario.base["b"] = [
            "wall": [[recorded], [recorded, recorded]], "output_size": [[recorded]],
          ]
          let verdict = try scenario.verdict()
          let finding = try verdict.finding("a", "wall")
          if !value.isFinite { #expect(finding.state == .missing || finding.state == .errored) }
          try Self.checkSums(verdict)
          _ = BaselineUpdate(
            recording: try scenario.run(),
            verdict: verdict,
            baselines: try scenario.baselines(),
            reason: "why"
          )
          _ = BaselineReach.all(
            in: try scenario.baselines(),
            under: try scenario.configuration()
          )
        }
      }
    }
  }

  @Test("counts add up, and the exit is the first of the causes", arguments: UInt64(1)...80)
  func sums(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var scenario = Drawn.scenario(seed: seed)
    let gates = [
      "", "on_suspected: fail", "on_inconclusive: fail, on_missing: warn", "fail_on: never",
      "max_inconclusive: 0%", "on_missing: ignore", "limit: off",
    ]
    scenario.gate = gates[random.nextIndex(below: gates.count)]
    if random.nextIndex(below: 3) == 0 { scenario.failed = ["crash"] }
    if random.nextIndex(below: 3) == 0 { scenario.base["gone"] = ["wall": [[1]]] }
    if random.nextIndex(below: 3) == 0 {
      scenario.rules = ["match: {metric: wall}, budget: {max: 100ms}"]
    }
    try Self.checkSums(try scenario.verdict())
  }

  private static func checkSums(_ verdict: VerdictDocument) throws {
    let counts = verdict.counts
    #expect(counts.planned == verdict.results.count)
    #expect(counts.byState.values.reduce(0, +) == counts.planned)
    let decided = FindingState.allCases.filter(\.isDecided).reduce(0) { $0 + counts[$1] }
    #expect(counts.decided == decided)
    #expect(verdict.exit == verdict.causes.map(\.code).max() ?? .pass)
    #expect(verdict.causes.map(\.code) == verdict.causes.map(\.code).sorted(by: >))
    #expect(verdict.exit != .pass || counts.decided > 0)
    let known = Set(verdict.results.map(\.key))
    #expect(verdict.causes.allSatisfy { $0.key.map(known.contains) ?? true })
    let written = JSONWriter.bytes(verdict.json)
    let read = try VerdictDocument(bytes: written, path: "verdict.json")
    #expect(JSONWriter.bytes(read.json) == written, "what is written, read and written is the same")
  }
}
