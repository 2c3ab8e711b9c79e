import Foundation
import PerfgateStatistics
import Testing

@Suite struct WorkingScaleTests {
  private func scale(
    _ values: [Double],
    _ direction: BetterDirection = .lower,
    minimumDelta: Double? = nil
  ) throws -> WorkingScale {
    try WorkingScale(
      epochs: [values],
      observed: [],
      direction: direction,
      minimumDelta: minimumDelta
    )
  }

  @Test func `positive values are judged on logarithms`() throws {
    let scale = try scale([100, 110])
    #expect(scale.transformation == .logarithmic)
    #expect(agrees(scale.working(100), log(100)))
    #expect(agrees(scale.value(ofWorking: log(100)), 100))
    #expect(agrees(scale.tolerance(0.02), log(1.02)))
    #expect(agrees(scale.limit(0.1), log(1.1)))
    #expect(scale.prior == .logarithmic)
    #expect(scale.working(0) == nil)
    #expect(scale.working(-1) == nil)
  }

  @Test func `where more is better the worse value is larger too`() throws {
    let logarithmic = try scale([100], .higher)
    let linear = try scale([0, 4, 5], .higher, minimumDelta: 1)
    for scale in [logarithmic, linear] {
      let good = try #require(scale.working(120))
      let bad = try #require(scale.working(80))
      #expect(bad > good)
      #expect(agrees(scale.value(ofWorking: bad), 80))
    }
  }

  @Test func `one value that is not positive makes the scale linear`() throws {
    let scale = try WorkingScale(
      epochs: [[5, 6], [-20, 10, -30]],
      observed: [4],
      direction: .lower,
      minimumDelta: 0.5
    )
    #expect(scale.transformation == .linear(reference: 20, minimumDelta: 0.5))
    #expect(scale.working(-3) == -3)
    #expect(agrees(scale.tolerance(0.02), 0.4))
    #expect(agrees(scale.limit(0.1), 2))
    #expect(scale.limit(0.01) == 0.5)
    #expect(agrees(scale.prior.standardDeviation, 0.8))
    let observedOnly = try WorkingScale(
      epochs: [[5]],
      observed: [0],
      direction: .lower,
      minimumDelta: 3
    )
    #expect(observedOnly.transformation == .linear(reference: 5, minimumDelta: 3))
    #expect(agrees(observedOnly.prior.standardDeviation, 1.2))
    #expect(observedOnly.limit(0.1) == 3)
  }

  @Test(arguments: [0.0, 100]) func `the linear prior keeps its share of the limit`(
    centre: Double
  ) throws {
    let scale = try WorkingScale(
      epochs: [[centre]],
      observed: [0],
      direction: .lower,
      minimumDelta: 2
    )
    let limit = try #require(scale.limit(0.1))
    #expect(agrees(scale.prior.standardDeviation / limit, 0.4))
    #expect(scale.prior.degreesOfFreedom == 8)
  }

  @Test func `changes are shown in the metric's unit and direction`() throws {
    let slower = try scale([200]).shown(change: log(1.1), from: log(200))
    #expect(agrees(slower?.ratio, 0.1))
    #expect(agrees(slower?.absolute, 20))
    let fewer = try scale([200], .higher).shown(change: log(1.25), from: -log(200))
    #expect(agrees(fewer?.ratio, -0.2))
    #expect(agrees(fewer?.absolute, -40))
    let linear = try scale([-50], .higher, minimumDelta: 1).shown(change: 5, from: 50)
    #expect(linear?.ratio == -0.1)
    #expect(linear?.absolute == -5)
    let zero = try scale([0], minimumDelta: 1).shown(change: 5, from: 0)
    #expect(zero?.ratio == nil)
    #expect(zero?.absolute == 5)
    #expect(try scale([1]).shown(change: 1e4, from: 0) == nil)
  }

  @Test func `what has no scale is named`() {
    #expect(throws: WorkingScale.Failure.needsMinimumDelta) { try scale([0, 1]) }
    #expect(throws: WorkingScale.Failure.needsMinimumDelta) { try scale([0], minimumDelta: 0) }
    #expect(throws: WorkingScale.Failure.needsMinimumDelta) { try scale([0], minimumDelta: .nan) }
    #expect(throws: WorkingScale.Failure.noRecordings) { try scale([]) }
    #expect(throws: WorkingScale.Failure.outOfRange) { try scale([1, .nan]) }
  }

  @Test func `ratios below zero are no thresholds`() throws {
    let scale = try scale([1])
    #expect(scale.tolerance(-0.1) == nil)
    #expect(scale.limit(.nan) == nil)
    #expect(scale.limit(.infinity) == nil)
  }
}
