import PerfgateModel
import Testing

struct BudgetComparisonTests {
  private func alone(_ value: Double, _ budget: String, metric: String = "peak_rss") -> Scenario {
    .single(
      metric,
      value,
      recordings: [],
      gate: "limit: off",
      rules: ["match: {metric: \(metric)}, budget: {\(budget)}"]
    )
  }

  @Test(
    "a budget alone needs no baseline: within, straddling, breached",
    arguments: [
      (50e6, .within, .pass), (88e6, .within, .pass), (90e6, .inconclusive, .undecided),
      (100e6, .inconclusive, .undecided), (111e6, .inconclusive, .undecided),
      (114e6, .breached, .budget), (300e6, .breached, .budget),
    ] as [(Double, FindingState, GateExit)]
  )
  func maximum(value: Double, state: FindingState, exit: GateExit) throws {
    // The ends are exp(+-t_(8, 0.99) 4%) = 12.3% away.
    let verdict = try alone(value, "max: 100MB").verdict()
    let finding = try verdict.finding()
    #expect(finding.state == state)
    #expect(verdict.exit == exit)
    #expect(finding.budget?.maximum == 100e6)
    let low = try #require(finding.budget?.low)
    let high = try #require(finding.budget?.high)
    #expect(low < value && value < high)
    #expect(finding.change == nil)
  }

  @Test("a smallest allowed value mirrors the largest")
  func minimum() throws {
    for (value, state) in [
      (300e6, FindingState.within), (114e6, .within), (100e6, .inconclusive), (88e6, .breached),
    ] {
      #expect(try alone(value, "min: 100MB").finding().state == state, "\(value)")
    }
    for (value, state) in [
      (150e6, FindingState.within), (100e6, .inconclusive), (200e6, .inconclusive),
      (50e6, .breached), (400e6, .breached),
    ] {
      #expect(try alone(value, "min: 100MB, max: 200MB").finding().state == state, "\(value)")
    }
  }

  @Test("recordings narrow the interval around a bound")
  func learnedSpread() throws {
    var scenario = alone(92e6, "max: 100MB")
    #expect(try scenario.finding().state == .inconclusive)
    scenario.base = ["a": ["peak_rss": [[Double](repeating: 92e6, count: 40)]]]
    #expect(try scenario.finding().state == .within)
  }

  @Test("exact metrics are held against bounds as they are")
  func exact() throws {
    for (value, state) in [(100.0, FindingState.within), (101, .breached), (0, .within)] {
      let scenario = alone(value, "max: 100B", metric: "output_size")
      #expect(try scenario.finding().state == state)
    }
    #expect(try alone(0, "max: 0B", metric: "output_size").finding().state == .within)
    #expect(try alone(1, "max: 0B").finding().state == .breached)
    #expect(try alone(0, "max: 1B").finding().state == .within)
  }

  @Test("a breach beside a regression that fails: both are listed, the regression decides")
  func both() throws {
    let verdict = try Scenario.single(
      "peak_rss",
      400e6,
      recordings: [100e6],
      rules: ["match: {metric: peak_rss}, budget: {max: 200MB}"]
    ).verdict()
    #expect(verdict.codes == [10, 11])
    #expect(try verdict.finding().state == .regressed)
    #expect(try verdict.finding().budget?.state == .breached)
  }

  @Test("a breach is not hidden by a regression that is too small or too minor to fail")
  func warningAndBreach() throws {
    let budget = "match: {metric: peak_rss}, budget: {max: 100MB}"
    let recordings = [Double](repeating: 200e6, count: 40)
    let small = try Scenario.single(
      "peak_rss",
      1.2 * 200e6,
      recordings: recordings,
      rules: [budget, "match: {id: a}, limit: 50%"]
    ).verdict()
    #expect(small.codes == [11])
    #expect(try small.finding().state == .breached)
    let minor = try Scenario.single(
      "peak_rss",
      1.2 * 200e6,
      recordings: recordings,
      rules: [budget, "match: {id: a}, levels: {minor: 10%, critical: 90%}"]
    ).verdict()
    #expect(minor.codes == [11])
    #expect(try minor.finding().severity == .critical)
  }

  @Test("what a budget leaves open is not passed, and fails where inconclusive does")
  func straddling() throws {
    let rules = ["match: {id: a, metric: peak_rss}, budget: {max: 100MB}"]
    var scenario = Scenario.suite([1, 1, 1, 1])
    scenario.rules = rules
    scenario.head["a"] = ["peak_rss": [100e6]]
    scenario.base["a"] = ["peak_rss": [[100e6]]]
    #expect(try scenario.finding("a").state == .inconclusive)
    #expect(try scenario.verdict().exit == .pass, "one of five may be open")
    scenario.gate = "on_inconclusive: fail"
    #expect(try scenario.verdict().codes == [13])
    scenario.base["a"] = nil
    #expect(try scenario.finding("a").state == .new)
    #expect(try scenario.verdict().codes == [13], "also while the metric is new")
  }

  @Test("the severity of the rule says whether a breach fails")
  func severity() throws {
    var scenario = alone(300e6, "max: 100MB")
    scenario.rules.append("match: {id: a}, severity: minor")
    #expect(try scenario.finding().state == .breached)
    #expect(try scenario.verdict().exit == .pass)
    scenario.gate = "limit: off, fail_on: minor"
    #expect(try scenario.verdict().exit == .budget)
  }
}
