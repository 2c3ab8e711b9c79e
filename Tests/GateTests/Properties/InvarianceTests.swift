import Foundation
import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateStatistics
import Testing

/// What must not matter to a verdict.
struct InvarianceTests {
  @Test("the order of metrics changes nothing", arguments: UInt64(1)...40)
  func metricOrder(seed: UInt64) throws {
    let scenario = Drawn.scenario(seed: seed)
    let verdict = try scenario.verdict()
    var run = try scenario.run()
    var random = SeededGenerator(seed: seed)
    for index in run.entries.indices { random.shuffle(&run.entries[index].metrics) }
    let shuffled = Judge.verdict(
      on: run,
      under: try scenario.configuration(),
      against: try scenario.baselines()
    )
    #expect(shuffled.results == verdict.results)
    #expect(shuffled.causes == verdict.causes)
  }

  @Test("the order of rules that set different fields, or different metrics, changes nothing")
  func ruleOrder() throws {
    let rules = [
      "match: {id: \"b0*\", metric: wall}, limit: 7%", "match: {metric: wall}, owner: \"@a\"",
      "match: {metric: cpu}, limit: 12%", "match: {id: \"**\"}, severity: major",
      "match: {metric: peak_rss}, budget: {max: 1GiB}", "match: {id: b00}, tolerance: 1%",
    ]
    for seed in UInt64(1)...20 {
      var scenario = Drawn.scenario(seed: seed)
      scenario.gate = "fail_on: major"
      scenario.rules = rules
      let verdict = try scenario.verdict()
      var random = SeededGenerator(seed: seed)
      random.shuffle(&scenario.rules)
      let other = try scenario.verdict()
      #expect(Self.withoutLines(other) == Self.withoutLines(verdict))
      #expect(other.causes == verdict.causes)
    }
  }

  /// A rule that moves has another line, and of several that match the last one is named.
  private static func withoutLines(_ verdict: VerdictDocument) -> [Finding] {
    verdict.results.map { finding in
      var finding = finding
      finding.rule = nil
      return finding
    }
  }

  @Test("where more is better the inverse values give the same states", arguments: UInt64(1)...40)
  func mirrored(seed: UInt64) throws {
    let scenario = Drawn.scenario(seed: seed)
    var mirrored = scenario
    mirrored.direction = .higher
    mirrored.head = scenario.head.mapValues { $0.mapValues { $0.map { 1 / $0 } } }
    mirrored.base = scenario.base.mapValues { $0.mapValues { $0.map { $0.map { 1 / $0 } } } }
    let (verdict, other) = (try scenario.verdict(), try mirrored.verdict())
    #expect(other.states == verdict.states)
    #expect(other.codes == verdict.codes)
    for (finding, twin) in zip(verdict.results, other.results) {
      guard let p = finding.evidence?.p, let q = twin.evidence?.p else { continue }
      #expect(abs(p - q) <= 1e-9 + 1e-6 * p)
      let factors = [finding, twin].compactMap { $0.change.map { 1 + $0.estimate } }
      #expect(factors.count < 2 || abs(factors[0] * factors[1] - 1) < 1e-9)
    }
  }

  @Test("a run held against a baseline of itself is never worse than within")
  func itself() throws {
    for seed in UInt64(1)...40 {
      var scenario = Drawn.scenario(seed: seed)
      scenario.base = [:]
      let (run, configuration) = (try scenario.run(), try scenario.configuration())
      let first = Judge.verdict(on: run, under: configuration, against: try scenario.baselines())
      let update = BaselineUpdate(
        recording: run,
        verdict: first,
        baselines: try scenario.baselines(),
        reason: nil
      )
      var baselines = BaselineSet(directory: "baselines", machineClass: "box")
      for change in update.changes {
        baselines.places[change.place, default: [:]][change.document.key] = StoredBaseline(
          path: "",
          document: change.document
        )
      }
      let verdict = Judge.verdict(on: run, under: configuration, against: baselines)
      #expect(verdict.exit == .pass)
      #expect(!verdict.results.isEmpty)
      #expect(verdict.results.allSatisfy { $0.state == .unchanged || $0.state == .within })
    }
  }
}
