import Foundation
import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateStatistics
import PerfgateSystem
import PerfgateTestSupport
import Synchronization
import Testing

/// Programs whose invocations take what a series says, on a clock that only they move.
struct AutomaticWarmupTests {
  private final class FakeTime: Sendable {
    let nanoseconds = Mutex<Int64>(0)

    func pass(_ seconds: Double) { nanoseconds.withLock { $0 += Int64(seconds * 1e9) } }
    var now: Int64 { nanoseconds.withLock { $0 } }
  }

  /// The entry, and how many invocations were warm-up.
  private func measure(
    _ wall: @escaping @Sendable (Int) -> Double,
    warmup: String = "auto",
    samples: String = "{min: 15, max: 35, time: 5s}"
  ) throws -> (entry: RunEntry, warmups: Int) {
    let time = FakeTime()
    let runner = ScriptedProcessRunner { _, index in
      time.pass(wall(index))
      var outcome = ProcessOutcome(termination: .exited(code: 0))
      outcome.resources.wallNanoseconds = Int64(wall(index) * 1e9)
      return outcome
    }
    let plans = try ProjectConfiguration.read(
      text: "benchmarks: [{id: a, command: /bin/true, warmup: \(warmup), samples: \(samples)}]",
      path: "perfgate.yaml"
    ).configuration.benchmarks
    let context = MeasurementContext(
      runner: runner,
      now: { time.now },
      environment: ProcessEnvironment([:]),
      directory: "/",
      seed: 1
    )
    let entry = try #require(try SuiteMeasurement.measure(plans, context: context) { _ in }.first)
    return (entry, runner.requests.count - entry.invocations.count)
  }

  private func noisy(
    _ seed: UInt64,
    noise: Double = 0.02,
    shape: @escaping @Sendable (Int) -> Double
  ) -> @Sendable (Int) -> Double {
    var random = SeededGenerator(seed: seed)
    let factors = (0..<2000).map { _ in exp(noise * (random.nextUnit() + random.nextUnit() - 1)) }
    return { 0.001 * shape($0) * factors[$0 % 2000] }
  }

  private func isUnsteady(_ entry: RunEntry) -> Bool {
    entry.warnings.contains { $0.kind == .notSteady }
  }

  @Test("of 100 flat programs 90 are warm after the first twelve, and none is called unsteady")
  func flat() throws {
    var first = 0
    for seed in 0..<100 {
      let result = try measure(noisy(UInt64(seed)) { _ in 1 })
      if result.warmups == 12 { first += 1 }
      #expect(!isUnsteady(result.entry))
    }
    #expect(first >= 90)
  }

  @Test("a step down is passed before the first invocation that counts", arguments: [3, 6, 9])
  func step(at index: Int) throws {
    for seed in 0..<20 {
      let result = try measure(noisy(UInt64(seed)) { $0 < index ? 1.5 : 1 })
      #expect(result.warmups > index)
      #expect(!isUnsteady(result.entry))
    }
  }

  @Test("a ramp down is followed to its end")
  func ramp() throws {
    for seed in 0..<20 {
      let result = try measure(noisy(UInt64(seed)) { max(1, 2 - 0.03 * Double($0)) })
      #expect(result.warmups >= 30)
      #expect(!isUnsteady(result.entry))
    }
  }

  @Test("of 100 programs that take turns between two levels 90 are warm after the first twelve")
  func alternating() throws {
    let first = try (0..<100).count { seed in
      try measure(noisy(UInt64(seed)) { $0 % 2 == 0 ? 1.3 : 1 }).warmups == 12
    }
    #expect(first >= 90)
  }

  @Test("what never settles costs a tenth of the time, and is told")
  func endless() throws {
    // 5 s are planned, so warming up ends at half a second.
    let result = try measure(noisy(1) { 10 * pow(0.99, Double($0)) })
    let seconds = (0..<result.warmups).reduce(0) { $0 + 0.01 * pow(0.99, Double($1)) }
    #expect(seconds > 0.4 && seconds < 0.52)
    #expect(isUnsteady(result.entry))
    let warning = try #require(result.entry.warnings.first { $0.kind == .notSteady })
    #expect(!warning.message.isEmpty && !warning.advice.isEmpty)
  }

  @Test("a program that takes long is warmed up once, or for a tenth of what is planned")
  func long() throws {
    let few = try measure({ _ in 2 }, samples: "{min: 5, max: 5, time: 1s}")
    #expect(few.warmups == 1)
    let more = try measure({ _ in 0.5 }, samples: "{min: 40, max: 40, time: 1s}")
    #expect(more.warmups == 4)
  }

  @Test("a trend within the samples is told, whatever the warm-up was")
  func drift() throws {
    let drifting = noisy(1) { 1 + 0.005 * Double($0) }
    #expect(isUnsteady(try measure(drifting, warmup: "3").entry))
    let flat = try measure(noisy(1) { _ in 1 }, warmup: "3")
    #expect(flat.warmups == 3)
    #expect(!isUnsteady(flat.entry))
  }
}
