import Foundation
import PerfgateStatistics
import Testing

@Suite("Interleaved comparisons")
struct InterleavedComparisonTests {
  private static func terms(
    minimumDelta: Double? = nil,
    direction: BetterDirection = .lower,
    granularity: Double = 0
  ) -> InterleavedTerms {
    InterleavedTerms(
      tolerance: 0.02,
      limit: 0.10,
      minimumDelta: minimumDelta,
      direction: direction,
      granularity: granularity,
      falseAlarm: 0.005,
      miss: 0.01
    )
  }

  /// Rounds of log-normal values around a level, the head's times a factor.
  private static func rounds(
    _ count: Int,
    factor: Double,
    level: Double = 0.01,
    deviation: Double = 0.02,
    seed: UInt64 = 7
  ) -> [MeasurementRound] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let values = random.normals(4, deviation: deviation).map { level * exp($0) }
      return MeasurementRound(
        base: (values[0], values[1]),
        head: (factor * values[2], factor * values[3])
      )
    }
  }

  private static func compared(
    _ rounds: [MeasurementRound],
    _ terms: InterleavedTerms
  ) -> InterleavedComparison {
    var comparison = InterleavedComparison(terms)
    for round in rounds { comparison.append(round) }
    return comparison
  }

  @Test("nothing is below the limit before 8 rounds, however clear it is")
  func fewestRounds() {
    let same = MeasurementRound(base: (1, 1), head: (1, 1))
    var comparison = InterleavedComparison(Self.terms())
    for round in 1...8 {
      comparison.append(same)
      #expect(comparison.belowRound == (round < 8 ? nil : 8))
    }
    #expect(comparison.belowEvidence > comparison.terms.neededToPass)
  }

  @Test("what was proven stays proven")
  func latched() throws {
    let slow = Self.rounds(8, factor: 1.2)
    let fast = Self.rounds(30, factor: 0.8, seed: 8)
    let comparison = Self.compared(slow + fast, Self.terms())
    let round = try #require(comparison.worseRound)
    #expect(round <= 8)
    #expect(comparison.worseEvidence >= comparison.terms.neededToFail)
  }

  @Test("a round that cannot be compared takes nothing back, and stops what was not proven")
  func latchedObstacle() {
    let impossible = MeasurementRound(base: (0, 0.01), head: (0.01, 0.01))
    for (factor, isWorse) in [(1.2, true), (1.0, false)] {
      let proven = Self.compared(
        Self.rounds(12, factor: factor) + [impossible] + Self.rounds(3, factor: 1),
        Self.terms()
      )
      #expect(proven.obstacle == nil && proven.count == 12)
      #expect((proven.worseRound != nil) == isWorse && (proven.belowRound != nil) == !isWorse)
    }
    let early = Self.compared(Self.rounds(2, factor: 1) + [impossible], Self.terms())
    #expect(early.obstacle == .outOfRange)
  }

  @Test("multiplying all values by a constant changes nothing")
  func scaling() {
    let rounds = Self.rounds(12, factor: 1.04)
    let plain = Self.compared(rounds, Self.terms())
    let scaled = Self.compared(
      rounds.map {
        MeasurementRound(
          base: ($0.base.0 * 1024, $0.base.1 * 1024),
          head: ($0.head.0 * 1024, $0.head.1 * 1024)
        )
      },
      Self.terms()
    )
    #expect(agrees(plain.worseEvidence, scaled.worseEvidence, relative: 1e-9))
    #expect(agrees(plain.belowEvidence, scaled.belowEvidence, relative: 1e-9))
    #expect(plain.belowRound == scaled.belowRound)
  }

  @Test("where more is better, values are compared the other way round")
  func direction() {
    let rounds = Self.rounds(12, factor: 1.2)
    let inverse = rounds.map {
      MeasurementRound(
        base: (1 / $0.base.0, 1 / $0.base.1),
        head: (1 / $0.head.0, 1 / $0.head.1)
      )
    }
    let lower = Self.compared(rounds, Self.terms())
    let higher = Self.compared(inverse, Self.terms(direction: .higher))
    #expect(lower.worseRound != nil)
    #expect(lower.worseRound == higher.worseRound)
    let change = higher.estimate(afterRounds: 12, neededToFail: 5)?.change ?? 0
    #expect((higher.shown(change)?.ratio ?? 0) < -0.1)
  }

  @Test("evidence for worse and for below the limit never reach what is needed together early")
  func intervalAgreesWithVerdict() throws {
    for seed in 1...40 {
      let factor = 1 + Double(seed % 8) * 0.03
      let comparison = Self.compared(
        Self.rounds(40, factor: factor, deviation: 0.03, seed: UInt64(seed)),
        Self.terms()
      )
      guard let round = comparison.worseRound ?? comparison.belowRound else { continue }
      let estimate = try #require(
        comparison.estimate(
          afterRounds: round,
          neededToFail: comparison.terms.neededToFail
        )
      )
      if comparison.worseRound != nil {
        #expect(try #require(estimate.low) >= log(1.02) - 1e-9)
      } else {
        #expect(try #require(estimate.high) <= log(1.10) + 1e-9)
      }
      #expect(estimate.change >= estimate.low ?? -.infinity)
      #expect(estimate.change <= estimate.high ?? .infinity)
    }
  }

  @Test("a slow path that is taken now and then is not passed")
  func rareSlowPath() {
    let calm = Self.rounds(20, factor: 1, deviation: 0.001)
    let rounds = calm.enumerated().map { index, round in
      MeasurementRound(
        base: round.base,
        head: (index % 4 == 0 ? round.head.0 * 1.6 : round.head.0, round.head.1)
      )
    }
    let comparison = Self.compared(rounds, Self.terms())
    #expect(comparison.slowInvocations == SlowInvocations(base: 0, head: 5))
    #expect(comparison.belowRound == nil)
    #expect(Self.compared(calm, Self.terms()).belowRound == 8)
  }

  @Test(
    "as many slow invocations as a coin would give are harmless",
    arguments: [
      (0, 0, false), (0, 1, false), (0, 2, true), (1, 2, false), (1, 3, false), (2, 5, true),
      (5, 5, false), (9, 3, false), (1_000, 1_010, false), (1_000, 1_030, true),
    ]
  )
  func guardCounts(base: Int, head: Int, isSuspicious: Bool) {
    #expect(SlowInvocations(base: base, head: head).areSuspicious == isSuspicious)
  }

  @Test("a change below the least difference does not fail, and its limit is what passes")
  func minimumDelta() {
    let rounds = Self.rounds(40, factor: 1.3, level: 0.001, deviation: 0.01)
    #expect(Self.compared(rounds, Self.terms()).worseRound != nil)
    let comparison = Self.compared(rounds, Self.terms(minimumDelta: 0.001))
    #expect(comparison.worseRound == nil)
    #expect(comparison.belowRound != nil)
  }

  @Test("a value of 0 has no ratio: it needs a least difference, in which it is then compared")
  func zeros() {
    let rounds = [MeasurementRound](
      repeating: MeasurementRound(base: (0, 2), head: (1, 0)),
      count: 12
    )
    #expect(Self.compared(rounds, Self.terms()).obstacle == .needsMinimumDelta)
    let comparison = Self.compared(rounds, Self.terms(minimumDelta: 100))
    #expect(comparison.obstacle == nil)
    #expect(comparison.belowRound != nil)
    let worse = [MeasurementRound](
      repeating: MeasurementRound(base: (0, 1), head: (400, 401)),
      count: 12
    )
    #expect(Self.compared(worse, Self.terms(minimumDelta: 100)).worseRound != nil)
  }

  @Test("ticks that are large beside the limit are not judged, small ones widen both thresholds")
  func granularity() {
    let ticks = [MeasurementRound](
      repeating: MeasurementRound(base: (0.05, 0.06), head: (0.05, 0.05)),
      count: 10
    )
    #expect(Self.compared(ticks, Self.terms(granularity: 0.01)).obstacle == .coarse)
    let rounds = Self.rounds(4, factor: 1.04, deviation: 0.02)
    let exact = Self.compared(rounds, Self.terms())
    let coarse = Self.compared(rounds, Self.terms(granularity: 0.0002))
    #expect(coarse.worseEvidence < exact.worseEvidence)
    #expect(coarse.belowEvidence < exact.belowEvidence)
  }

  @Test("no number that arrives traps or proves anything", arguments: hostileNumbers)
  func hostile(number: Double) {
    for place in 0..<4 {
      var values = [1.0, 1.1, 1.05, 1.02]
      values[place] = number
      let hostile = MeasurementRound(base: (values[0], values[1]), head: (values[2], values[3]))
      let honest = MeasurementRound(base: (1, 1.1), head: (1.05, 1.02))
      for minimumDelta in [nil, 0.5, number] {
        for rounds in [[hostile, honest, honest], [honest, hostile, honest]] {
          let comparison = Self.compared(rounds, Self.terms(minimumDelta: minimumDelta))
          _ = comparison.estimate(afterRounds: 3, neededToFail: 5)
          #expect(comparison.worseRound == nil)
          #expect(comparison.obstacle != nil || comparison.worseEvidence.isFinite)
        }
      }
    }
  }

  @Test("the six orders are drawn alike, and each has two invocations of each side")
  func orders() {
    var random = SeededGenerator(seed: 11)
    var counts: [RoundOrder: Int] = [:]
    for _ in 0..<60_000 { counts[.drawn(from: &random), default: 0] += 1 }
    #expect(counts.count == 6)
    // Six standard deviations of a binomial count.
    #expect(counts.values.allSatisfy { abs($0 - 10_000) < 550 })
    #expect(RoundOrder.allCases.allSatisfy { $0.isHead.count { $0 } == 2 })
    #expect(Set(RoundOrder.allCases.map(\.isHead)).count == 6)
  }
}
