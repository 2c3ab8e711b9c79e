import PerfgateStatistics
import Testing

@Suite struct SeededGeneratorTests {
  /// The sequence for seed 1234567 that is published with SplitMix64's reference code.
  @Test func `the sequence is that of SplitMix64`() {
    var generator = SeededGenerator(seed: 1_234_567)
    let drawn = (0..<5).map { _ in generator.next() }
    #expect(
      drawn == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ]
    )
  }

  @Test func `indices and orders are uniform`() {
    var generator = SeededGenerator(seed: 4)
    var indices = [Int](repeating: 0, count: 7)
    var orders: [[Int]: Int] = [:]
    for _ in 0..<6000 {
      indices[generator.nextIndex(below: 7)] += 1
      var order = [0, 1, 2]
      generator.shuffle(&order)
      orders[order, default: 0] += 1
    }
    // Chi-squared with 6 and 5 degrees of freedom, 99.9% quantiles 22.46 and 20.52.
    let expected = 6000.0 / 7
    let indexScore = indices.reduce(0.0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    let orderScore = orders.values.reduce(0.0) {
      $0 + (Double($1) - 1000) * (Double($1) - 1000) / 1000
    }
    #expect(indexScore < 22.46)
    #expect(orders.count == 6)
    #expect(orderScore < 20.52)
  }

  @Test func `unit values stay below one`() {
    var generator = SeededGenerator(seed: 0)
    let values = (0..<10_000).map { _ in generator.nextUnit() }
    #expect(values.allSatisfy { (0..<1).contains($0) })
    #expect(abs(values.reduce(0, +) / 10_000 - 0.5) < 0.012)
  }
}
