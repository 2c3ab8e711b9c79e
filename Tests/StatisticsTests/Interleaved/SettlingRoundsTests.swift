import Foundation
import PerfgateStatistics
import Testing

@Suite("Rounds to settle, and what is proven together")
struct SettlingRoundsTests {
  @Test(
    "the smallest change that 40 rounds show is what is published for it",
    arguments: [(2.0, 0.61), (100.0, 0.83), (2_000.0, 0.98)]
  )
  func smallestDistance(family: Double, expected: Double) throws {
    let distance = try #require(
      SettlingRounds.smallestDistance(rounds: 40, needed: log(family / 0.01))
    )
    #expect(abs(distance - expected) < 0.011)
  }

  @Test("the number of rounds and the smallest distance are each other's inverse")
  func inverse() throws {
    for rounds in [10, 20, 40, 100, 1_000] {
      let distance = try #require(SettlingRounds.smallestDistance(rounds: rounds, needed: 6))
      let count = try #require(SettlingRounds.count(distance: distance, deviation: 1, needed: 6))
      #expect(abs(count - rounds) <= 1)
    }
  }

  @Test("no distance is never settled, a huge one soon")
  func extremes() {
    #expect(SettlingRounds.count(distance: 0, deviation: 1, needed: 5) == nil)
    #expect(SettlingRounds.count(distance: -1, deviation: 1, needed: 5) == nil)
    #expect(SettlingRounds.count(distance: .nan, deviation: 1, needed: 5) == nil)
    #expect(SettlingRounds.count(distance: 1e-9, deviation: 1, needed: 5) == nil)
    #expect(SettlingRounds.count(distance: 1, deviation: 0, needed: 5.3) == 4)
    #expect(SettlingRounds.smallestDistance(rounds: 1, needed: 5) == nil)
  }

  @Test(
    "the k largest are selected together where the k-th has m / (a k)",
    arguments: [
      ([1000.0, 600, 340, 10], 2, 3), ([999.0, 499, 333], 0, 0), ([1000.0, 1, 1], 1, 1),
      ([400.0, 400, 400], 3, 3), ([], 0, 0),
    ]
  )
  func selection(evidence: [Double], atTen: Int, expected: Int) {
    let logarithms = evidence.shuffled().map { log($0) }
    #expect(EvidenceSelection.count(logarithms, rate: 0.01, familySize: 10) == expected)
  }
}
