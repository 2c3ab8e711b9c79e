import PerfgateStatistics
import Testing

@Suite("Interleaved comparisons, held against an account in numpy")
struct InterleavedReferenceTests {
  struct Reference: Decodable, Sendable {
    let name: String
    let tolerance: Double
    let limit: Double
    let falseAlarm: Double
    let miss: Double
    let granularity: Double
    let base: [[Double]]
    let head: [[Double]]
    let worse: [Double]
    let below: [Double]
    let better: [Double]
    let worseRound: Int?
    let belowRound: Int?
    let betterRound: Int?
    let estimate: Double
    let low: Double?
    let high: Double?

    var rounds: [MeasurementRound] {
      zip(base, head).map { MeasurementRound(base: ($0[0], $0[1]), head: ($1[0], $1[1])) }
    }

    var terms: InterleavedTerms {
      InterleavedTerms(
        tolerance: tolerance,
        limit: limit,
        granularity: granularity,
        falseAlarm: falseAlarm,
        miss: miss
      )
    }
  }

  private struct References: Decodable {
    let cases: [Reference]
  }

  static func cases() throws -> [Reference] {
    try fixture("interleaved", as: References.self).cases
  }

  @Test("the evidence after every round, until it is latched")
  func evidence() throws {
    for reference in try Self.cases() {
      var comparison = InterleavedComparison(reference.terms)
      for (index, round) in reference.rounds.enumerated() {
        comparison.append(round)
        let expected = [reference.worse, reference.below, reference.better]
        let rounds = [reference.worseRound, reference.belowRound, reference.betterRound]
        let actual = [
          comparison.worseEvidence, comparison.belowEvidence, comparison.betterEvidence,
        ]
        for claim in 0..<3 {
          let round = min(index, (rounds[claim] ?? .max) - 1)
          #expect(
            agrees(actual[claim], expected[claim][round], relative: 1e-9, absolute: 1e-9),
            "\(reference.name), claim \(claim), round \(index + 1)"
          )
        }
      }
      #expect(comparison.worseRound == reference.worseRound, "\(reference.name)")
      #expect(comparison.belowRound == reference.belowRound, "\(reference.name)")
      #expect(comparison.betterRound == reference.betterRound, "\(reference.name)")
    }
  }

  @Test("estimates and the ends of intervals")
  func estimates() throws {
    for reference in try Self.cases() {
      var comparison = InterleavedComparison(reference.terms)
      for round in reference.rounds { comparison.append(round) }
      let estimate = try #require(
        comparison.estimate(
          afterRounds: reference.rounds.count,
          neededToFail: reference.terms.neededToFail
        )
      )
      // The evidence jumps where a value changes its rank, which bisection finds to its last bits.
      #expect(agrees(estimate.change, reference.estimate, relative: 1e-6, absolute: 1e-11))
      for (actual, expected) in [(estimate.low, reference.low), (estimate.high, reference.high)] {
        #expect((actual == nil) == (expected == nil), "\(reference.name)")
        if let expected {
          #expect(agrees(actual, expected, relative: 1e-6, absolute: 1e-11), "\(reference.name)")
        }
      }
    }
  }
}
