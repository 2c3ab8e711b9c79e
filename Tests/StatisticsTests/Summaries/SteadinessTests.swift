import Foundation
import PerfgateStatistics
import Testing

struct SteadinessTests {
  /// A settled series with another shape laid over it.
  private func series(
    _ count: Int,
    noise: Double,
    _ random: inout SeededGenerator,
    shape: (Int) -> Double = { _ in 1 }
  ) -> [Double] {
    (0..<count).map { shape($0) * exp(noise * random.nextNormal()) }
  }

  @Test("43 of the 924 orders of twelve values are a fall, as exact tables have it")
  func exact() {
    var falls = 0
    var orders = 0
    for mask in 0..<4096 where mask.nonzeroBitCount == 6 {
      let early = (0..<12).filter { mask >> $0 & 1 == 1 }.map(Double.init)
      let late = (0..<12).filter { mask >> $0 & 1 == 0 }.map(Double.init)
      orders += 1
      if Steadiness.isFalling(early + late) { falls += 1 }
    }
    #expect(orders == 924)
    #expect(falls == 43)
  }

  @Test("fewer than twelve values, or equal ones, are no fall")
  func few() {
    #expect(!Steadiness.isFalling((0..<11).map { Double(-$0) }))
    #expect(Steadiness.isFalling((0..<12).map { Double(-$0) }))
    #expect(!Steadiness.isFalling([Double](repeating: 1, count: 12)))
  }

  @Test("what takes turns between two or three levels is no fall", arguments: [2, 3])
  func alternating(period: Int) {
    var random = SeededGenerator(seed: 2)
    let falls = (0..<2000).count { _ in
      Steadiness.isFalling(series(12, noise: 0.02, &random) { $0 % period == 0 ? 1.5 : 1 })
    }
    #expect(falls <= 100)
  }

  @Test("a trend is found where there is one, in either direction")
  func trend() throws {
    var random = SeededGenerator(seed: 3)
    let down = series(60, noise: 0.02, &random) { 1.2 - 0.2 * Double($0) / 60 }
    #expect(try #require(Steadiness.drift(of: down)) < -0.1)
    let up = series(200, noise: 0.05, &random) { 1 + 0.2 * Double($0) / 200 }
    #expect(try #require(Steadiness.drift(of: up)) > 0.1)
    #expect(Steadiness.drift(of: (0..<15).map { 1 + 0.001 * Double($0) }) == nil)
    #expect(Steadiness.drift(of: (0..<14).map { Double($0) }) == nil)
    #expect(Steadiness.drift(of: [Double](repeating: 0, count: 50)) == nil)
    #expect(Steadiness.drift(of: [Double](repeating: .nan, count: 50)) == nil)
  }

  @Test(
    "of 4000 steady series at most 0.2% are said to drift, rhythm or not",
    arguments: [(15, 0), (30, 0), (200, 0), (30, 2), (200, 4)]
  )
  func steady(count: Int, period: Int) {
    var random = SeededGenerator(seed: 4)
    let alarms = (0..<4000).count { _ in
      let values = series(count, noise: 0.05, &random) { period > 0 && $0 % period == 0 ? 1.2 : 1 }
      return Steadiness.drift(of: values) != nil
    }
    #expect(alarms <= 8)
  }

  @Test("of 2000 series of 200 in which neighbours agree by half at most 2% are said to drift")
  func autocorrelated() {
    var random = SeededGenerator(seed: 5)
    let alarms = (0..<2000).count { _ in
      var state = 0.0
      let values = (0..<200).map { _ in
        state = 0.5 * state + 0.05 * random.nextNormal()
        return exp(state)
      }
      return Steadiness.drift(of: values) != nil
    }
    #expect(alarms <= 40)
  }
}
