import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateParallel
import PerfgateStore

/// A run that was saved, judged by the configuration stored in it.
enum SavedRun {
  /// What was decided, and the cases of evals that it was decided by.
  struct Judgement {
    var verdict: VerdictDocument
    var cases: [BenchmarkKey: EvalCases]
  }

  /// What was saved: a run with the project of its configuration, or a verdict.
  enum Document {
    case run(RunDocument, of: Result<Project, GateError>)
    case verdict(VerdictDocument)
  }

  /// Reads a run or a verdict and, at the same time, the configuration stored in a run: of many
  /// benchmarks either takes a while.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - path: The path, for messages.
  /// - Returns: What was saved; an error of the configuration counts once the run is known to be
  ///   sound.
  /// - Throws: `GateError` with exit 65 where it cannot be used.
  static func read(_ bytes: [UInt8], path: String) throws(GateError) -> Document {
    let (document, early) = ParallelWork.both(
      { Result { () throws(GateError) in try DocumentStore.document(in: bytes, path: path) } },
      { RunDocument.configuration(in: bytes).map(project) }
    )
    switch try document.get() {
    case .verdict(let verdict): return .verdict(verdict)
    case .run(let run): return .run(run, of: early ?? project(of: run.configuration))
    }
  }

  private static func project(of record: ConfigurationRecord) -> Result<Project, GateError> {
    Result { () throws(GateError) in try Project(of: record) }
  }

  /// Judges a run with the baselines that are there now.
  ///
  /// - Parameters:
  ///   - run: What was measured.
  ///   - project: The project of its configuration.
  ///   - folder: The run's folder, for the files of cases.
  /// - Returns: The verdict, and what it rests on.
  /// - Throws: `GateError` where a baseline cannot be read.
  static func judge(
    _ run: RunDocument,
    of project: Project,
    in folder: String
  ) throws(GateError) -> Judgement {
    let configuration = project.configuration
    guard !run.isInterleaved else {
      let cases = try run.evalTables(in: folder, under: configuration)
      var verdict = Judge.verdict(on: run, under: configuration, cases: cases)
      try verdict.addOutputs(of: run, in: folder)
      return Judgement(verdict: verdict, cases: cases)
    }
    let classes =
      [run.environment.machineClass] + run.configuration.suites.map(\.machineClass)
    let store = project.baselines(
      classes.map { name in
        (
          machine: .init(name: name, place: .machine, facts: [:]),
          platform: .init(name: run.environment.platformClass, place: .platform, facts: [:])
        )
      }
    )
    let baselines = try store.load()
    let cases = try run.evalTables(in: folder, under: configuration, against: baselines)
    var verdict = Judge.verdict(on: run, under: configuration, against: baselines, cases: cases)
    try verdict.addOutputs(of: run, in: folder)
    return Judgement(verdict: verdict, cases: cases)
  }
}
