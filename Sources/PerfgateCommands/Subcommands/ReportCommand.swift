import ArgumentParser
import PerfgateConfiguration
import PerfgateModel
import PerfgateStore

/// `perfgate report`: render again from a saved run or verdict.
struct ReportCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Renders again from a saved run or verdict; exits 0 whatever it says.",
    discussion: """
      A run is judged again with the configuration stored in it and the baselines that are \
      there now; a verdict is rendered as it is.
      """
  )

  @Argument(help: "run.json or verdict.json.")
  var document: String

  @OptionGroup(title: "Reports") var output: OutputOptions

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    let hint = "perfgate run writes one: perfgate report \(ReportWriter.defaultFolder)/run.json"
    let verdict: VerdictDocument
    var settings = ReportSettings()
    switch try DocumentStore.read(document, hints: [hint]) {
    case .verdict(let saved): verdict = saved
    case .run(let run):
      let project = try Project(of: run.configuration)
      tool.show(project.warnings)
      settings = project.configuration.reports
      verdict = try SavedRun.judge(run, of: project)
    }
    let reports = ReportWriter(
      options: output,
      settings: settings,
      tool: tool,
      isFolderDefault: false
    )
    try reports.prepare()
    try reports.publish(verdict)
    return .pass
  }
}
