import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import Testing

@Suite("Estimated times")
struct TimeEstimateTests {
  private func plan(_ minimum: Int, _ maximum: Int, _ seconds: Double) throws -> BenchmarkPlan {
    try .plan {
      $0.warmup = 3
      $0.samples = SamplingPlan(minimum: minimum, maximum: maximum, timeSeconds: seconds)
    }
  }

  @Test(
    "a recorded level gives the size at which sampling stops",
    arguments: [
      // 15 invocations of 1 s, though 5 s would be enough, and 3 of warm-up.
      (1.0, 15, 200, 5.0, 18.0), (0.1, 15, 200, 5.0, 5.6), (0.001, 15, 200, 5.0, 0.203),
      (2.0, 3, 5, 1.0, 16.0),
    ]
  )
  func known(level: Double, minimum: Int, maximum: Int, time: Double, seconds: Double) throws {
    let plan = try plan(minimum, maximum, time)
    let estimate = TimeEstimate.all(of: [plan], within: nil) { _ in level }[0]
    #expect(abs(estimate.seconds - seconds) < 1e-9)
    #expect(estimate.isKnown)
  }

  @Test("without a level the configured time is all there is, and a fixed time bounds the sum")
  func unknown() throws {
    let plans = [try plan(15, 200, 5), try plan(15, 200, 5)]
    #expect(TimeEstimate.all(of: plans, within: nil) { _ in nil }.map(\.seconds) == [5, 5])
    let shared = TimeEstimate.all(of: plans, within: 30) { _ in nil }
    #expect(shared.map(\.seconds) == [15, 15])
    #expect(!shared[0].isKnown)
    let quick = TimeEstimate.all(of: plans, within: 30) { $0.key == plans[0].key ? 0.001 : nil }
    #expect(quick.map(\.seconds).reduce(0, +) <= 30)
  }

  @Test("beside a base it is 8 rounds at least, and all of them twice at most")
  func rounds() throws {
    var plan = try plan(15, 200, 5)
    plan.rounds = RoundPlan(maximum: 20)
    let whole = RoundEstimate(plan, remeasures: true, level: 0.1)
    #expect(whole.invocations == 32...160)
    let seconds = try #require(whole.seconds)
    #expect(abs(seconds.lowerBound - 3.8) < 1e-9)
    #expect(abs(seconds.upperBound - 16.6) < 1e-9)
    #expect(RoundEstimate(plan, remeasures: false, level: 0.1).invocations == 32...80)
    for level in [nil, 0, -1, Double.nan, .infinity] {
      #expect(RoundEstimate(plan, remeasures: true, level: level).seconds == nil)
    }
  }
}
