import Foundation
import PerfgateStatistics
import Testing

/// Whole runs against a baseline, with the rates that docs/STATISTICS.md states.
@Suite struct BaselineSimulationTests {
  private let tolerance = log(1.02)
  private let limit = log(1.1)

  private enum Outcome { case regressed, suspected, passed, inconclusive }

  /// The verdict rules for a committed baseline, with the defaults: t 2%, D 10%, a and b 1%.
  private func outcomes(
    predictions: [BaselinePrediction],
    observed: [Double]
  ) throws -> [Outcome] {
    let severity = try #require(SeverityLevels(tolerance: tolerance, limits: [limit]))
    let probabilities = try zip(predictions, observed).map {
      try #require($0.probabilityWorse(observed: $1, tolerance: tolerance))
    }
    let adjusted = try #require(HolmAdjustment.adjusted(probabilities))
    let level = BaselinePrediction.level(
      falseAlarms: 0.01,
      familySize: observed.count,
      miss: 0.01
    )
    return try observed.indices.map { index in
      let prediction = predictions[index]
      let change = prediction.change(of: observed[index])
      if adjusted[index] <= 0.01, severity.level(ofEstimate: change) != nil { return .regressed }
      if change >= limit { return .suspected }
      let upper = try #require(prediction.upperBound(observed: observed[index], risk: 0.01))
      let provable = try #require(prediction.provable(tolerance: tolerance, level: level))
      return upper < limit || provable > limit ? .passed : .inconclusive
    }
  }

  /// Runs of `metrics` metrics: recordings scatter by `spread`, the first metric is off by `shift`.
  private func simulate(
    runs: Int,
    metrics: Int,
    recordings: Int,
    spread: Double,
    shift: Double = 0,
    seed: UInt64,
    each: ([Outcome]) -> Void
  ) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<runs {
      let predictions = try (0..<metrics).map { _ in
        try BaselinePrediction(epochs: [generator.normals(recordings, deviation: spread)])
      }
      var observed = generator.normals(metrics, deviation: spread)
      observed[0] += shift
      each(try outcomes(predictions: predictions, observed: observed))
    }
  }

  /// At most 0.2% is expected at 2% spread and 0.9% at 5%; 1% is promised.
  @Test(arguments: [1, 2, 5, 20], [(0.02, 0.002), (0.05, 0.009)])
  func `a run of unchanged code seldom is red`(
    recordings: Int,
    spreadAndRate: (Double, Double)
  ) throws {
    var red = 0
    let (spread, rate) = spreadAndRate
    try simulate(runs: 2000, metrics: 10, recordings: recordings, spread: spread, seed: 1) {
      if $0.contains(.regressed) { red += 1 }
    }
    #expect(Double(red) / 2000 <= rate)
  }

  @Test func `where the prior is right the Holm test keeps its level and uses it`() throws {
    var generator = SeededGenerator(seed: 2)
    var red = 0
    let runs = 4000
    for _ in 0..<runs {
      let probabilities = try (0..<5).map { _ in
        let prediction = try BaselinePrediction(epochs: [generator.normals(4, deviation: 0.04)])
        let worst = log(1.02) + 0.04 * generator.nextNormal()
        return try #require(prediction.probabilityWorse(observed: worst, tolerance: tolerance))
      }
      if try #require(HolmAdjustment.adjusted(probabilities)).contains(where: { $0 <= 0.05 }) {
        red += 1
      }
    }
    // Unchanged by more than the tolerance, on its edge. The median as the centre costs a little
    // beyond the level of 5% (its variance is above 1/n), the true prior saves a little.
    #expect(Double(red) / Double(runs) < 0.06)
    #expect(Double(red) / Double(runs) > 0.02)
  }

  @Test func `unchanged code with one recording and six metrics passes`() throws {
    var others = 0
    try simulate(runs: 2000, metrics: 6, recordings: 1, spread: 0.01, seed: 3) {
      others += $0.count { $0 != .passed }
    }
    #expect(others == 0)
  }

  @Test(arguments: [1, 10]) func `a doubled time is regressed always`(recordings: Int) throws {
    var regressed = 0
    try simulate(
      runs: 1000,
      metrics: 6,
      recordings: recordings,
      spread: 0.01,
      shift: log(2),
      seed: 4
    ) {
      if $0[0] == .regressed { regressed += 1 }
    }
    #expect(regressed == 1000)
  }

  /// Ten recordings, six metrics, 1% spread: +12% is regressed in 23% and suspected in 72%, +15%
  /// regressed in 96%.
  @Test(arguments: [(1.12, 0.17...0.30, 0.64...0.80), (1.15, 0.92...0.99, 0.0...0.08)])
  func `ten recordings find smaller changes as often as stated`(
    factor: Double,
    regressed: ClosedRange<Double>,
    suspected: ClosedRange<Double>
  ) throws {
    var found = 0.0
    var suspicious = 0.0
    try simulate(
      runs: 2000,
      metrics: 6,
      recordings: 10,
      spread: 0.01,
      shift: log(factor),
      seed: 5
    ) {
      if $0[0] == .regressed { found += 1 / 2000 }
      if $0[0] == .suspected { suspicious += 1 / 2000 }
    }
    #expect(regressed.contains(found))
    #expect(suspected.contains(suspicious))
  }

  @Test func `a change of just the provable size is proven half of the time`() throws {
    let level = BaselinePrediction.level(falseAlarms: 0.01, familySize: 10, miss: 0.01)
    let provable = try #require(
      try BaselinePrediction(epochs: [[0]]).provable(tolerance: tolerance, level: level)
    )
    var proven = 0
    try simulate(
      runs: 2000,
      metrics: 10,
      recordings: 1,
      spread: 0.02,
      shift: provable,
      seed: 6
    ) {
      if $0[0] == .regressed { proven += 1 }
    }
    #expect(abs(Double(proven) / 2000 - 0.5) < 0.04)
  }

  @Test func `an accepted change does not make unchanged code red or hide the next one`() throws {
    var generator = SeededGenerator(seed: 7)
    var red = 0
    var redWithoutEpochs = 0
    var hidden = 0
    for _ in 0..<2000 {
      let old = generator.normals(9, deviation: 0.01)
      let slower = log(1.2) + 0.01 * generator.nextNormal()
      let unchanged = log(1.2) + 0.01 * generator.nextNormal()
      let epochs = try BaselinePrediction(epochs: [old, [slower]])
      let flat = try BaselinePrediction(epochs: [old + [slower]])
      if try outcomes(predictions: [epochs], observed: [unchanged]) == [.regressed] { red += 1 }
      if try outcomes(predictions: [flat], observed: [unchanged]) == [.regressed] {
        redWithoutEpochs += 1
      }
      let faster = try BaselinePrediction(
        epochs: [old, generator.normals(1, mean: log(0.8), deviation: 0.01)])
      let later = log(0.8) + log(1.25) + 0.01 * generator.nextNormal()
      if try outcomes(predictions: [faster], observed: [later]) == [.passed] { hidden += 1 }
    }
    #expect(red == 0)
    #expect(hidden == 0)
    #expect(redWithoutEpochs > 1000)
  }
}
