import Foundation
import PerfgateStatistics
import Testing

@Suite struct SeverityLevelsTests {
  @Test(arguments: [(0.02, 0.1), (0, 0.05), (0.03, 0.2), (0.001, 0.002), (0.1, 4)])
  func `one limit fails at or above the geometric middle`(tolerance: Double, limit: Double) throws {
    let levels = try #require(
      SeverityLevels(tolerance: log(1 + tolerance), limits: [log(1 + limit)])
    )
    let middle = ((1 + tolerance) * (1 + limit)).squareRoot() - 1
    #expect(levels.level(ofEstimate: log(1 + middle)) == 0)
    #expect(levels.level(ofEstimate: log1p(middle)) == 0)
    #expect(levels.level(ofEstimate: log(1 + middle * 1.000_01)) == 0)
    #expect(levels.level(ofEstimate: log(1 + middle * 0.999_99)) == nil)
  }

  @Test func `the nearest of three levels is given`() throws {
    let levels = try #require(SeverityLevels(tolerance: 0.02, limits: [0.06, 0.1, 0.5]))
    let expected: [(Double, Int?)] = [
      (-1, nil), (0.02, nil), (0.039, nil), (0.04, 0), (0.079, 0), (0.081, 1), (0.29, 1),
      (0.31, 2), (0.6, 2), (.infinity, 2), (.nan, nil),
    ]
    for (estimate, level) in expected {
      #expect(levels.level(ofEstimate: estimate) == level, "\(estimate)")
    }
    #expect(levels.threshold(ofLevel: 3) == nil)
    #expect(levels.threshold(ofLevel: -1) == nil)
  }

  @Test func `levels that do not ascend from the tolerance are refused`() {
    #expect(SeverityLevels(tolerance: 0.1, limits: [0.1]) == nil)
    #expect(SeverityLevels(tolerance: 0.02, limits: [0.2, 0.1]) == nil)
    #expect(SeverityLevels(tolerance: -0.1, limits: [0.1]) == nil)
    #expect(SeverityLevels(tolerance: 0, limits: [.nan]) == nil)
    #expect(SeverityLevels(tolerance: 0, limits: [])?.level(ofEstimate: 9) == .some(nil))
  }
}
