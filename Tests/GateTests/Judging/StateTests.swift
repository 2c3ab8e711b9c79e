import PerfgateGate
import PerfgateModel
import Testing

/// A situation with the state and the exit code that follow from it.
struct ExpectedState: Sendable, CustomTestStringConvertible {
  let name: String
  let scenario: Scenario
  let state: FindingState
  let exit: GateExit

  init(_ name: String, _ scenario: Scenario, _ state: FindingState, _ exit: GateExit) {
    self.name = name
    self.scenario = scenario
    self.state = state
    self.exit = exit
  }

  var testDescription: String { name }

  static let all: [ExpectedState] = [
    ExpectedState("regressed", .single(2), .regressed, .regression),
    ExpectedState("improved", .single(0.5), .improved, .pass),
    ExpectedState("within", .single(1.05, recordings: Scenario.steady), .within, .pass),
    ExpectedState("unchanged", .single(1.01, recordings: Scenario.steady), .unchanged, .pass),
    ExpectedState("suspected", .single(1.15), .suspected, .undecided),
    ExpectedState(
      "inconclusive",
      .single(1.06, recordings: Scenario.steady),
      .inconclusive,
      .undecided
    ),
    ExpectedState(
      "breached",
      .single("peak_rss", 2e8, recordings: [2e8], rules: [budget]),
      .breached,
      .budget
    ),
    ExpectedState("accepted", accepted, .accepted, .pass),
    ExpectedState("new", .single(1, recordings: []), .new, .nothingToCompare),
    ExpectedState("missing", Scenario(base: ["a": ["wall": [[1]]]]), .missing, .missing),
    ExpectedState("errored", Scenario(failed: ["a"]), .errored, .benchmarkFailed),
  ]

  static var accepted: Scenario {
    var scenario = Scenario.single(2)
    scenario.acceptances = [Scenario.accepted(from: 1, to: 2)]
    return scenario
  }

  static let budget = "match: {metric: peak_rss}, budget: {max: 100MB}"
}

struct StateTests {
  @Test("every state and the exit code of a run of it alone", arguments: ExpectedState.all)
  func everyState(expected: ExpectedState) throws {
    let verdict = try expected.scenario.verdict()
    #expect(try verdict.finding().state == expected.state)
    #expect(verdict.exit == expected.exit)
    #expect(verdict.counts[expected.state] == 1)
    #expect((verdict.exit == .pass) == verdict.causes.isEmpty)
  }

  @Test("a run that is only described has every metric as measured")
  func measured() throws {
    let description = Judge.description(of: try Scenario.single(2).run())
    #expect(description.results.map(\.state) == [.measured])
    #expect(description.exit == .pass)
    #expect(Judge.description(of: try Scenario(failed: ["a"]).run()).exit == .benchmarkFailed)
  }

  @Test("a run compared with a baseline of itself is never worse than unchanged or within")
  func againstItself() throws {
    for count in [1, 2, 3, 10, 40] {
      for value in [1e-9, 0.001, 1, 3600, 1e12] {
        let recordings = [Double](repeating: value, count: count)
        let verdict = try Scenario.single(value, recordings: recordings).verdict()
        #expect([.unchanged, .within].contains(try verdict.finding().state))
        #expect(verdict.exit == .pass)
      }
    }
  }

  @Test("causes are all listed, those that decide first")
  func precedence() throws {
    var scenario = Scenario(
      gate: "on_suspected: fail",
      rules: [
        "match: {id: breached, metric: peak_rss}, budget: {max: 100MB}",
        "match: {id: recent, metric: output_size}, limit: 1%",
      ],
      head: [
        "regressed": ["wall": [3]], "suspected": ["wall": [1.25]], "fine": ["wall": [1]],
        "breached": ["peak_rss": [3e8]], "recent": ["output_size": [1]],
      ],
      base: [
        "regressed": ["wall": [[1]]], "suspected": ["wall": [[1]]], "fine": ["wall": [[1]]],
        "breached": ["peak_rss": [[3e8]]], "removed": ["wall": [[1]]],
      ],
      failed: ["crashed"]
    )
    let order: [Int32] = [30, 10, 11, 12, 13]
    #expect(try scenario.verdict().codes == order)
    // Without what decides, the next one does.
    scenario.failed = []
    #expect(try scenario.verdict().exit.rawValue == order[1])
    scenario.head["regressed"] = ["wall": [1]]
    #expect(try scenario.verdict().exit.rawValue == order[2])
    scenario.rules.removeFirst()
    scenario.head["breached"] = ["wall": [1]]
    scenario.base["breached"] = ["wall": [[1]]]
    #expect(try scenario.verdict().exit.rawValue == order[3])
    scenario.base["removed"] = nil
    #expect(try scenario.verdict().exit.rawValue == order[4])
    // A first exact metric is new beside known ones, not a platform that was never recorded.
    #expect(try scenario.verdict().finding("recent").state == .new)
    scenario.head["suspected"] = ["wall": [1]]
    #expect(try scenario.verdict().codes == [])
  }

  @Test("findings are listed the worst first and carry rule, owner and commands")
  func carried() throws {
    var scenario = Scenario.suite([1, 3])
    scenario.rules = ["match: {id: b01, metric: wall}, limit: 20%, owner: \"@core\""]
    let verdict = try scenario.verdict()
    #expect(verdict.results.map(\.key.id.text) == ["b01", "b00"])
    let finding = try verdict.finding("b01")
    #expect(finding.rule?.line == 5)
    #expect(finding.owner == "@core")
    #expect(finding.limit == 0.2)
    #expect(finding.next.reproduce == ["perfgate", "run", "--filter", "b01"])
    #expect(
      finding.next.accept == [
        "perfgate", "baseline", "accept", "--metric", "wall", "--reason", "why it is worth it",
        "b01",
      ]
    )
    #expect(try verdict.finding("b00").rule == nil)
    #expect(try verdict.finding("b00").next.accept.isEmpty)
  }

  @Test(
    "commands name what the command line chose: file, machine class, severity and command",
    arguments: [
      (
        "perfgate.yaml", [:], "perfgate run --filter a",
        "perfgate baseline accept --metric wall",
        "perfgate baseline record"
      ),
      (
        "sub/gate.yaml", ["machine": "lab", "fail_on": "minor"],
        "perfgate run -c sub/gate.yaml --machine lab --fail-on minor --filter a",
        "perfgate baseline accept -c sub/gate.yaml --metric wall",
        "perfgate baseline record -c sub/gate.yaml --machine lab"
      ),
      (
        nil, ["machine": "lab"], "perfgate run --machine lab -- prog",
        "perfgate run --update-baseline --machine lab",
        "perfgate run --update-baseline --machine lab -- prog"
      ),
    ] as [(String?, [String: String], String, String, String)]
  )
  func commands(
    path: String?,
    overrides: [String: String],
    reproduce: String,
    accept: String,
    record: String
  ) throws {
    var scenario = Scenario.single(3)
    scenario.path = path
    scenario.overrides = overrides
    let verdict = try scenario.verdict()
    let next = try verdict.finding().next
    #expect(next.reproduce.joined(separator: " ") == reproduce)
    let rest = path == nil ? " -- prog" : " a"
    #expect(
      next.accept.joined(separator: " ") == "\(accept) --reason why it is worth it\(rest)"
    )
    #expect(verdict.comparison.recordCommand.joined(separator: " ") == record)
  }
}
