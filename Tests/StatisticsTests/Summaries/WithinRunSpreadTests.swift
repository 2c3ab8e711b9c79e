import Foundation
import PerfgateStatistics
import Testing

struct WithinRunSpreadTests {
  /// scipy.stats.mstats.winsorize(range(15), (1/15, 1/15)).std(ddof=1) is 4.259443.
  @Test("is the Winsorised standard deviation of logarithms")
  func published() throws {
    let values = (0..<15).map { exp(Double($0)) }
    let spread = try #require(WithinRunSpread.logarithmic(of: values.reversed()))
    #expect(abs(spread - (254.0 / 14).squareRoot()) < 1e-12)
  }

  @Test("equal values have none, whatever they are", arguments: [1e-300, 3, 1e300])
  func equal(value: Double) {
    #expect(WithinRunSpread.logarithmic(of: [Double](repeating: value, count: 9)) == 0)
  }

  @Test("a hiccup in fifteen invocations does not count, a third in thirty does")
  func hiccups() throws {
    let calm = (0..<30).map { 1 + 0.01 * Double($0 % 5) }
    let spread = try #require(WithinRunSpread.logarithmic(of: calm))
    let two = try #require(WithinRunSpread.logarithmic(of: [10, 10] + calm.dropFirst(2)))
    let three = try #require(WithinRunSpread.logarithmic(of: [10, 10, 10] + calm.dropFirst(3)))
    #expect(abs(two - spread) < 0.1 * spread)
    #expect(three > 10 * spread)
  }

  @Test(
    "few values, and those that are not positive and finite, have none",
    arguments: [[], [1, 2, 3, 4], [0, 1, 2, 3, 4], [-1, 1, 2, 3, 4], [1, 2, 3, 4, .infinity]]
  )
  func none(values: [Double]) {
    #expect(WithinRunSpread.logarithmic(of: values) == nil)
  }

  @Test("the widest values that there are have a finite one")
  func extreme() throws {
    let least = Double.leastNonzeroMagnitude
    let most = Double.greatestFiniteMagnitude
    let spread = try #require(
      WithinRunSpread.logarithmic(of: [least, least, least, most, most, most])
    )
    #expect((500...1000).contains(spread), "what a baseline may say")
  }
}
