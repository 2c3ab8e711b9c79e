import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import Testing

@Suite("Levels that were accepted")
struct AcceptedLevelTests {
  private func scenario(
    _ value: Double,
    _ acceptance: Acceptance,
    recordings: [Double] = [1],
    rules: [String] = []
  ) -> Scenario {
    var scenario = Scenario.single(value, recordings: recordings, rules: rules)
    scenario.acceptances = [acceptance]
    return scenario
  }

  @Test(
    "up to the accepted level it does not fail, provably beyond it does",
    arguments: [
      (2.0, .accepted, .applied, .pass), (1.9, .accepted, .applied, .pass),
      (1.5, .accepted, .applied, .pass), (2.05, .accepted, .applied, .pass),
      (2.3, .suspected, .applied, .undecided), (4.0, .regressed, .applied, .regression),
      (1.0, .within, .idle, .pass), (0.5, .improved, .idle, .pass),
    ] as [(Double, FindingState, AcceptanceUse.Outcome, GateExit)]
  )
  func levels(
    value: Double,
    state: FindingState,
    outcome: AcceptanceUse.Outcome,
    exit: GateExit
  ) throws {
    let verdict = try scenario(value, Scenario.accepted(from: 1, to: 2)).verdict()
    let finding = try verdict.finding()
    #expect(finding.state == state)
    #expect(verdict.exit == exit)
    #expect(verdict.acceptances.map(\.outcome) == [outcome])
    #expect((finding.acceptance != nil) == (outcome == .applied))
    // What was accepted is shown from the committed level; what exceeds it from the accepted one.
    if state == .accepted { #expect(finding.base?.center == 1) }
    if state == .regressed { #expect(finding.base?.center == 2) }
  }

  @Test(
    "an acceptance about something else does nothing",
    arguments: [
      (Scenario.accepted(from: 1, to: 2, className: "other"), .elsewhere),
      (Scenario.accepted("cpu", from: 1, to: 2), .idle),
      (Scenario.accepted(from: 1.5, to: 2), .spent),
      (Scenario.accepted(from: 1, to: 2, suite: "other"), .idle),
    ] as [(Acceptance, AcceptanceUse.Outcome)]
  )
  func elsewhere(acceptance: Acceptance, outcome: AcceptanceUse.Outcome) throws {
    let verdict = try scenario(2, acceptance).verdict()
    #expect(try verdict.finding().state == .regressed)
    #expect(verdict.acceptances.map(\.outcome) == [outcome])
  }

  @Test("a level that moved a little is still the one that was accepted against")
  func aboutTheSame() throws {
    for (recorded, isSpent) in [(1.1, false), (0.95, false), (1.3, true), (0.7, true)] {
      let verdict = try scenario(
        2,
        Scenario.accepted(from: 1, to: 2),
        recordings: [recorded]
      ).verdict()
      #expect((verdict.acceptances[0].outcome == .spent) == isSpent, "\(recorded)")
    }
  }

  @Test("exact values are compared as they are, in the platform's class")
  func exact() throws {
    for (value, state) in [(150.0, FindingState.accepted), (149, .accepted), (200, .regressed)] {
      var scenario = Scenario.single(
        "output_size",
        value,
        recordings: [100],
        rules: ["match: {metric: output_size}, limit: 1%"]
      )
      scenario.acceptances = [
        Scenario.accepted("output_size", from: 100, to: 150, className: "linux")
      ]
      #expect(try scenario.finding().state == state, "\(value)")
      scenario.acceptances = [
        Scenario.accepted("output_size", from: 101, to: 150, className: "linux")
      ]
      #expect(try scenario.finding().state == .regressed, "\(value)")
    }
  }

  @Test("a trailer and --reason accept whatever was measured, and a breach cannot be accepted")
  func unlimited() throws {
    var scenario = Scenario.single(9)
    scenario.trailers = [
      Acceptance(
        Scenario.accepted(from: 1, to: 2).subject,
        suite: "default",
        reason: "x",
        source: .trailer(commit: "abc")
      )
    ]
    #expect(try scenario.finding().state == .accepted)
    scenario.trailers = []
    scenario.acceptances = [Acceptance(.everything, reason: "x", source: .option)]
    #expect(try scenario.finding().state == .accepted)
    var breach = Scenario.single("peak_rss", 9e8, recordings: [1e8], rules: [ExpectedState.budget])
    breach.acceptances = scenario.acceptances
    #expect(try breach.finding().state == .breached)
  }

  @Test("a ratchet follows the accepted level")
  func ratchet() throws {
    let rule = "match: {metric: output_size}, limit: 1%, budget: {max: 1kB, ratchet: 2%}"
    var scenario = Scenario.single("output_size", 150, recordings: [100], rules: [rule])
    #expect(try scenario.finding().budget?.state == .breached)
    scenario.acceptances = [
      Scenario.accepted("output_size", from: 100, to: 150, className: "linux")
    ]
    #expect(try scenario.finding().state == .accepted)
    scenario.acceptances = [Acceptance(.everything, reason: "x", source: .option)]
    #expect(try scenario.finding().state == .accepted)
  }

  @Test("recording begins the accepted level afresh, with its reason, and refuses a worse one")
  func recording() throws {
    let scenario = scenario(2, Scenario.accepted(from: 1, to: 2))
    let key = BaselineUpdate.MetricKey(
      benchmark: BenchmarkKey(id: try BenchmarkID("a")),
      metric: "wall"
    )
    let first = BaselineUpdate(
      recording: try scenario.run(),
      verdict: try scenario.verdict(),
      baselines: try scenario.baselines(),
      reason: nil
    )
    #expect(first.pending == [key: .open(cause: .accepted, reason: "worth it")])
    #expect(first.changes.isEmpty)
    var worse = scenario
    worse.head = ["a": ["wall": [6]]]
    let afresh = BaselineUpdate(
      recording: try worse.run(),
      verdict: try worse.verdict(),
      baselines: try worse.baselines(),
      opening: first.pending,
      reason: nil
    )
    #expect(afresh.refused.count == 1)
    #expect(afresh.changes.isEmpty)
  }

  @Test("a renamed benchmark keeps its baseline and what was accepted")
  func renamed() throws {
    var scenario = scenario(2, Scenario.accepted(from: 1, to: 2))
    scenario.head = ["b": ["wall": [2]]]
    var configuration = try scenario.configuration()
    let verdict = Judge.verdict(
      on: try scenario.run(),
      under: configuration,
      against: try scenario.baselines()
    )
    #expect(verdict.states == ["a ": .missing, "b wall": .new])
    configuration.benchmarks[0].was = try BenchmarkID("a")
    let followed = Judge.verdict(
      on: try scenario.run(),
      under: configuration,
      against: try scenario.baselines()
    )
    #expect(followed.states == ["b wall": .accepted])
    let update = BaselineUpdate(
      recording: try scenario.run(),
      verdict: followed,
      baselines: try scenario.baselines(),
      opening: [
        .init(benchmark: followed.results[0].key, metric: "wall"): .open(
          cause: .accepted,
          reason: "x"
        )
      ],
      renamed: configuration.renamed,
      reason: nil
    )
    #expect(update.removals == ["baselines/machine/default/a.json"])
    #expect(update.changes.map(\.document.key.id.text) == ["b"])
    #expect(update.changes[0].document.metrics["wall"]?.recordings.count == 2)
  }
}
