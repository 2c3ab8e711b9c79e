import Foundation
import PerfgateStatistics
import Testing

@testable import PerfgateMonitor

@Suite("Distributions of durations")
struct DistributionTests {
  @Test("up to 512 durations every percentile is exact, by the nearest rank")
  func exact() {
    var distribution = LatencyDistribution()
    for value in (1...512).reversed() { distribution.record(nanoseconds: Int64(value) * 1_000_003) }
    #expect(distribution.isExact)
    #expect(distribution.percentile(50) == 256 * 1_000_003)
    #expect(distribution.percentile(99.9) == 512 * 1_000_003)
    #expect(distribution.percentile(0) == 1_000_003)
    #expect(distribution.percentile(-5) == 1_000_003)
    #expect(distribution.percentile(500) == 512 * 1_000_003)
    distribution.record(nanoseconds: 1)
    #expect(!distribution.isExact)
    #expect(distribution.percentile(0) == 1)
    #expect(distribution.percentile(100) == 512 * 1_000_003)
  }

  @Test("beyond that percentiles are within 1%", arguments: [0.3, 1, 2.5])
  func within(spread: Double) throws {
    var generator = SeededGenerator(seed: 7)
    let values = (0..<100_000).map { _ in Self.logNormal(spread, &generator) }
    let distribution = LatencyDistribution(nanoseconds: values)
    let sorted = values.sorted()
    for percent in [0.1, 1, 10, 50, 90, 95, 99, 99.9, 99.99] {
      let rank = Int((percent * 1_000).rounded())
      let truth = Double(sorted[rank - 1])
      let error = abs(Double(distribution.percentile(percent)) - truth) / truth
      #expect(error <= 0.01, "p\(percent)")
    }
  }

  /// Box and Muller (1958).
  private static func logNormal(_ spread: Double, _ generator: inout SeededGenerator) -> Int64 {
    let radius = (-2 * log(1 - generator.nextUnit())).squareRoot()
    let normal = radius * cos(2 * .pi * generator.nextUnit())
    return Int64(1e6 * exp(spread * normal))
  }

  @Test("mean and spread are those of all durations", arguments: [2, 100, 5_000])
  func moments(count: Int) {
    // A large offset: sums of squares would lose the digits that matter.
    let values = (0..<count).map { Int64(1_000_000_000_000 + $0) }
    let distribution = LatencyDistribution(nanoseconds: values)
    let mean = 1e12 + Double(count - 1) / 2
    let variance = Double(count) * Double(count + 1) / 12
    #expect(abs(distribution.meanNanoseconds - mean) < 1e-3)
    #expect(abs(distribution.standardDeviationNanoseconds - variance.squareRoot()) < 1e-3)
    #expect(distribution.minimumNanoseconds == values.first)
    #expect(distribution.maximumNanoseconds == values.last)
    #expect(distribution.count == count)
  }

  @Test("an empty one is all zeros, and what is below 0 counts as 0")
  func edges() {
    var distribution = LatencyDistribution()
    #expect(distribution.count == 0)
    #expect(distribution.percentile(50) == 0)
    #expect(distribution.minimumNanoseconds == 0)
    #expect(distribution.maximumNanoseconds == 0)
    #expect(distribution.standardDeviationNanoseconds == 0)
    distribution.record(nanoseconds: -5)
    #expect(distribution.maximumNanoseconds == 0)
    for _ in 0..<600 { distribution.record(nanoseconds: .max) }
    #expect(distribution.maximumNanoseconds == .max)
    #expect(distribution.percentile(100) == .max)
  }

  @Test(
    "distributions merged are one over all durations",
    arguments: [
      (10, 20), (500, 12), (500, 13), (513, 0), (0, 513), (4_000, 100), (100, 4_000),
      (9_000, 9_000),
    ]
  )
  func merging(left: Int, right: Int) {
    var generator = SeededGenerator(seed: UInt64(left + right))
    let values = (0..<left + right).map { _ in Self.logNormal(1, &generator) }
    var merged = LatencyDistribution(nanoseconds: values.prefix(left))
    merged.merge(LatencyDistribution(nanoseconds: values.dropFirst(left)))
    let whole = LatencyDistribution(nanoseconds: values)
    #expect(merged.count == whole.count)
    #expect(merged.isExact == whole.isExact)
    for percent in stride(from: 0, through: 100, by: 0.5) {
      #expect(merged.percentile(percent) == whole.percentile(percent))
    }
    #expect(abs(merged.meanNanoseconds - whole.meanNanoseconds) <= 1e-9 * whole.meanNanoseconds)
  }

  @Test("four thousand million equal durations do not run over")
  func manyEqual() {
    var distribution = LatencyDistribution(nanoseconds: Array(repeating: 1_000, count: 600))
    // Doubling gets there in reasonable time: 600 x 2^23 > 2^32.
    for _ in 0..<23 { distribution.merge(distribution) }
    distribution.record(nanoseconds: 2_000)
    let count = 600 << 23
    #expect(distribution.count == count + 1)
    #expect(abs(Double(distribution.percentile(50)) - 1_000) <= 10)
    #expect(abs(Double(distribution.percentile(99.9999)) - 1_000) <= 10)
    #expect(distribution.percentile(100) == 2_000)
    var narrow = LatencyDistribution(nanoseconds: Array(repeating: 3_000, count: 600))
    narrow.merge(distribution)
    #expect(narrow.count == count + 601)
    #expect(abs(Double(narrow.percentile(99.99999)) - 3_000) <= 30)
    distribution.merge(LatencyDistribution(nanoseconds: Array(repeating: 3_000, count: 600)))
    #expect(distribution.percentile(99.99999) == narrow.percentile(99.99999))
  }
}
