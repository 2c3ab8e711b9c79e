import ArgumentParser
import PerfgateConfiguration
import PerfgateGate
import PerfgateModel

/// `perfgate measure`: measure and show, never gate.
struct MeasureCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Measures and shows; never gates, and says so."
  )

  @OptionGroup(title: "What") var project: ProjectOptions
  @OptionGroup(title: "Measuring") var measuring: MeasuringOptions
  @OptionGroup(title: "Reports") var output: OutputOptions

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("Measure this command instead of a configuration.", valueName: "command")
  )
  var command: [String] = []

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    let session = try MeasuringSession(
      project,
      command: command,
      measuring: try measuring.settings(),
      output: output,
      tool: tool
    )
    let reports = try session.reports(isFolderDefault: false)
    let stages = try session.build(for: session.plans)
    let evals = try await session.prepareEvals(into: reports)
    let run = try await session.measure(
      session.plans,
      evals: evals,
      stages: stages,
      reports: reports
    )
    let description = Judge.description(of: run, under: session.project.configuration)
    try reports.publish(description, of: run)
    return description.exit
  }
}
