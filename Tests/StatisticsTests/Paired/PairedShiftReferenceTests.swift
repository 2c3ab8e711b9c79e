import PerfgateStatistics
import RealModule
import Testing

@Suite("Shifts between pairs as scipy and statsmodels compute them")
struct PairedShiftReferenceTests {
  private struct Reference: Decodable {
    struct Chance: Decodable {
      let shift: Double
      let more: Double
      let less: Double
    }
    struct Bounds: Decodable {
      let risk: Double
      let low: Double
      let high: Double
    }
    struct Ratios: Decodable {
      let differences: [Double]
      let clusters: [Int]?
      let estimate: Double
      let tests: [Chance]
      let bounds: [Bounds]
    }
    struct Quantiles: Decodable {
      let head: [Double]
      let base: [Double]
      let quantile: Double
      let ratio: Double
      let tests: [Chance]
      let bounds: [Bounds]
    }
    let ratios: [Ratios]
    let quantiles: [Quantiles]
  }

  private func check(
    _ shift: PairedShift<some ShiftStatistic>,
    _ tests: [Reference.Chance],
    _ bounds: [Reference.Bounds]
  ) throws {
    for row in tests {
      let test = try #require(shift.test(row.shift))
      #expect(test.method == .exact)
      #expect(agrees(test.probabilityOfMore, row.more), "\(row)")
      #expect(agrees(test.probabilityOfLess, row.less), "\(row)")
    }
    for row in bounds {
      let low = try #require(shift.lowerBound(risk: row.risk))
      let high = try #require(shift.upperBound(risk: row.risk))
      // To the safe side, by no more than they are found to.
      #expect(low <= row.low + 1e-9 && low > row.low - 1.1e-5, "\(low) \(row)")
      #expect(high >= row.high - 1e-9 && high < row.high + 1.1e-5, "\(high) \(row)")
    }
  }

  @Test("log ratios, of cases and of clusters")
  func ratios() throws {
    for row in try fixture("shifts", as: Reference.self).ratios {
      let ratios = try #require(PairedLogRatios(row.differences, clusters: row.clusters))
      let shift = PairedShift(ratios, draws: 1, seed: 1)
      #expect(abs(shift.estimate - row.estimate) < 1e-8)
      try check(shift, row.tests, row.bounds)
    }
  }

  @Test("quantiles, by who is beyond that of both")
  func quantiles() throws {
    for row in try fixture("shifts", as: Reference.self).quantiles {
      let side = { (values: [Double]) in
        values.enumerated().map { (logarithm: Double.log($0.element), part: $0.offset) }
      }
      let quantiles = try #require(
        PairedQuantiles(head: side(row.head), base: side(row.base), quantile: row.quantile)
      )
      let shift = PairedShift(quantiles, draws: 1, seed: 1)
      // Both have as many beyond it where one quantile over the other was taken off.
      #expect(abs(shift.estimate - row.ratio) < 0.05)
      try check(shift, row.tests, row.bounds)
    }
  }
}
