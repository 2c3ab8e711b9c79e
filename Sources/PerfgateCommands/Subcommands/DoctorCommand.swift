import ArgumentParser
import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateReport
import PerfgateSystem

/// `perfgate doctor`: is this machine fit to measure.
struct DoctorCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Says whether this machine is fit to measure, and what it can prove.",
    discussion: """
      Looks at the machine and at what may disturb on it, measures a fixed program in fresh \
      processes for some seconds, and says what to do. It is no verdict: it exits 0 whatever it \
      finds.

      With --selftest it measures the configured suite against itself instead, as --against would, \
      and counts how often the gate is wrong.
      """
  )

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The configurations whose baselines are looked for (default: perfgate.yaml).",
      valueName: "path"
    )
  )
  var config: [String] = []

  @Option(help: ArgumentHelp("The machine class to look for.", valueName: "class"))
  var machine: String?

  @Option(help: "How long to measure noise.")
  var seconds = 3.0

  @Flag(help: "Print JSON instead of text.")
  var json = false

  @Flag(name: .shortAndLong, help: "No progress.")
  var quiet = false

  @Flag(help: "No colours.")
  var noColor = false

  @OptionGroup(title: "Testing the gate itself") var test: SelfTestOptions

  func validate() throws {
    if test.selftest != nil, json {
      throw ValidationError("--json is not to be had with --selftest: --out keeps every verdict.")
    }
    guard (0.1...3600).contains(seconds) else {
      throw ValidationError("--seconds takes 0.1 to 3600.")
    }
  }

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    if let runs = test.selftest { return try await testItself(runs: runs, in: tool) }
    let report = try MachineCheckup(tool: tool, isQuiet: quiet || json)
      .report(config: config, machine: machine, seconds: seconds)
    if json {
      try tool.output.write(JSONWriter.bytes(report.json))
      return .pass
    }
    let style = ConsoleStyle(
      color: tool.output.facts.allowsColor && !noColor,
      width: tool.output.facts.isTerminal ? tool.output.facts.columns : 100,
      detail: .normal
    )
    try tool.output.write(CheckupPage.render(report, style: style))
    return .pass
  }

  private func testItself(runs: Int, in tool: ToolContext) async throws(GateError) -> GateExit {
    let injected = try test.injected()
    let project = try Project(paths: config)
    tool.show(project.warnings)
    let session = try MeasuringSession(
      project,
      selection: SelectionRecord(filters: test.filter),
      machine: machine,
      measuring: MeasuringSettings(
        lock: test.lock,
        isBuilt: !test.noBuild,
        seed: test.chance.seed
      ),
      output: try OutputOptions.silent,
      tool: tool
    )
    let tally = try await SelfTest(
      session,
      tool: tool,
      injecting: injected,
      keepingIn: test.out,
      isQuiet: quiet
    ).tally(runs: runs)
    try tool.output.write(SelfTestPage(tally).text)
    return Interruption.isRaised ? .interrupted : .pass
  }
}
