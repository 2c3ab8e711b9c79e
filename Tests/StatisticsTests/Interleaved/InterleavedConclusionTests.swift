import Foundation
import PerfgateStatistics
import Testing

@Suite("What is concluded of all metrics together")
struct InterleavedConclusionTests {
  /// Ten metrics share 1%.
  private static let terms = InterleavedTerms(
    tolerance: 0.02,
    limit: 0.10,
    falseAlarm: 0.001,
    miss: 0.01
  )

  /// Compares a head that takes a factor of the base's time, until that is enough.
  private static func attempts(
    factor: Double,
    minimumDelta: Double? = nil,
    seed: UInt64 = 7,
    until isEnough: (InterleavedComparison) -> Bool = { $0.count == 40 }
  ) -> InterleavedAttempts {
    var terms = terms
    terms.minimumDelta = minimumDelta
    var attempts = InterleavedAttempts(terms)
    var random = SeededGenerator(seed: seed)
    while !isEnough(attempts.first), attempts.first.count < 200 {
      let values = random.normals(4, deviation: 0.02).map { 0.01 * exp($0) }
      attempts.append(
        MeasurementRound(
          base: (values[0], values[1]),
          head: (factor * values[2], factor * values[3])
        )
      )
    }
    return attempts
  }

  private static func conclude(_ metrics: [InterleavedAttempts]) -> [InterleavedConclusion] {
    InterleavedConclusion.all(of: metrics, rate: 0.01, familySize: 10)
  }

  /// More evidence than ten proven ones need each, and less than one alone does.
  private static func isBetween(_ evidence: Double) -> Bool {
    evidence > log(10 / (0.01 * 9)) + 0.1 && evidence < terms.neededToFail
  }

  @Test("many regressions make an improvement no cheaper, many improvements do", arguments: 1...5)
  func betterAmongBetter(seed: UInt64) throws {
    let weak = Self.attempts(factor: 0.965, seed: seed) {
      $0.belowRound != nil && $0.betterEvidence > log(10 / (0.01 * 9)) + 0.1
    }
    try #require(Self.isBetween(weak.first.betterEvidence))
    let worse = (1...9).map { Self.attempts(factor: 1.3, seed: UInt64($0)) }
    let beside = try #require(Self.conclude(worse + [weak]).last)
    #expect(!beside.isBetter)
    #expect(beside.outcome == .below)
    #expect(abs(beside.neededForBetter - Self.terms.neededToFail) < 1e-9)
    let better = (1...9).map { Self.attempts(factor: 0.7, seed: UInt64($0)) }
    let conclusions = Self.conclude(better + [weak])
    #expect(conclusions.allSatisfy { $0.isBetter })
    #expect(abs(conclusions[9].neededForBetter - log(10 / (0.01 * 10))) < 1e-9)
    #expect(abs(conclusions[9].neededToFail - Self.terms.neededToFail) < 1e-9)
  }

  @Test("a change for the better below the least difference is none, as one for the worse")
  func minimumDelta() {
    for (factor, minimumDelta, isBetter) in [
      (0.7, nil, true), (0.7, 0.002, true), (0.7, 0.004, false), (1.3, 0.002, false),
    ] as [(Double, Double?, Bool)] {
      let attempts = Self.attempts(factor: factor, minimumDelta: minimumDelta)
      #expect((attempts.first.betterRound != nil) == isBetter)
      #expect(Self.conclude([attempts])[0].isBetter == isBetter)
    }
    #expect(Self.attempts(factor: 1.3, minimumDelta: 0.002).first.worseRound != nil)
    #expect(Self.attempts(factor: 1.3, minimumDelta: 0.004).first.worseRound == nil)
  }

  @Test("what stays below its least difference makes no other metric cheaper")
  func uncounted() throws {
    let weak = Self.attempts(factor: 1.036) { $0.worseEvidence > log(10 / (0.01 * 9)) + 0.1 }
    try #require(Self.isBetween(weak.first.worseEvidence))
    let large = (1...9).map { Self.attempts(factor: 1.3, seed: UInt64($0)) }
    #expect(Self.conclude(large + [weak])[9].outcome == .worse)
    let small = (1...9).map {
      Self.attempts(factor: 1.3, minimumDelta: 0.004, seed: UInt64($0))
    }
    #expect(Self.conclude(small + [weak])[9].outcome != .worse)
  }

  @Test("an improvement is one as soon as it is both below the limit and better")
  func moment() throws {
    let attempts = Self.attempts(factor: 0.965) { $0.betterRound != nil }
    let below = try #require(attempts.first.belowRound)
    let better = try #require(attempts.first.betterRound)
    try #require(better > below)
    let estimate = try #require(Self.conclude([attempts])[0].estimate)
    #expect(estimate.rounds == better)
    #expect(try #require(estimate.high) <= log(0.98))
  }

  /// Adds a round in which the head takes a factor of the base's time.
  private static func add(_ factor: Double, to attempts: inout InterleavedAttempts, _ index: Int) {
    let values = (0..<4).map { 0.01 * (1 + 0.002 * Double((index + $0) % 5)) }
    attempts.append(
      MeasurementRound(
        base: (values[0], values[1]),
        head: (factor * values[2], factor * values[3])
      )
    )
  }

  @Test("what a second attempt answered stays, however long it is measured along with others")
  func latchedSecond() {
    for (factor, other, agreement) in [
      (1.3, 0.9, InterleavedAttempts.Agreement.confirmed), (0.9, 1.3, .disagrees),
    ] {
      var attempts = Self.attempts(factor: 1.3) { $0.worseRound != nil }
      attempts.beginSecond()
      for index in 0..<60 where !attempts.isSettled { Self.add(factor, to: &attempts, index) }
      #expect(attempts.isSettled && attempts.agreement == agreement)
      let rounds = attempts.second?.count
      for index in 0..<60 { Self.add(other, to: &attempts, index) }
      #expect(attempts.agreement == agreement && attempts.second?.count == rounds)
    }
  }

  @Test("a suspicion is not cleared by a second attempt that was cut short")
  func shortSecond() throws {
    var terms = Self.terms
    terms.granularity = 0
    var attempts = InterleavedAttempts(terms)
    var random = SeededGenerator(seed: 3)
    // Nothing can be proven with noise of 40%, and the estimate is beyond the limit.
    for _ in 0..<10 {
      let values = random.normals(4, deviation: 0.4).map { 0.01 * exp($0) }
      attempts.append(
        MeasurementRound(base: (values[0], values[1]), head: (1.5 * values[2], 1.5 * values[3]))
      )
    }
    try #require(Self.conclude([attempts])[0].outcome == .suspected)
    attempts.beginSecond()
    Self.add(1, to: &attempts, 0)
    #expect(Self.conclude([attempts])[0].outcome == .suspected)
  }
}
