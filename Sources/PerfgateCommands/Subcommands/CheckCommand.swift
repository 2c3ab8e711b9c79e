import ArgumentParser
import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateParallel
import PerfgateStore
import Synchronization

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
    let project = try saved[0].project.get()
    let selection = RunMerge.selection(of: parts)
    let selected = try project.selected(selection)
    let merge = try RunMerge(parts, plans: selected.plans, evals: selected.evals)
    Self.warn(of: merge, to: tool)
    let reports = ReportWriter(
      options: output,
      settings: project.configuration.reports,
      tool: tool,
      isFolderDefault: true
    )
    try reports.prepare()
    // One run that is whole stays what it was, with whatever a newer perfgate wrote into it.
    let whole = parts.count == 1 && merge.run == parts[0].run ? saved[0].file : nil
    saved = []
    let folder = try CaseFileName.gather(parts, into: reports.casesFolder)
    let (isSaved, judged) = Self.judge(
      merge.run,
      of: project,
      in: folder,
      saving: consume whole,
      by: reports
    )
    let judgement = try judged.get()
    try reports.publish(
      judgement.verdict,
      of: isSaved ? nil : merge.run,
      cases: judgement.cases
    )
    return judgement.verdict.exit
  }

  /// Judges a run and saves its file meanwhile: to wait for the disk takes as long.
  ///
  /// - Returns: Whether the file is where it should be, and the verdict.
  private static func judge(
    _ run: RunDocument,
    of project: Project,
    in folder: String,
    saving file: consuming ReportWriter.SavedFile?,
    by reports: ReportWriter
  ) -> (isSaved: Bool, judged: Result<SavedRun.Judgement, GateError>) {
    let unsaved = UnsavedFile(consume file)
    return ParallelWork.both(
      { unsaved.taken().map(reports.takeOver) ?? false },
      {
        Result { () throws(GateError) in
          var judged = run
          // What was stopped was another process: here, what it had not come to is missing.
          if judged.completion == .interrupted { judged.completion = .incomplete }
          return try SavedRun.judge(judged, of: project, in: folder)
        }
      }
    )
  }

  /// A text as large as everything that judging needs: whoever saves it gives it up.
  private final class UnsavedFile: Sendable {
    private let file: Mutex<ReportWriter.SavedFile?>

    init(_ file: consuming ReportWriter.SavedFile?) { self.file = Mutex(file) }

    /// The file, which is not kept here any more.
    func taken() -> ReportWriter.SavedFile? {
      file.withLock { file in
        defer { file = nil }
        return file
      }
    }
  }

  /// A run, the file that it was read from, and the project of its configuration.
  private struct SavedPart {
    var part: RunPart
    var file: ReportWriter.SavedFile
    var project: Result<Project, GateError>
  }

  /// Reads every run, and tells of every file that cannot be used in one go.
  private static func read(_ paths: [String]) throws(GateError) -> [SavedPart] {
    var parts: [SavedPart] = []
    var failures: [GateError] = []
    for path in paths {
      do throws(GateError) {
        let hint = "perfgate run writes one: \(ReportWriter.defaultFolder)/run.json"
        let bytes = try DocumentStore.bytes(at: path, hints: [hint])
        let (run, project) = try read(bytes, path, known: parts.first?.project)
        // Of several, none is the whole: their bytes are not needed again.
        let kept = paths.count == 1 ? bytes : []
        parts.append(
          SavedPart(
            part: RunPart(path: path, run: run),
            file: .init(path: path, bytes: kept),
            project: project
          )
        )
      } catch {
        failures.append(error)
      }
    }
    if let exit = failures.map(\.exit).max() {
      throw GateError(exit, failures.flatMap(\.diagnostics))
    }
    return parts
  }

  /// A run and its project; that of the first part is the project of all.
  private static func read(
    _ bytes: [UInt8],
    _ path: String,
    known: Result<Project, GateError>?
  ) throws(GateError) -> (run: RunDocument, project: Result<Project, GateError>) {
    if let known, case .run(let run) = try DocumentStore.document(in: bytes, path: path) {
      return (run, known)
    }
    if known == nil, case .run(let run, let project) = try SavedRun.read(bytes, path: path) {
      return (run, project)
    }
    throw GateError(
      .malformedData,
      "this is a verdict, expected a run",
      at: SourcePlace(file: path),
      hints: ["give the run.json beside it"]
    )
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
