import ArgumentParser
import PerfgateConfiguration
import PerfgateModel
import PerfgateStore
import PerfgateSystem

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
    let judgement: SavedRun.Judgement
    var settings = ReportSettings()
    // The text is as large as everything that judging needs, and not kept.
    switch try SavedRun.read(
      try DocumentStore.bytes(at: document, hints: [hint]),
      path: document
    ) {
    case .verdict(let saved): judgement = .init(verdict: saved, cases: [:])
    case .run(let run, let reading):
      let project = try reading.get()
      tool.show(project.warnings)
      settings = project.configuration.reports
      judgement = try SavedRun.judge(
        run,
        of: project,
        in: Files.parent(of: document) ?? "."
      )
    }
    let reports = ReportWriter(
      options: output,
      settings: settings,
      tool: tool,
      isFolderDefault: false
    )
    try reports.prepare()
    try reports.publish(judgement.verdict, cases: judgement.cases)
    return .pass
  }
}
