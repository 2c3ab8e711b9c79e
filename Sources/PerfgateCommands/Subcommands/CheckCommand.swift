import ArgumentParser
import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateStore

/// `perfgate check`: judge saved runs, shards put together.
struct CheckCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Judges saved runs; the parts of a sharded run are put together first.",
    discussion: """
      All runs must be of the same suite, configuration, revision and machine class, and no \
      benchmark may be in two of them. What is in none of them is missing: exit 12.
      """
  )

  @Argument(help: "run.json of every part.")
  var runs: [String]

  @OptionGroup(title: "Reports") var output: OutputOptions

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    let parts = try Self.read(runs)
    let project = try Project(of: parts[0].run.configuration)
    let selection = RunMerge.selection(of: parts)
    let merge = try RunMerge(parts, plans: try project.plans(selection))
    Self.warn(of: merge, to: tool)
    let reports = ReportWriter(
      options: output,
      settings: project.configuration.reports,
      tool: tool,
      isFolderDefault: true
    )
    try reports.prepare()
    var judged = merge.run
    // What was stopped was another process: here, what it had not come to is missing.
    if judged.completion == .interrupted { judged.completion = .incomplete }
    let verdict = try SavedRun.judge(judged, of: project)
    try reports.publish(verdict, of: merge.run)
    return verdict.exit
  }

  /// Reads every run, and tells of every file that cannot be used in one go.
  private static func read(_ paths: [String]) throws(GateError) -> [RunPart] {
    var parts: [RunPart] = []
    var failures: [GateError] = []
    for path in paths {
      do throws(GateError) {
        parts.append(RunPart(path: path, run: try run(at: path)))
      } catch {
        failures.append(error)
      }
    }
    if let exit = failures.map(\.exit).max() {
      throw GateError(exit, failures.flatMap(\.diagnostics))
    }
    return parts
  }

  private static func run(at path: String) throws(GateError) -> RunDocument {
    let hint = "perfgate run writes one: \(ReportWriter.defaultFolder)/run.json"
    switch try DocumentStore.read(path, hints: [hint]) {
    case .run(let run): return run
    case .verdict:
      throw GateError(
        .malformedData,
        "this is a verdict, expected a run",
        at: SourcePlace(file: path),
        hints: ["give the run.json beside it"]
      )
    }
  }

  private static func warn(of merge: RunMerge, to tool: ToolContext) {
    if !merge.absentShards.isEmpty {
      let names = merge.absentShards.map(\.description).joined(separator: ", ")
      let word = merge.absentShards.count == 1 ? "shard \(names) is" : "shards \(names) are"
      tool.show([
        .warning(
          "\(word) not among the runs, so what was to be measured there is missing",
          hints: ["run the job again, and check all runs together"]
        )
      ])
    }
    guard let first = merge.absent.first else { return }
    let others = merge.absent.count - 1
    let rest = others == 0 ? "is" : "and \(others) more are"
    tool.show([.warning("'\(first)' \(rest) in none of the runs")])
  }
}
