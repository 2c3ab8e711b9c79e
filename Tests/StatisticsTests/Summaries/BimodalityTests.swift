import Foundation
import PerfgateStatistics
import Testing

private struct Reference: Decodable {
  struct Case: Decodable {
    let samples: [Double]
    let dip: Double
  }

  let cases: [Case]
}

/// Shapes that samples are drawn from.
enum Shape: String, CaseIterable, Sendable {
  case normal, logNormal, heavyLogNormal, uniform, exponential, ticking, coarselyTicking
  case twoModes, twoUnequalModes

  func draw(_ count: Int, from generator: inout SeededGenerator) -> [Double] {
    (0..<count).map { _ in draw(from: &generator) }
  }

  private func draw(from generator: inout SeededGenerator) -> Double {
    let normal = generator.nextNormal()
    let unit = generator.nextUnit()
    return switch self {
    case .normal: 100 + normal
    case .logNormal: exp(0.3 * normal)
    case .heavyLogNormal: exp(normal)
    case .uniform: unit
    case .exponential: -log(1 - unit)
    case .ticking: (100 + 2 * normal).rounded()
    case .coarselyTicking: (100 + 0.6 * normal).rounded()
    case .twoModes: normal + (unit < 0.5 ? 100 : 106)
    case .twoUnequalModes: normal + (unit < 0.7 ? 100 : 108)
    }
  }
}

@Suite struct BimodalityTests {
  private func indicated(_ shape: Shape, count: Int, runs: Int) throws -> Double {
    var generator = SeededGenerator(seed: 77)
    var found = 0
    for _ in 0..<runs {
      let summary = try Summary(samples: shape.draw(count, from: &generator))
      if summary.bimodality?.isIndicated == true { found += 1 }
    }
    return Double(found) / Double(runs)
  }

  @Test func `the dip agrees with the package diptest`() throws {
    let cases = try fixture("dips", as: Reference.self).cases
    try #require(cases.count == 25)
    for expected in cases {
      let bimodality = try #require(try Summary(samples: expected.samples).bimodality)
      #expect(agrees(bimodality.dip, expected.dip, relative: 1e-8))
    }
  }

  @Test(arguments: [
    Shape.normal, .logNormal, .heavyLogNormal, .exponential, .ticking, .coarselyTicking,
  ])
  func `fewer than one in a hundred unimodal samples of 30 are flagged`(shape: Shape) throws {
    #expect(try indicated(shape, count: 30, runs: 3000) < 0.01)
  }

  @Test(arguments: [15, 30, 41, 120])
  func `about one in a hundred uniform samples is flagged, the worst case`(count: Int) throws {
    let rate = try indicated(.uniform, count: count, runs: 4000)
    #expect(rate > 0.004)
    #expect(rate < 0.0165)
  }

  @Test(arguments: [
    (Shape.twoModes, 30, 0.58), (.twoModes, 80, 0.97), (.twoUnequalModes, 53, 0.58),
  ])
  func `two modes are found`(shape: Shape, count: Int, share: Double) throws {
    #expect(try indicated(shape, count: count, runs: 500) > share)
  }

  @Test func `too few or equal samples cannot be told`() throws {
    #expect(try Summary(samples: (0..<14).map(Double.init)).bimodality == nil)
    #expect(try Summary(samples: [Double](repeating: 1, count: 50)).bimodality == nil)
    #expect(try Summary(samples: (0..<15).map(Double.init)).bimodality?.isIndicated == false)
  }
}
