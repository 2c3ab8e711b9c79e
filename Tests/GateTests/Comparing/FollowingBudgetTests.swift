import PerfgateGate
import PerfgateModel
import Testing

@Suite("Budgets that look at the committed level")
struct FollowingBudgetTests {
  private func scenario(
    _ value: Double,
    level: [Double] = [1000],
    _ budget: String,
    metric: String = "output_size",
    limit: String = "50%"
  ) -> Scenario {
    .single(
      metric,
      value,
      recordings: level,
      rules: ["match: {metric: \(metric)}, limit: \(limit), budget: {\(budget)}"]
    )
  }

  @Test(
    "a ratchet follows the level, and the rule's own bound stays the last word",
    arguments: [
      (1019, "max: 2kB, ratchet: 2%", 1020, .within),
      (1021, "max: 2kB, ratchet: 2%", 1020, .breached),
      (1010, "max: 1005B, ratchet: 2%", 1005, .breached),
      (1000, "max: 2kB, ratchet: 0%", 1000, .unchanged),
      (1001, "max: 2kB, ratchet: 0%", 1000, .breached),
    ] as [(Double, String, Double, FindingState)]
  )
  func maximum(value: Double, budget: String, bound: Double, state: FindingState) throws {
    let finding = try scenario(value, budget).finding()
    #expect(finding.state == state)
    #expect(finding.budget?.maximum == bound)
    #expect((finding.budget?.ratchet != nil) == (bound < 1005 || bound == 1020))
  }

  @Test("a smallest allowed value is mirrored")
  func minimum() throws {
    let breach = try scenario(979, "min: 1B, ratchet: 2%").finding()
    #expect(breach.state == .breached)
    #expect(breach.budget?.minimum == 980)
    #expect(breach.budget?.ratchet == RatchetRecord(ratio: 0.02, maximum: nil, minimum: 1))
    #expect(try scenario(981, "min: 1B, ratchet: 2%").finding().state == .improved)
  }

  @Test("without a level there is nothing to follow")
  func withoutLevel() throws {
    let finding = try scenario(1900, level: [], "max: 2kB, ratchet: 2%").finding()
    #expect(finding.budget?.maximum == 2000)
    #expect(finding.budget?.ratchet == nil)
  }

  @Test("a ratchet that the baseline cannot show is learning near its level, and breached far off")
  func continuous() throws {
    let near = try scenario(1e6, level: [1e6], "max: 10MB, ratchet: 2%", metric: "peak_rss")
      .finding()
    #expect(near.state == .unchanged)
    #expect(near.isLearning)
    let above = try scenario(1.05e6, level: [1e6], "max: 10MB, ratchet: 2%", metric: "peak_rss")
      .finding()
    #expect(above.state == .inconclusive)
    // Far enough to be proven, and too near to the tolerance to fail as a regression.
    let far = scenario(
      1.35e6,
      level: [1e6],
      "max: 10MB, ratchet: 2%",
      metric: "peak_rss",
      limit: "100%"
    )
    #expect(try far.finding().state == .breached)
  }

  @Test("on_existing: warn spares a breach that the committed level has too, and no other")
  func existing() throws {
    let old = try scenario(1100, level: [1100], "max: 1kB, on_existing: warn").verdict()
    #expect(try old.finding().state == .breached)
    #expect(try old.finding().budget?.isExisting == true)
    #expect(old.exit == .pass)
    #expect(try scenario(1100, level: [1100], "max: 1kB").verdict().exit == .budget)
    let new = try scenario(1100, level: [900], "max: 1kB, on_existing: warn").verdict()
    #expect(new.exit == .budget)
    let other = scenario(900, level: [1300], "max: 1kB, min: 950B, on_existing: warn")
    #expect(try other.verdict().exit == .budget)
  }

  @Test("an existing breach hides neither a regression nor what is suspected")
  func hidesNothing() throws {
    let worse = try scenario(3000, level: [1100], "max: 1kB, on_existing: warn").verdict()
    #expect(try worse.finding().state == .regressed)
    #expect(worse.exit == .regression)
    #expect(worse.codes == [10])
    let suspected = Scenario.single(
      "peak_rss",
      1.15e6,
      recordings: [1e6],
      gate: "on_suspected: fail",
      rules: ["match: {metric: peak_rss}, budget: {max: 1kB, on_existing: warn}"]
    )
    #expect(try suspected.verdict().exit == .undecided)
  }

  @Test("an existing breach is recorded as the comparison says")
  func recorded() throws {
    for (value, pending) in [(1100.0, 0), (800.0, 1)] {
      let scenario = scenario(value, level: [1100], "max: 500B, on_existing: warn")
      let update = BaselineUpdate(
        recording: try scenario.run(),
        verdict: try scenario.verdict(),
        baselines: try scenario.baselines(),
        reason: nil
      )
      #expect(update.refused.isEmpty)
      #expect(update.pending.count == pending)
    }
  }
}
