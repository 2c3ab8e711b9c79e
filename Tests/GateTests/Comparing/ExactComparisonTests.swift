import PerfgateGate
import PerfgateModel
import Testing

struct ExactComparisonTests {
  private static let rule = "match: {metric: output_size}, limit: 1%"

  private func scenario(
    _ values: [Double],
    base: Double,
    rules: [String] = [rule]
  ) -> Scenario {
    Scenario(
      rules: rules,
      head: ["a": ["output_size": values]],
      base: ["a": ["output_size": [[base]]]]
    )
  }

  @Test(
    "equal, within the tolerance, between tolerance and limit, at the limit",
    arguments: [
      (1000, .unchanged, .pass), (1001, .unchanged, .pass), (999, .unchanged, .pass),
      (1002, .within, .pass), (1009, .within, .pass), (1010, .regressed, .regression),
      (2000, .regressed, .regression), (998, .improved, .pass), (0, .improved, .pass),
    ] as [(Double, FindingState, GateExit)]
  )
  func sizes(value: Double, state: FindingState, exit: GateExit) throws {
    let verdict = try scenario([value, value, value], base: 1000).verdict()
    #expect(try verdict.finding().state == state)
    #expect(verdict.exit == exit)
    #expect(try verdict.finding().evidence?.method == .exact)
    #expect(
      try verdict.finding().change?.low == nil,
      "values compared as they are have no interval"
    )
  }

  @Test("a level cannot creep up by less than the limit at a time")
  func creeping() throws {
    var scenario = scenario([1012], base: 1000)
    scenario.base = ["a": ["output_size": [[1000, 1004, 1008]]]]
    #expect(try scenario.finding().state == .regressed)
    #expect(try scenario.finding().base?.center == 1000)
    // What was accepted since is the level that counts.
    scenario.base = ["a": ["output_size": [[1000], [1004, 1008]]]]
    #expect(try scenario.finding().state == .within)
  }

  @Test("higher is better mirrors exact metrics")
  func higher() throws {
    for (value, state) in [
      (1000.0, FindingState.unchanged), (990, .regressed), (995, .within), (1010, .improved),
    ] {
      var scenario = scenario([value], base: 1000)
      scenario.direction = .higher
      #expect(try scenario.finding().state == state, "\(value)")
    }
  }

  @Test("with a base of 0 every increase is a regression, unless min_delta says otherwise")
  func baseOfZero() throws {
    #expect(try scenario([0], base: 0).finding().state == .unchanged)
    let worse = try scenario([1], base: 0).verdict()
    #expect(worse.exit == .regression)
    #expect(try worse.finding().change?.scale == .absolute)
    #expect(try worse.finding().change?.estimate == 1)
    let rules = ["match: {metric: output_size}, limit: 1%, min_delta: 10B"]
    #expect(try scenario([9], base: 0, rules: rules).finding().state == .unchanged)
    #expect(try scenario([10], base: 0, rules: rules).finding().state == .regressed)
    #expect(try scenario([1009], base: 1000, rules: rules).finding().state == .unchanged)
  }

  @Test("a head that varies is taken at its best value, with a warning")
  func varyingHead() throws {
    let verdict = try scenario([1000, 1300, 1200], base: 1000).verdict()
    let finding = try verdict.finding()
    #expect(finding.state == .unchanged)
    #expect(finding.head?.center == 1000)
    #expect(finding.warnings.count == 1)
    #expect(finding.warnings.first?.contains("varied within this run") == true)
    let worse = try scenario([1100, 1300], base: 1000).finding()
    #expect(worse.state == .regressed)
    #expect(worse.change?.estimate == 0.1)
    #expect(try scenario([1000, 1000], base: 1000).finding().warnings.isEmpty)
  }

  @Test("a base that varied is taken at its worst value, without a warning")
  func varyingBase() throws {
    let scenario = scenario([1040, 1060], base: 1000)
    var baselines = try scenario.baselines()
    let key = BenchmarkKey(id: try BenchmarkID("a"))
    baselines.places[.platform]?[key]?.document.metrics["output_size"]?.recordings[0].range =
      900...1050
    let verdict = Judge.verdict(
      on: try scenario.run(),
      under: try scenario.configuration(),
      against: baselines
    )
    #expect(try verdict.finding().state == .improved)
    #expect(try verdict.finding().base?.center == 1050)
    #expect(try verdict.finding().warnings.isEmpty)
  }

  @Test("levels give exact changes their severity, also below what fails")
  func levels() throws {
    let rules = ["match: {metric: output_size}, levels: {minor: 1%, major: 10%, critical: 50%}"]
    for (value, severity, exit) in [
      (1010.0, FindingSeverity.minor, GateExit.pass), (1100, .major, .pass),
      (1500, .critical, .regression),
    ] {
      let verdict = try scenario([value], base: 1000, rules: rules).verdict()
      #expect(try verdict.finding().state == .regressed)
      #expect(try verdict.finding().severity == severity)
      #expect(verdict.exit == exit)
    }
    #expect(try scenario([1009], base: 1000, rules: rules).finding().state == .within)
  }
}
