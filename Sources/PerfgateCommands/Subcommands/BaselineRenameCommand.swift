import ArgumentParser
import PerfgateConfiguration
import PerfgateModel
import PerfgateReport
import PerfgateStore

/// `perfgate baseline rename`: give baselines the id that their benchmark has now.
struct BaselineRenameCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename",
    abstract: "Moves the baselines of a renamed benchmark, in every class and for all parameters."
  )

  @OptionGroup var writing: WritingOptions

  @Argument(help: "The id that the baselines have.")
  var old: String

  @Argument(help: "The id that they get.")
  var new: String

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    try BaselineRecording.checkPermission(ciWrite: writing.ciWrite, tool: tool)
    let (old, new) = (try id(old), try id(new))
    guard old != new else { throw GateError(.usage, "both ids are '\(old)'") }
    let project = try Project(paths: writing.config)
    tool.show(project.warnings)
    try checkParameters(in: project)
    var moved: [String] = []
    var known: Set<String> = []
    for (_, file) in project.suites {
      let renaming = BaselineRenaming(
        folder: BaselineFolder(path: file.baselineFolder),
        suite: file.configuration.suite,
        old: old,
        new: new
      )
      let outcome = try renaming.folder.exclusively { () throws(GateError) in try renaming.run() }
      moved += outcome.moved
      known.formUnion(outcome.known)
    }
    guard !moved.isEmpty else {
      throw GateError(
        .missingInput,
        "no baseline is about '\(old)'\(NearMiss.phrase(for: old.text, among: known.sorted()))",
        notes: known.contains(new.text)
          ? ["'\(new)' has baselines, it may have been renamed before"] : [],
        hints: ["perfgate baseline show lists what there is for this machine"]
      )
    }
    var text = moved.map { "\(TerminalText.safe($0))\n" }.joined()
    let isConfigured = project.configuration.benchmarks.contains { $0.key.id == new }
    text +=
      isConfigured
      ? "review and commit it\n"
      : "review and commit it, and give the benchmark the id '\(TerminalText.safe(new.text))'\n"
    try tool.output.write(text)
    return .pass
  }

  /// Refuses names such as 'parse[size=1000]': an id moves with all of its parameters.
  private func checkParameters(in project: Project) throws(GateError) {
    let ids = Set(project.configuration.benchmarks.map(\.key.id.text))
    for name in [old, new] where name.hasSuffix("]") && !ids.contains(name) {
      guard let bracket = name.lastIndex(of: "["), name[bracket...].contains("=") else { continue }
      let plain = [old, new].map { text in text.lastIndex(of: "[").map { text[..<$0] } ?? text[...]
      }
      throw GateError(
        .usage,
        "'\(name)' names parameters, and an id moves with all of them",
        hints: plain[0] == plain[1]
          ? [
            "parameters cannot be renamed: measure anew with perfgate baseline record --only-missing"
          ]
          : [ShellQuoting.command(["perfgate", "baseline", "rename"] + plain.map(String.init))]
      )
    }
  }

  private func id(_ text: String) throws(GateError) -> BenchmarkID {
    do throws(IdentifierError) {
      return try BenchmarkID(text)
    } catch {
      throw GateError(.usage, error.message)
    }
  }
}
