import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateSystem
import Testing

struct OrderTests {
  @Test("setup, then prepare, command and cleanup for every invocation, then teardown")
  func order() throws {
    let bench = Bench()
    let plan = try BenchmarkPlan.plan { plan in
      plan.warmup = 1
      plan.samples = SamplingPlan(minimum: 2, maximum: 2, timeSeconds: 1)
      plan.setup = [.echo("setup1"), .echo("setup2")]
      plan.prepare = [.echo("prepare")]
      plan.cleanup = [.echo("cleanup")]
      plan.teardown = [.echo("teardown")]
    }
    let entry = try bench.measure(plan)
    let round = ["prepare", "main", "cleanup"]
    #expect(bench.commands == ["setup1", "setup2"] + round + round + round + ["teardown"])
    #expect(entry.status == .measured)
  }

  @Test("warm-up is run and not recorded")
  func warmup() throws {
    let bench = Bench { _, count in .taking(count < 4 ? 9 : Double(count)) }
    let entry = try bench.measure(.plan { $0.warmup = 4 })
    #expect(entry.samples(of: "wall")?.values == [4, 5, 6])
    #expect(entry.invocations.count == 3)
    #expect(bench.commands.count == 7)
  }

  @Test("every metric has one value per invocation in its base unit")
  func values() throws {
    let bench = Bench { _, count in
      var outcome = ProcessOutcome.taking(0.25)
      outcome.resources.peakResidentBytes = 4096 + Int64(count)
      outcome.resources.minorPageFaults = 7
      outcome.resources.majorPageFaults = 2
      outcome.resources.voluntaryContextSwitches = 3
      outcome.resources.involuntaryContextSwitches = 4
      outcome.standardOutput = CapturedOutput(head: [65], totalBytes: 1000)
      return outcome
    }
    let entry = try bench.measure(.plan())
    let values = Dictionary(uniqueKeysWithValues: entry.metrics.map { ($0.name, $0.values) })
    #expect(
      values == [
        "wall": [0.25, 0.25, 0.25], "user": [0.15, 0.15, 0.15], "system": [0.05, 0.05, 0.05],
        "cpu": [0.2, 0.2, 0.2], "peak_rss": [4096, 4097, 4098], "minor_faults": [7, 7, 7],
        "major_faults": [2, 2, 2], "voluntary_switches": [3, 3, 3],
        "involuntary_switches": [4, 4, 4], "output_size": [1000, 1000, 1000],
      ]
    )
  }

  @Test("the time spent includes warm-up and hooks")
  func measuringTime() throws {
    let bench = Bench(secondsEach: 2)
    let entry = try bench.measure(
      .plan {
        $0.warmup = 1
        $0.setup = [.echo("setup")]
        $0.teardown = [.echo("teardown")]
      }
    )
    #expect(entry.measuringSeconds == 12)
  }
}

struct StopRuleTests {
  /// How many invocations are measured where each takes a second.
  private func count(minimum: Int, maximum: Int, timeSeconds: Double) throws -> Int {
    let bench = Bench(secondsEach: 1)
    let plan = try BenchmarkPlan.plan {
      $0.warmup = 2
      $0.samples = SamplingPlan(minimum: minimum, maximum: maximum, timeSeconds: timeSeconds)
    }
    return try bench.measure(plan).invocations.count
  }

  @Test(
    "sampling stops at the first listed size once the time is spent",
    arguments: [
      (1.0, 15), (15, 15), (15.5, 23), (16, 23), (23, 23), (24, 35), (36, 53), (54, 80), (81, 120),
      (121, 180), (181, 200), (1e6, 200),
    ]
  )
  func listedSizes(timeSeconds: Double, expected: Int) throws {
    #expect(try count(minimum: 15, maximum: 200, timeSeconds: timeSeconds) == expected)
  }

  @Test(
    "not before the least number, at a listed size at or above it, and never beyond the most",
    arguments: [
      (1, 200, 1.0, 15), (16, 200, 1, 23), (23, 200, 1, 23), (24, 200, 1, 35), (1, 7, 1, 7),
      (20, 20, 1, 20), (16, 22, 1, 22), (15, 40, 1e6, 40), (201, 260, 1, 260), (1, 1, 1, 1),
    ]
  )
  func bounds(minimum: Int, maximum: Int, timeSeconds: Double, expected: Int) throws {
    let count = try count(minimum: minimum, maximum: maximum, timeSeconds: timeSeconds)
    #expect(count == expected)
  }
}
