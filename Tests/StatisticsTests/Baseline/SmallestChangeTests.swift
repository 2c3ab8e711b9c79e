import Foundation
import PerfgateStatistics
import Testing

struct SmallestChangeTests {
  private static let level = BaselinePrediction.level(falseAlarms: 0.01, familySize: 1, miss: 0.01)

  @Test("one recording can prove what its prediction says, and more recordings prove less")
  func committed() throws {
    let one = try #require(
      SmallestChange.committed(recordings: 1, spread: 0.01, tolerance: 0.02, level: Self.level)
    )
    let prediction = try BaselinePrediction(epochs: [[0]])
    let provable = try #require(
      prediction.provableRatio(toleranceRatio: 0.02, level: Self.level)
    )
    #expect(abs(one - provable) < 1e-12)
    let many = [1, 5, 10, 20, 40].compactMap {
      SmallestChange.committed(recordings: $0, spread: 0.01, tolerance: 0.02, level: Self.level)
    }
    #expect(many.count == 5)
    #expect(many == many.sorted(by: >))
  }

  @Test("at a spread of 1% eleven recordings prove 10%, as docs/STATISTICS.md has it")
  func eleven() throws {
    func change(_ recordings: Int) throws -> Double {
      try #require(
        SmallestChange.committed(
          recordings: recordings,
          spread: 0.01,
          tolerance: 0.02,
          level: Self.level
        )
      )
    }
    #expect(try change(10) > 0.1)
    #expect(try change(11) <= 0.1)
  }

  @Test("in turns it is the tolerance and 0.61 of the spread")
  func interleaved() throws {
    let change = try #require(SmallestChange.interleaved(spread: 0.03, tolerance: 0.02))
    #expect(abs(change - (1.02 * exp(0.0183) - 1)) < 1e-12)
    #expect(SmallestChange.interleaved(spread: .nan, tolerance: 0.02) == nil)
    #expect(
      SmallestChange.committed(recordings: 0, spread: 0, tolerance: 0, level: 0.01) == nil
    )
  }

  @Test("the spread of neighbours does not see a drift, and finds the noise")
  func neighbours() throws {
    var random = SeededGenerator(seed: 9)
    let values = (0..<2000).map { exp(0.001 * Double($0) + 0.03 * random.nextNormal()) }
    let spread = try #require(NeighbourSpread.logarithmic(values))
    #expect(abs(spread - 0.03) < 0.003)
    #expect(NeighbourSpread.logarithmic([1]) == nil)
    #expect(NeighbourSpread.logarithmic([1, 0]) == nil)
    #expect(NeighbourSpread.deviation([1]) == nil)
  }
}
