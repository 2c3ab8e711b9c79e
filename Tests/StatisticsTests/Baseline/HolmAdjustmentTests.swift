import PerfgateStatistics
import Testing

@Suite struct HolmAdjustmentTests {
  /// The example that textbooks share: 0.01, 0.04, 0.03 and 0.005 at once.
  @Test func `the textbook example is adjusted as published`() throws {
    let adjusted = try #require(HolmAdjustment.adjusted([0.01, 0.04, 0.03, 0.005]))
    for (value, expected) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) {
      #expect(agrees(value, expected))
    }
  }

  /// Holm's procedure is the closure of Bonferroni's: a hypothesis falls when every set of
  /// hypotheses that holds it has its smallest p, times the size of the set, within the level.
  @Test func `adjustment is the closed testing of Bonferroni`() throws {
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<200 {
      let count = 1 + generator.nextIndex(below: 5)
      let extra = generator.nextIndex(below: 3)
      let probabilities = (0..<count).map { _ in
        generator.nextUnit() * generator.nextUnit() * 0.5
      }
      let family = probabilities + [Double](repeating: 1, count: extra)
      let adjusted = try #require(
        HolmAdjustment.adjusted(probabilities, familySize: count + extra)
      )
      for index in probabilities.indices {
        var closed = 0.0
        for set in 1..<(1 << family.count) where set & (1 << index) != 0 {
          let members = family.indices.filter { set & (1 << $0) != 0 }
          let smallest = members.map { family[$0] }.min() ?? 1
          closed = max(closed, min(1, Double(members.count) * smallest))
        }
        #expect(agrees(adjusted[index], closed, relative: 1e-12))
      }
    }
  }

  @Test func `untested metrics make the adjustment stricter and never laxer`() throws {
    #expect(HolmAdjustment.adjusted([0.001], familySize: 10) == [0.01])
    #expect(HolmAdjustment.adjusted([0.001, 0.002], familySize: 1) == [0.002, 0.002])
    #expect(HolmAdjustment.adjusted([], familySize: 3) == [])
    #expect(HolmAdjustment.adjusted([0.5, 0.9]) == [1, 1])
  }

  @Test(arguments: [-0.1, 1.1, Double.nan, .infinity])
  func `what is no probability has no adjustment`(value: Double) {
    #expect(HolmAdjustment.adjusted([0.5, value]) == nil)
  }
}
