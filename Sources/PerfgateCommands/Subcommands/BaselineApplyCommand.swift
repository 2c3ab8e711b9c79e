import ArgumentParser
import PerfgateConfiguration
import PerfgateModel
import PerfgateReport
import PerfgateStore

/// `perfgate baseline apply`: take over what a run proposed.
struct BaselineApplyCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Takes over the baselines that perfgate run --propose left, such as those of CI.",
    discussion: """
      Recordings are added to what is committed by now. A worse level needs --reason, or an accepted \
      level that covers it; what needs one and has none is left out, and the exit code is 10.
      """
  )

  @OptionGroup var writing: WritingOptions

  @Option(help: "Accept worse levels, for this reason; it is written into the baselines.")
  var reason: String?

  @Argument(help: ArgumentHelp("The folder, such as perfgate-out/baselines.", valueName: "folder"))
  var proposal: String

  func validate() throws {
    if let reason, reason.allSatisfy(\.isWhitespace) {
      throw ValidationError("--reason must say why, in a few words.")
    }
  }

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    try BaselineRecording.checkPermission(ciWrite: writing.ciWrite, tool: tool)
    let found = try BaselineProposal(at: proposal)
    let project = try Project(paths: writing.config)
    tool.show(project.warnings)
    var outcome = BaselineApplying.Outcome()
    for (name, file) in project.suites {
      let applying = BaselineApplying(
        committed: BaselineFolder(path: file.baselineFolder),
        proposal: BaselineFolder(path: found.path, isProposal: true),
        suite: file.configuration.suite,
        name: name,
        configuration: project.configuration,
        reason: reason
      )
      let own = try applying.committed.exclusively { () throws(GateError) in try applying.run() }
      outcome.written += own.written
      outcome.refused += own.refused
      outcome.skipped += own.skipped
      outcome.remarks += own.remarks
    }
    tool.show(outcome.remarks.map { .warning($0) })
    try tool.output.write(text(of: outcome))
    return outcome.refused.isEmpty ? .pass : .regression
  }

  private func text(of outcome: BaselineApplying.Outcome) -> String {
    var lines = outcome.written.map { "written: \($0)" }
    lines += outcome.skipped.map { "skipped: \($0)" }
    lines.append(
      outcome.written.isEmpty ? "nothing new, no file was changed" : "review and commit them"
    )
    if !outcome.refused.isEmpty {
      let command =
        ["perfgate", "baseline", "apply"] + writing.arguments
        + ["--reason", "why it is worth it", proposal]
      lines.append(
        "not applied, since a worse level needs a reason (\(ShellQuoting.command(command))):"
      )
      lines += outcome.refused.map { "  \($0)" }
    }
    return lines.map { "\(TerminalText.safe($0))\n" }.joined()
  }
}
