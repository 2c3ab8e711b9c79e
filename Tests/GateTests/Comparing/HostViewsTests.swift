import Foundation
import PerfgateGate
import PerfgateModel
import PerfgateStatistics
import Testing

struct HostViewsTests {
  private func scenario(
    _ value: Double,
    cpu: Double,
    memory: Double,
    recordings: [Double] = Scenario.steady
  ) -> Scenario {
    var scenario = Scenario.single(value, recordings: recordings)
    scenario.probe = (cpu, memory)
    scenario.recordedProbe = (1, 1)
    return scenario
  }

  @Test(
    "a result counts where it holds with and without what the host did",
    arguments: [
      // The host is as it was, or nearly: as measured.
      (1.3, 1.0, 1.0, FindingState.regressed, false), (1.3, 1.04, 0.96, .regressed, false),
      (1.0, 1.04, 0.96, .unchanged, false),
      // Both exceed.
      (1.6, 1.12, 1.12, .regressed, false), (1.6, 1.12, 1.0, .regressed, false),
      (1.3, 0.8, 0.8, .regressed, false),
      // Neither does.
      (1.0, 1.06, 1.06, .unchanged, false), (1.05, 1.06, 1.06, .within, false),
      // One does.
      (1.2, 1.2, 1.2, .inconclusive, true), (1.2, 1.2, 1.0, .inconclusive, true),
      (1.2, 1.0, 1.2, .inconclusive, true), (1.0, 0.8, 0.8, .inconclusive, true),
      (1.0, 1.0, 0.8, .inconclusive, true),
      // An improvement that may be the host's is no improvement, and no reason to worry.
      (0.7, 0.7, 0.7, .unchanged, false), (0.4, 0.8, 0.8, .improved, false),
    ] as [(Double, Double, Double, FindingState, Bool)]
  )
  func views(value: Double, cpu: Double, memory: Double, state: FindingState, mixed: Bool) throws {
    let verdict = try scenario(value, cpu: cpu, memory: memory).verdict()
    let finding = try verdict.finding()
    #expect(finding.state == state)
    #expect(finding.host?.isMixed == mixed)
    #expect((verdict.exit == .disturbedHost) == mixed)
    #expect(abs((finding.host?.cpu ?? 9) - (cpu - 1)) < 1e-9)
    #expect(abs((finding.host?.memory ?? 9) - (memory - 1)) < 1e-9)
  }

  @Test("what was proven is not hidden behind the host, which is named all the same")
  func precedence() throws {
    var both = scenario(1.2, cpu: 1.2, memory: 1.2)
    both.head["b"] = ["wall": [3]]
    both.base["b"] = ["wall": [Scenario.steady]]
    let verdict = try both.verdict()
    #expect(verdict.exit == .regression)
    #expect(verdict.codes.contains(21))
  }

  @Test("what would not fail when proven does not fail by the host either")
  func lenient() throws {
    var minor = scenario(1.2, cpu: 1.2, memory: 1.2)
    minor.rules = ["match: {metric: wall}, severity: minor"]
    #expect(try minor.verdict().exit == .undecided)
    #expect(try !minor.verdict().codes.contains(21))
  }

  @Test("memory is not judged by how fast the host is")
  func timesAlone() throws {
    var scenario = Scenario.single("peak_rss", 2e6, recordings: Scenario.steady.map { $0 * 1e6 })
    scenario.probe = (2, 2)
    scenario.recordedProbe = (1, 1)
    let finding = try scenario.finding()
    #expect(finding.state == .regressed)
    #expect(finding.host == nil)
  }

  @Test("probes of another kernel, or of no recording, are not compared")
  func otherKernel() throws {
    var other = scenario(1.2, cpu: 1.2, memory: 1.2)
    other.recordedKernel = "other"
    #expect(try other.finding().host == nil)
    #expect(try other.finding().state == .regressed)
    other.recordedProbe = nil
    #expect(try other.finding().state == .regressed)
  }

  @Test("on a linear scale the host takes its share of the value")
  func linear() throws {
    var zero = scenario(1.2, cpu: 1.2, memory: 1.2, recordings: [0] + Scenario.steady)
    zero.rules = ["match: {metric: wall}, min_delta: 10ms"]
    #expect(try zero.finding().host?.isMixed == true)
    zero.head = ["a": ["wall": [2]]]
    #expect(try zero.finding().state == .regressed)
  }

  @Test("a run's probe is recorded with what it recorded, continuous metrics alone")
  func recorded() throws {
    var run = scenario(1, cpu: 1.5, memory: 1.25)
    run.head = ["a": ["wall": [1], "output_size": [10]]]
    run.base = ["a": ["wall": [[1]], "output_size": [[9]]]]
    run.rules = ["match: {metric: output_size}, limit: 50%"]
    run.recordedProbe = (1, 1)
    let update = BaselineUpdate(
      recording: try run.run(),
      verdict: try run.verdict(),
      baselines: try run.baselines(),
      reason: nil
    )
    let probes = update.changes.flatMap { $0.document.metrics }
      .reduce(into: [String: RecordedProbe?]()) { $0[$1.key] = $1.value.recordings.last?.probe }
    #expect(probes["wall"] == RecordedProbe(kernel: "k", cpu: 1.5, memory: 1.25))
    #expect(probes["output_size"] == .some(nil))
  }
}

/// What a host does to a program lies between what it does to arithmetic and to memory, and the
/// probe sees it with an error of 2%.
struct HostShiftSimulationTests {
  private struct Host {
    var random: SeededGenerator

    /// A run of `judged` benchmarks that are slower by `change`, on a host that shifted.
    mutating func run(change: Double, recordings: Int, judged: Int) throws -> VerdictDocument {
      let cpu = log(0.75 + 0.65 * random.nextUnit())
      let memory = log(0.75 + 0.65 * random.nextUnit())
      let names = (0..<judged).map(Scenario.suiteID)
      var scenario = Scenario()
      let wobble = { (random: inout SeededGenerator) in exp(0.02 * random.nextNormal()) }
      for name in names {
        let share = random.nextUnit()
        let shift = share * cpu + (1 - share) * memory
        scenario.base[name] = ["wall": [(0..<recordings).map { _ in wobble(&random) }]]
        scenario.head[name] = ["wall": [(1 + change) * exp(shift) * wobble(&random)]]
      }
      scenario.recordedProbe = (1, 1)
      scenario.probe = (exp(cpu) * wobble(&random), exp(memory) * wobble(&random))
      return try scenario.verdict()
    }
  }

  @Test(
    "of 1000 runs of unchanged code on hosts that shifted, at most 1% are called a regression",
    arguments: [1, 10, 40]
  )
  func unchanged(recordings: Int) throws {
    var host = Host(random: SeededGenerator(seed: 17))
    var alarms = 0
    for _ in 0..<1000 {
      let verdict = try host.run(change: 0, recordings: recordings, judged: 2)
      if verdict.counts[.regressed] + verdict.counts[.improved] > 0 { alarms += 1 }
    }
    #expect(alarms <= 10)
  }

  @Test(
    "of 1000 regressions of twice the limit on hosts that shifted, at most 1% pass unseen",
    arguments: [10, 40]
  )
  func regressed(recordings: Int) throws {
    var host = Host(random: SeededGenerator(seed: 19))
    var unseen = 0
    var found = 0
    for _ in 0..<1000 {
      let finding = try host.run(change: 0.2, recordings: recordings, judged: 1).finding("b00")
      switch finding.state {
      case .regressed: found += 1
      case .suspected: break
      case .inconclusive where finding.host?.isMixed == true: break
      default: unseen += 1
      }
    }
    #expect(unseen <= 10)
    #expect(found >= 100)
  }
}
