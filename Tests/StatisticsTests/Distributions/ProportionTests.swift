import PerfgateStatistics
import Testing

@Suite("Proportions")
struct ProportionTests {
  /// As scipy's binomtest(...).proportion_ci(0.95, "exact") gives them.
  @Test(
    "bounds of Clopper and Pearson",
    arguments: [
      (0, 10, 0, 0.3084971078187608), (5, 10, 0.1870860284473709, 0.8129139715526291),
      (10, 10, 0.6915028921812392, 1), (7, 500, 0.005646761, 0.028631616),
      (0, 500, 0, 0.00735061), (1, 1, 0.025, 1),
    ]
  )
  func bounds(events: Int, trials: Int, lower: Double, upper: Double) {
    let bounds = Proportion(events: events, trials: trials).bounds()
    #expect(abs(bounds.lowerBound - lower) < 1e-8)
    #expect(abs(bounds.upperBound - upper) < 1e-8)
  }

  @Test("without any trial nothing is excluded")
  func nothing() {
    #expect(Proportion().bounds() == 0...1)
    #expect(Proportion().share == 0)
    var count = Proportion()
    count.add(true)
    count.add(false)
    #expect(count == Proportion(events: 1, trials: 2))
  }
}
