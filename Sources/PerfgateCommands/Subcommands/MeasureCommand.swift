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
    let loaded = try Project(options: project, command: command)
    tool.show(loaded.warnings)
    let session = try MeasuringSession(
      project: loaded,
      options: project,
      measuring: measuring,
      output: output,
      tool: tool
    )
    let plans = try loaded.plans(session.selection)
    let reports = try session.reports(isFolderDefault: false)
    let stages = measuring.noBuild ? [] : try session.build(for: plans)
    let run = try session.measure(plans, stages: stages, reports: reports)
    let description = Judge.description(of: run)
    try reports.publish(description, of: run)
    return description.exit
  }
}
