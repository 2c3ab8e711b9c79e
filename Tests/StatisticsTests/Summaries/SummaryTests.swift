import PerfgateStatistics
import Testing

private struct Reference: Decodable {
  struct Case: Decodable {
    let name: String
    let samples: [Double]
    let mean, median, standardDeviation, scaledMAD, coefficientOfVariation, lagOne: Double
    let quantiles, meanInterval95: [Double]
    let low, high, severe, beyondScaledMAD: Int
    let medianInterval95, medianInterval999, bcaMean, bcaMedian: [Double]?
  }

  let cases: [Case]
}

private let quantileProbabilities = [0, 0.01, 0.25, 1.0 / 3, 0.9, 0.99, 1]

@Suite struct SummaryTests {
  private func cases() throws -> [Reference.Case] {
    let cases = try fixture("summaries", as: Reference.self).cases
    try #require(cases.count == 12)
    return cases
  }

  @Test func `summaries of Go benchmarks agree with numpy`() throws {
    for expected in try cases() {
      let summary = try Summary(samples: expected.samples)
      #expect(summary.count == expected.samples.count)
      #expect(agrees(summary.mean, expected.mean))
      #expect(agrees(summary.median, expected.median))
      #expect(agrees(summary.standardDeviation, expected.standardDeviation))
      #expect(agrees(summary.scaledMAD, expected.scaledMAD))
      #expect(agrees(summary.coefficientOfVariation, expected.coefficientOfVariation))
      #expect(agrees(summary.lagOneAutocorrelation, expected.lagOne, absolute: 1e-12))
      for (probability, quantile) in zip(quantileProbabilities, expected.quantiles) {
        #expect(agrees(summary.quantile(probability), quantile), "\(expected.name) \(probability)")
      }
    }
  }

  @Test func `outliers of Go benchmarks are those that numpy finds`() throws {
    var total = 0
    for expected in try cases() {
      let outliers = try Summary(samples: expected.samples).outliers
      #expect(outliers.severeLow + outliers.mildLow == expected.low)
      #expect(outliers.severeHigh + outliers.mildHigh == expected.high)
      #expect(outliers.severeLow + outliers.severeHigh == expected.severe)
      #expect(outliers.beyondScaledMAD == expected.beyondScaledMAD)
      total += outliers.total
    }
    #expect(total > 0)
  }

  @Test func `intervals of Go benchmarks agree with scipy`() throws {
    for expected in try cases() {
      let summary = try Summary(samples: expected.samples)
      let mean = summary.meanInterval(confidence: 0.95)
      #expect(agrees(mean?.lower, expected.meanInterval95[0]))
      #expect(agrees(mean?.upper, expected.meanInterval95[1]))
      for (level, ends) in [
        (0.95, expected.medianInterval95), (0.999, expected.medianInterval999),
      ] {
        let interval = summary.medianInterval(confidence: level)
        #expect((interval == nil) == (ends == nil))
        guard let interval, let ends else { continue }
        #expect([interval.lower, interval.upper] == [ends[0], ends[1]])
        #expect(agrees(interval.confidence, ends[2]))
        #expect(interval.confidence >= level)
      }
    }
  }

  @Test func `bootstrap intervals are those of scipy but for the drawn resamples`() throws {
    for expected in try cases() {
      let summary = try Summary(samples: expected.samples)
      for (estimator, ends) in [
        (Summary.Estimator.mean, expected.bcaMean), (.median, expected.bcaMedian),
      ] {
        guard let ends else { continue }
        let interval = try #require(
          summary.bootstrapInterval(of: estimator, confidence: 0.95, resamples: 20_000, seed: 3)
        )
        let slack = (estimator == .mean ? 0.06 : 0.35) * (ends[1] - ends[0])
        #expect(abs(interval.lower - ends[0]) <= slack, "\(expected.name) \(estimator)")
        #expect(abs(interval.upper - ends[1]) <= slack, "\(expected.name) \(estimator)")
      }
    }
  }

  /// NIST StRD, univariate summary statistics, NumAcc1 to NumAcc4: certified mean, standard
  /// deviation and lag-1 autocorrelation.
  @Test(arguments: [
    (10_000_002.0, 1.0, 3, 10_000_002.0, 1.0, -0.5),
    (1.2, 0.1, 1001, 1.2, 0.1, -0.999),
    (1_000_000.2, 0.1, 1001, 1_000_000.2, 0.1, -0.999),
    (10_000_000.2, 0.1, 1001, 10_000_000.2, 0.1, -0.999),
  ])
  func `the certified values of NIST are reached`(
    first: Double,
    step: Double,
    count: Int,
    mean: Double,
    deviation: Double,
    lagOne: Double
  ) throws {
    let samples =
      count == 3
      ? [10_000_001, 10_000_003, 10_000_002.0]
      : [first] + (1..<count).map { $0.isMultiple(of: 2) ? first + step : first - step }
    let summary = try Summary(samples: samples)
    #expect(agrees(summary.mean, mean, relative: 1e-15))
    #expect(agrees(summary.standardDeviation, deviation, relative: 1e-7))
    #expect(agrees(summary.lagOneAutocorrelation, lagOne, relative: 1e-7))
  }

  @Test func `quantiles are of type 7`() throws {
    // Hyndman and Fan's definition 7 at (n - 1) p + 1 of 1, ..., 10, as R's quantile() prints it.
    let summary = try Summary(samples: (1...10).map(Double.init).reversed())
    #expect(summary.quantile(0.25) == 3.25)
    #expect(summary.quantile(0.9) == 9.1)
    #expect(summary.quantile(0.5) == 5.5)
    #expect(summary.quantile(1) == 10)
    #expect(summary.quantile(1.01) == nil)
    #expect(summary.quantile(.nan) == nil)
  }

  @Test func `outliers fall into four classes`() throws {
    let bulk = (0...20).map(Double.init)
    // Quartiles 4.25 and 15.75 of 24: fences at -13, 33 and -30.25, 50.25.
    let outliers = try Summary(samples: bulk + [-20, 40, 90]).outliers
    #expect(outliers.severeLow == 0)
    #expect(outliers.mildLow == 1)
    #expect(outliers.mildHigh == 1)
    #expect(outliers.severeHigh == 1)
    #expect(outliers.total == 3)
    #expect(outliers.beyondScaledMAD == 1)
  }

  @Test func `one sample has no spread and no interval`() throws {
    let summary = try Summary(samples: [3])
    #expect(summary.median == 3)
    #expect(summary.standardDeviation == nil)
    #expect(summary.coefficientOfVariation == nil)
    #expect(summary.lagOneAutocorrelation == nil)
    #expect(summary.scaledMAD == 0)
    #expect(summary.meanInterval(confidence: 0.95) == nil)
    #expect(summary.medianInterval(confidence: 0.95) == nil)
    #expect(
      summary.bootstrapInterval(of: .mean, confidence: 0.95, resamples: 1000, seed: 1) == nil
    )
  }

  @Test func `what cannot be summarised is named`() {
    #expect(throws: SampleError.empty) { try Summary(samples: []) }
    #expect(throws: SampleError.notFinite(index: 1)) { try Summary(samples: [1, .nan]) }
    #expect(throws: SampleError.notFinite(index: 0)) { try Summary(samples: [.infinity, 1]) }
    #expect(throws: SampleError.tooLarge(index: 2)) { try Summary(samples: [1, 2, -1e101]) }
  }

  @Test(arguments: [(0.5, 2), (0.9, 5), (0.95, 6), (0.99, 8), (0.999, 11)])
  func `a median interval exists from the stated number of samples on`(
    confidence: Double,
    needed: Int
  ) throws {
    #expect(Summary.samplesForMedianInterval(confidence: confidence) == needed)
    let enough = try Summary(samples: (0..<needed).map(Double.init))
    let few = try Summary(samples: (0..<(needed - 1)).map(Double.init))
    #expect(enough.medianInterval(confidence: confidence) != nil)
    #expect(few.medianInterval(confidence: confidence) == nil)
  }

  @Test func `median and mean intervals cover as often as they say`() throws {
    var generator = SeededGenerator(seed: 11)
    var median = 0
    var mean = 0
    let runs = 4000
    for _ in 0..<runs {
      let summary = try Summary(samples: generator.normals(20, mean: 5))
      let ofMedian = try #require(summary.medianInterval(confidence: 0.9))
      let ofMean = try #require(summary.meanInterval(confidence: 0.9))
      if (ofMedian.lower...ofMedian.upper).contains(5) { median += 1 }
      if (ofMean.lower...ofMean.upper).contains(5) { mean += 1 }
      // P(6 <= Bin(20, 1/2) <= 14), the ranks 6 and 15.
      #expect(agrees(ofMedian.confidence, 0.9586105346679688))
    }
    #expect(abs(Double(median) / Double(runs) - 0.9586) < 0.012)
    #expect(abs(Double(mean) / Double(runs) - 0.9) < 0.018)
  }

  @Test func `the bootstrap repeats with its seed and covers a skewed mean`() throws {
    var generator = SeededGenerator(seed: 12)
    var covered = 0
    let runs = 300
    for run in 0..<runs {
      let samples = (0..<30).map { _ in
        let z = generator.nextNormal(); return z * z
      }
      let summary = try Summary(samples: samples)
      let seed = UInt64(run)
      let interval = try #require(
        summary.bootstrapInterval(of: .mean, confidence: 0.9, resamples: 500, seed: seed)
      )
      if (interval.lower...interval.upper).contains(1) { covered += 1 }
      if run == 0 {
        #expect(
          interval
            == summary.bootstrapInterval(of: .mean, confidence: 0.9, resamples: 500, seed: seed)
        )
        #expect(
          interval
            != summary.bootstrapInterval(of: .mean, confidence: 0.9, resamples: 500, seed: 99)
        )
      }
    }
    #expect(Double(covered) / Double(runs) > 0.82)
    #expect(Double(covered) / Double(runs) < 0.95)
  }

  @Test func `equal samples have a bootstrap interval without width`() throws {
    let summary = try Summary(samples: [2, 2, 2])
    let interval = summary.bootstrapInterval(
      of: .median,
      confidence: 0.95,
      resamples: 100,
      seed: 1
    )
    #expect(interval?.lower == 2)
    #expect(interval?.upper == 2)
  }

  @Test func `sampling stops at eight sizes only`() {
    #expect((0...300).filter(SampleSizes.mayStop) == [15, 23, 35, 53, 80, 120, 180, 200])
    #expect(SampleSizes.next(after: 0) == 15)
    #expect(SampleSizes.next(after: 15) == 23)
    #expect(SampleSizes.next(after: 199) == 200)
    #expect(SampleSizes.next(after: 200) == nil)
  }
}
