import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import Testing

@Suite("A fixed time for a suite")
struct TimeShareTests {
  private func plan(_ id: String, minimum: Int = 15, maximum: Int = 200) throws -> BenchmarkPlan {
    try .plan(id) {
      $0.samples = SamplingPlan(minimum: minimum, maximum: maximum, timeSeconds: 1)
    }
  }

  /// Every program takes a second.
  private func measure(_ plans: [BenchmarkPlan], seconds: Double) throws -> [RunEntry] {
    let bench = Bench()
    let time = TimeShare(seconds: seconds, text: "10m", now: bench.context.now())
    return try SuiteMeasurement.measure(plans, context: bench.context, within: time) { _ in }
  }

  @Test("a share ends at the first listed size once it is spent, instead of the plan's own time")
  func shares() throws {
    let entries = try measure([plan("a"), plan("b")], seconds: 100)
    // 53 is the first size behind 50 s; then the whole time ends the second one.
    #expect(entries.map(\.invocations.count) == [53, 47])
  }

  @Test("what one benchmark does not need goes to those behind it")
  func leftover() throws {
    let entries = try measure([plan("a", maximum: 20), plan("b")], seconds: 100)
    #expect(entries.map(\.invocations.count) == [20, 80])
  }

  @Test("below the minimum only where the whole time is over, and then nothing is left: skipped")
  func over() throws {
    let entries = try measure([plan("a"), plan("b")], seconds: 10)
    #expect(entries.map(\.invocations.count) == [10, 0])
    #expect(entries.map(\.status) == [.measured, .skipped])
    #expect(entries[1].reason == "no time was left of --max-time 10m")
    #expect(entries[1].metrics.isEmpty)
  }

  @Test("a warm-up that takes all the time leaves nothing measured")
  func warmup() throws {
    var plan = try plan("a")
    plan.warmup = 5
    let entry = try measure([plan], seconds: 3)[0]
    #expect(entry.status == .skipped)
    #expect(entry.invocations.count == 0)
  }

  @Test("a time beyond all clocks does not overflow")
  func endless() throws {
    let entries = try measure([plan("a", maximum: 15)], seconds: 1e300)
    #expect(entries[0].invocations.count == 15)
  }
}
