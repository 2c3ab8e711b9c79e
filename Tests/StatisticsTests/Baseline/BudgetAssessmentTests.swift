import PerfgateStatistics
import Testing

@Suite struct BudgetAssessmentTests {
  private func assessment(_ value: Double, spread: Double = 1) -> BudgetAssessment? {
    BudgetAssessment(
      value: value,
      bound: 100,
      spread: spread,
      degreesOfFreedom: 10,
      breachRisk: 0.005,
      missRisk: 0.025
    )
  }

  /// Student t with 10 degrees of freedom: 3.169 at 99.5%, 2.228 at 97.5%.
  @Test(arguments: [
    (103.17, BudgetAssessment.Position.breached), (103.16, .straddling), (100, .straddling),
    (97.78, .straddling), (97.77, .within),
  ])
  func `a value is placed by its interval`(
    value: Double,
    position: BudgetAssessment.Position
  ) throws {
    let assessment = try #require(self.assessment(value))
    #expect(assessment.position == position)
    #expect(abs(assessment.lower - (value - 3.169)) < 0.001)
    #expect(abs(assessment.upper - (value + 2.228)) < 0.001)
  }

  @Test func `an exact value is compared as it is`() {
    #expect(assessment(100, spread: 0)?.position == .within)
    #expect(assessment(100.0.nextUp, spread: 0)?.position == .breached)
  }

  @Test func `inputs outside the ranges have no answer`() {
    #expect(assessment(.nan) == nil)
    #expect(assessment(1, spread: -1) == nil)
    #expect(assessment(1, spread: .infinity) == nil)
    for (degrees, breach, miss) in [(0.0, 0.1, 0.1), (5, 0, 0.1), (5, 0.1, 0.6), (5, .nan, 0.1)] {
      #expect(
        BudgetAssessment(
          value: 1,
          bound: 2,
          spread: 1,
          degreesOfFreedom: degrees,
          breachRisk: breach,
          missRisk: miss
        ) == nil
      )
    }
  }
}
