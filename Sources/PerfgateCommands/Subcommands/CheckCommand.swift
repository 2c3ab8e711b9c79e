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
    var saved = try Self.read(runs)
    let parts = saved.map(\.part)
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
    // One run that is whole stays what it was, with whatever a newer perfgate wrote into it.
    let isSame = parts.count == 1 && merge.run == parts[0].run
    let isSaved = isSame && reports.takeOver(saved[0].file)
    // The text is as large as everything that judging needs.
    saved = []
    let verdict = try SavedRun.judge(merge.run, of: project)
    try reports.publish(verdict, of: isSaved ? nil : merge.run)
    return verdict.exit
  }

  /// A run and the file that it was read from.
  private struct SavedPart {
    var part: RunPart
    var file: ReportWriter.SavedFile
  }

  /// Reads every run, and tells of every file that cannot be used in one go.
  private static func read(_ paths: [String]) throws(GateError) -> [SavedPart] {
    var parts: [SavedPart] = []
    var failures: [GateError] = []
    for path in paths {
      do throws(GateError) {
        let hint = "perfgate run writes one: \(ReportWriter.defaultFolder)/run.json"
        let bytes = try DocumentStore.bytes(at: path, hints: [hint])
        let part = RunPart(path: path, run: try run(in: bytes, path))
        // Of several, none is the whole: their bytes are not needed again.
        let kept = paths.count == 1 ? bytes : []
        parts.append(SavedPart(part: part, file: .init(path: path, bytes: kept)))
      } catch {
        failures.append(error)
      }
    }
    if let exit = failures.map(\.exit).max() {
      throw GateError(exit, failures.flatMap(\.diagnostics))
    }
    return parts
  }

  private static func run(in bytes: [UInt8], _ path: String) throws(GateError) -> RunDocument {
    switch try DocumentStore.document(in: bytes, path: path) {
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
