import ArgumentParser
import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateReport
import PerfgateStore

/// `perfgate baseline prune`: remove what is not configured any more.
struct BaselinePruneCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Removes baselines and accepted levels that are not configured any more.",
    discussion: """
      Looks at every machine class of the suite. What a renamed benchmark left behind stays as long \
      as its 'was' names it.
      """
  )

  @OptionGroup var writing: WritingOptions

  @Flag(help: "Only list what would be removed.")
  var dryRun = false

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    if !dryRun { try BaselineRecording.checkPermission(ciWrite: writing.ciWrite, tool: tool) }
    let project = try Project(paths: writing.config)
    tool.show(project.warnings)
    var removed: [String] = []
    for (name, file) in project.suites {
      let folder = BaselineFolder(path: file.baselineFolder)
      let pruning = BaselinePruning(
        folder: folder,
        suite: file.configuration.suite,
        name: name,
        configuration: project.configuration
      )
      // What only lists must not make a folder.
      removed +=
        dryRun
        ? try pruning.plan().lines
        : try folder.exclusively { () throws(GateError) in try pruning.run().lines }
    }
    let verb = dryRun ? "would be removed" : "removed"
    let text = removed.map { "\(verb): \(TerminalText.safe($0))\n" }.joined()
    let end =
      removed.isEmpty
      ? "every baseline is configured, nothing to remove\n"
      : dryRun ? "nothing was changed\n" : "review and commit it\n"
    try tool.output.write(text + end)
    return .pass
  }
}
