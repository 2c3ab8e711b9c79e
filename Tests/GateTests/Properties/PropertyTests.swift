import Foundation
import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateStatistics
import PerfgateTestSupport
import Testing

/// Scenarios drawn from a seed.
enum Drawn {
  static func scenario(seed: UInt64) -> Scenario {
    var random = SeededGenerator(seed: seed)
    var scenario = Scenario()
    for index in 0...random.nextIndex(below: 14) {
      let id = Scenario.suiteID(index)
      for metric in ["wall", "cpu", "peak_rss"] where random.nextIndex(below: 4) > 0 {
        let level = exp(20 * random.nextUnit() - 10)
        let spread = 0.06 * random.nextUnit()
        let epochs = (0...random.nextIndex(below: 2)).map { _ in
          (0...random.nextIndex(below: 12)).map { _ in level * exp(spread * random.nextNormal()) }
        }
        let sizes = [0, 0, 0, 0.08, 0.12, 0.3, -0.3, 1]
        let change = sizes[random.nextIndex(below: sizes.count)]
        scenario.head[id, default: [:]][metric] = (0..<3).map { _ in
          level * (1 + change) * exp(0.01 * random.nextNormal())
        }
        if random.nextIndex(below: 10) > 0 { scenario.base[id, default: [:]][metric] = epochs }
      }
    }
    return scenario
  }
}

extension SeededGenerator {
  /// A standard normal value (Box and Muller 1958).
  mutating func nextNormal() -> Double {
    let radius = (-2 * log(1 - nextUnit())).squareRoot()
    return radius * cos(2 * Double.pi * nextUnit())
  }
}

extension Scenario {
  /// The scenario with everything in another unit.
  func scaled(by factor: Double) -> Scenario {
    var scaled = self
    scaled.head = head.mapValues { $0.mapValues { $0.map { $0 * factor } } }
    scaled.base = base.mapValues { $0.mapValues { $0.map { $0.map { $0 * factor } } } }
    return scaled
  }
}

struct PropertyTests {
  @Test("another unit changes no verdict where there is no min_delta", arguments: UInt64(1)...40)
  func scaling(seed: UInt64) throws {
    let scenario = Drawn.scenario(seed: seed)
    let verdict = try scenario.verdict()
    for factor in [1e-6, 0.37, 1e9] {
      let scaled = try scenario.scaled(by: factor).verdict()
      #expect(scaled.states == verdict.states)
      #expect(scaled.exit == verdict.exit)
      #expect(scaled.codes == verdict.codes)
    }
  }

  @Test("the order of benchmarks changes nothing", arguments: UInt64(1)...40)
  func order(seed: UInt64) throws {
    let scenario = Drawn.scenario(seed: seed)
    let verdict = try scenario.verdict()
    var run = try scenario.run()
    var random = SeededGenerator(seed: seed)
    random.shuffle(&run.entries)
    let shuffled = Judge.verdict(
      on: run,
      under: try scenario.configuration(),
      against: try scenario.baselines()
    )
    #expect(shuffled.results == verdict.results)
    #expect(shuffled.causes == verdict.causes)
  }

  @Test("nothing vanishes: every judged metric has one finding", arguments: UInt64(1)...40)
  func complete(seed: UInt64) throws {
    let scenario = Drawn.scenario(seed: seed)
    let verdict = try scenario.verdict()
    let expected = scenario.head.reduce(into: Set<String>()) { names, item in
      for metric in item.value.keys { names.insert("\(item.key) \(metric)") }
    }
    let recorded = scenario.base.reduce(into: Set<String>()) { names, item in
      for metric in item.value.keys { names.insert("\(item.key) \(metric)") }
    }
    #expect(Set(verdict.states.keys) == expected.union(recorded))
    #expect(verdict.results.count == verdict.states.count)
    #expect(verdict.counts.byState.values.reduce(0, +) == verdict.counts.planned)
  }

  @Test("a pass has a decision behind it and no failure in it", arguments: UInt64(1)...60)
  func passes(seed: UInt64) throws {
    let verdict = try Drawn.scenario(seed: seed).verdict()
    guard verdict.exit == .pass else { return }
    #expect(verdict.counts.decided > 0)
    #expect(!verdict.results.contains { $0.state == .regressed && $0.gates })
    #expect(verdict.counts[.missing] == 0)
  }

  @Test("what is not proven never claims more than its upper bound", arguments: UInt64(1)...60)
  func claims(seed: UInt64) throws {
    for finding in try Drawn.scenario(seed: seed).verdict().results {
      guard finding.state == .within || finding.state == .unchanged, let change = finding.change,
        let high = change.high, let low = change.low
      else { continue }
      #expect(low <= change.estimate && change.estimate <= high)
      #expect(finding.isLearning == (high >= 0.1))
    }
  }

  @Test("ten thousand benchmarks are judged in a time that grows with their number only")
  func manyBenchmarks() throws {
    func seconds(of count: Int) throws -> Double {
      var scenario = Scenario()
      for index in 0..<count {
        scenario.head["b\(index)"] = ["output_size": [1]]
        scenario.base["b\(index)"] = ["output_size": [[1]]]
      }
      var configuration = try Scenario.single(1, rules: ["match: {metric: output_size}, limit: 1%"])
        .configuration()
      configuration.gate.limit = nil
      let run = try scenario.run()
      let baselines = try scenario.baselines()
      let begin = ThreadTime.seconds
      let verdict = Judge.verdict(on: run, under: configuration, against: baselines)
      #expect(verdict.counts.decided == count)
      let update = BaselineUpdate(
        recording: run,
        verdict: verdict,
        baselines: baselines,
        reason: nil
      )
      #expect(update.changes.isEmpty)
      return ThreadTime.seconds - begin
    }
    let small = try seconds(of: 1000)
    let large = try seconds(of: 10_000)
    // Quadratic would be a hundred times as long; the machine may be three times slower meanwhile.
    #expect(large < small * 40)
  }

  @Test("an interleaved benchmark is judged in a time that does not grow with the number of plans")
  func manyPlans() throws {
    func seconds(behind others: Int) throws -> Double {
      var scenario = InterleavedScenario()
      scenario.rules = [
        "match: {metric: wall}, limit: off", "match: {metric: output_size}, limit: 1%",
      ]
      scenario.benchmarks = (0..<500).map { index in
        .init(id: "b\(index)", factors: ["output_size": 1], deviation: 0, rounds: [1])
      }
      var configuration = try scenario.configuration()
      let plan = configuration.benchmarks[0]
      let more = try (0..<others).map { index in
        var other = plan
        other.key = BenchmarkKey(id: try BenchmarkID("c\(index)"))
        return other
      }
      configuration.benchmarks = more + configuration.benchmarks
      let run = try scenario.run()
      let begin = ThreadTime.seconds
      let verdict = Judge.verdict(on: run, under: configuration)
      #expect(verdict.counts.decided == 500)
      return ThreadTime.seconds - begin
    }
    let few = try seconds(behind: 0)
    let many = try seconds(behind: 50_000)
    // To be looked for among them, each would take many times as long.
    #expect(many < few * 8)
  }
}
