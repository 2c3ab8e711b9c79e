import Foundation
import PerfgateStatistics
import Testing

private struct Reference: Decodable {
  struct Case: Decodable {
    let epochs: [[Double]]
    let priorDegreesOfFreedom, priorSpread, observed, centre, degreesOfFreedom, spread: Double
    let standardError, worse, better, upper, lower, provable, provableRatio: Double
    let familySize, count: Int
  }

  let cases: [Case]
}

@Suite struct BaselinePredictionTests {
  @Test func `predictions agree with scipy over epochs and priors`() throws {
    let cases = try fixture("baselines", as: Reference.self).cases
    try #require(cases.count == 20)
    for expected in cases {
      let prior = try #require(
        SpreadPrior(
          degreesOfFreedom: expected.priorDegreesOfFreedom,
          standardDeviation: expected.priorSpread
        )
      )
      let prediction = try BaselinePrediction(epochs: expected.epochs, prior: prior)
      let observed = expected.observed
      let tolerance = log(1.02)
      let level = BaselinePrediction.level(
        falseAlarms: 0.01,
        familySize: expected.familySize,
        miss: 0.01
      )
      #expect(prediction.count == expected.count)
      #expect(prediction.degreesOfFreedom == expected.degreesOfFreedom)
      #expect(agrees(prediction.centre, expected.centre))
      #expect(agrees(prediction.spread, expected.spread))
      #expect(agrees(prediction.standardError, expected.standardError))
      let worse = prediction.probabilityWorse(observed: observed, tolerance: tolerance)
      let better = prediction.probabilityBetter(observed: observed, tolerance: tolerance)
      #expect(agrees(worse, expected.worse, relative: 1e-9))
      #expect(agrees(better, expected.better, relative: 1e-9))
      let upper = prediction.upperBound(observed: observed, risk: 0.01)
      let lower = prediction.lowerBound(observed: observed, risk: 0.01)
      #expect(agrees(upper, expected.upper, absolute: 1e-12))
      #expect(agrees(lower, expected.lower, absolute: 1e-12))
      #expect(agrees(prediction.provable(tolerance: tolerance, level: level), expected.provable))
      #expect(
        agrees(
          prediction.provableRatio(toleranceRatio: 0.02, level: level),
          expected.provableRatio
        )
      )
    }
  }

  @Test func `the level is the newest epoch's and the spread is learned from all`() throws {
    let old = [1.0, 1.02, 0.98, 1.01, 0.99]
    let alone = try BaselinePrediction(epochs: [[2.0]])
    let informed = try BaselinePrediction(epochs: [old, [], [2.0]])
    #expect(informed.centre == 2)
    #expect(informed.count == 1)
    #expect(informed.degreesOfFreedom == 12)
    #expect(agrees(informed.spread, ((8 * 0.0016 + 0.001) / 12).squareRoot()))
    #expect(alone.spread == 0.04)
    #expect(alone.standardError == 0.04 * 2.0.squareRoot())
  }

  @Test func `the centre is the mean of two and the median of three`() throws {
    #expect(try BaselinePrediction(epochs: [[1, 3]]).centre == 2)
    #expect(try BaselinePrediction(epochs: [[1, 2, 9]]).centre == 2)
  }

  @Test func `of more than forty recordings the last forty count`() throws {
    let many = (0..<60).map(Double.init)
    let prediction = try BaselinePrediction(epochs: [[5, 5], many])
    #expect(prediction.epochs == [Array(many.suffix(40))])
    #expect(prediction.degreesOfFreedom == 47)
    let two = try BaselinePrediction(epochs: [many, [7, 7]])
    #expect(two.epochs.map(\.count) == [38, 2])
  }

  @Test func `without a recording in the newest epoch there is no prediction`() {
    #expect(throws: BaselinePrediction.Failure.noRecordings) {
      try BaselinePrediction(epochs: [])
    }
    #expect(throws: BaselinePrediction.Failure.noRecordings) {
      try BaselinePrediction(epochs: [[1, 2], []])
    }
    for bad in [Double.nan, .infinity, 1e101] {
      #expect(throws: BaselinePrediction.Failure.outOfRange) {
        try BaselinePrediction(epochs: [[bad], [1]])
      }
    }
  }

  @Test func `what is provable is just proven and just ruled out`() throws {
    let prediction = try BaselinePrediction(epochs: [[0, 0.01, -0.01, 0.02]])
    let provable = try #require(prediction.provable(tolerance: 0.02, level: 0.002))
    let observed = prediction.centre + provable
    let probability = prediction.probabilityWorse(observed: observed, tolerance: 0.02)
    #expect(agrees(probability, 0.002))
    #expect(agrees(prediction.lowerBound(observed: observed, risk: 0.002), 0.02))
    let better = prediction.probabilityBetter(
      observed: prediction.centre - provable,
      tolerance: 0.02
    )
    #expect(agrees(better, 0.002))
  }

  /// The sizes of the design: one recording and the prior prove +20, 32, 42 and 53%.
  @Test(arguments: [(1, 0.20), (10, 0.32), (50, 0.42), (200, 0.53)])
  func `one recording can prove a large change`(familySize: Int, ratio: Double) throws {
    let level = BaselinePrediction.level(falseAlarms: 0.01, familySize: familySize, miss: 0.01)
    let provable = try BaselinePrediction(epochs: [[3]]).provableRatio(
      toleranceRatio: 0.02,
      level: level
    )
    #expect(abs(try #require(provable) - ratio) < 0.006)
  }

  @Test(arguments: [(1, 11), (6, 21), (50, 37)])
  func `the recordings that prove the limit are those of the design`(
    familySize: Int,
    recordings: Int
  ) throws {
    let needed = BaselinePrediction.recordingsNeeded(
      toProve: log(1.1),
      tolerance: log(1.02),
      familySize: familySize,
      falseAlarms: 0.01,
      miss: 0.01,
      spread: 0.01
    )
    #expect(needed == recordings)
    // The same by making such a baseline: deviations whose pooled variance is 1% squared.
    let level = BaselinePrediction.level(falseAlarms: 0.01, familySize: familySize, miss: 0.01)
    func provable(_ count: Int) throws -> Double {
      let step = 0.01 * (Double(count - 1) / 2).squareRoot()
      let values = [Double](repeating: 0, count: count - 2) + [-step, step]
      return try #require(
        try BaselinePrediction(epochs: [values]).provableRatio(toleranceRatio: 0.02, level: level)
      )
    }
    #expect(try provable(recordings) <= 0.1)
    #expect(try provable(recordings - 1) > 0.1)
  }

  @Test func `recordings needed count from what is there`() throws {
    let tolerance = log(1.02)
    let limit = log(1.1)
    let first = try BaselinePrediction(epochs: [[0]])
    #expect(
      first.recordingsNeeded(
        toProve: limit,
        tolerance: tolerance,
        level: 0.01,
        futureSpread: 0.01
      ) == 10
    )
    #expect(
      first.recordingsNeeded(toProve: log(1.3), tolerance: tolerance, level: 0.01, futureSpread: 0)
        == 0
    )
    #expect(
      first.recordingsNeeded(
        toProve: limit,
        tolerance: tolerance,
        level: 0.01,
        futureSpread: 0.1
      ) == nil
    )
    let calm = [Double](repeating: 0, count: 12)
    let accepted = try BaselinePrediction(epochs: [calm, [1]])
    let more = try #require(
      accepted.recordingsNeeded(
        toProve: limit,
        tolerance: tolerance,
        level: 0.01,
        futureSpread: 0.01
      )
    )
    #expect(more > 0)
    #expect(more < 10)
    let full = try BaselinePrediction(epochs: [[Double](repeating: 0, count: 60)])
    #expect(
      full.recordingsNeeded(toProve: 0.02, tolerance: 0.02, level: 0.01, futureSpread: 0.01) == nil
    )
  }

  @Test func `inputs outside the ranges have no answer`() throws {
    let prediction = try BaselinePrediction(epochs: [[0]])
    #expect(prediction.probabilityWorse(observed: .nan, tolerance: 0) == nil)
    #expect(prediction.probabilityWorse(observed: 0, tolerance: -0.1) == nil)
    #expect(prediction.probabilityBetter(observed: .infinity, tolerance: 0) == nil)
    #expect(prediction.upperBound(observed: 0, risk: 0) == nil)
    #expect(prediction.lowerBound(observed: 0, risk: 0.6) == nil)
    #expect(prediction.provable(tolerance: .infinity, level: 0.01) == nil)
    #expect(prediction.provableRatio(toleranceRatio: -2, level: 0.01) == nil)
    #expect(SpreadPrior(degreesOfFreedom: 0, standardDeviation: 0.1) == nil)
    #expect(SpreadPrior(standardDeviation: 0) == nil)
    #expect(SpreadPrior(standardDeviation: .nan) == nil)
  }
}
