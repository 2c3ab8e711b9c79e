import PerfgateStatistics
import Testing

@Suite("Paired tests as scipy and statsmodels compute them")
struct PairedReferenceTests {
  private struct Reference: Decodable {
    struct Outcomes: Decodable {
      let worse: Int
      let better: Int
      let p: Double
    }
    struct Rates: Decodable {
      let worse: Int
      let better: Int
      let cases: Int
      let upper: [Double]
      let lower: [Double]
    }
    struct Flips: Decodable {
      let differences: [Double]
      let p: Double
    }
    struct Mean: Decodable {
      let differences: [Double]
      let clusters: [Int]?
      let low: Double
      let high: Double
      let error: Double
    }
    let mcnemar: [Outcomes]
    let rates: [Rates]
    let flips: [Flips]
    let means: [Mean]
  }

  @Test("McNemar's exact test")
  func mcnemar() throws {
    for row in try fixture("paired", as: Reference.self).mcnemar {
      let p = McNemarTest.probability(worse: row.worse, better: row.better)
      #expect(agrees(p, row.p), "\(row)")
    }
  }

  @Test("Tango's bounds of a difference of paired rates")
  func rates() throws {
    for row in try fixture("paired", as: Reference.self).rates {
      let rates = try #require(
        PairedRates(worse: row.worse, better: row.better, cases: row.cases)
      )
      for (index, risk) in [0.05, 0.025, 0.001].enumerated() {
        let (upper, lower) = (rates.upperBound(risk: risk), rates.lowerBound(risk: risk))
        #expect(agrees(upper, row.upper[index], relative: 1e-6), "\(row) \(risk)")
        #expect(agrees(lower, row.lower[index], relative: 1e-6), "\(row) \(risk)")
      }
    }
  }

  @Test("sign flips over all ways")
  func flips() throws {
    for row in try fixture("paired", as: Reference.self).flips {
      let test = try #require(SignFlipTest(row.differences, draws: 1, seed: 1))
      #expect(test.method == .exact)
      #expect(agrees(test.probabilityOfMore, row.p), "\(row)")
    }
  }

  @Test("intervals of a mean, of cases and of clusters")
  func means() throws {
    for row in try fixture("paired", as: Reference.self).means {
      let mean = try #require(PairedMean(row.differences, clusters: row.clusters))
      #expect(agrees(mean.standardError, row.error))
      #expect(agrees(mean.lowerBound(risk: 0.025), row.low))
      #expect(agrees(mean.upperBound(risk: 0.025), row.high))
    }
  }
}
