import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateStore

/// A run that was saved, judged by the configuration stored in it.
enum SavedRun {
  /// Judges a run with the baselines that are there now.
  ///
  /// - Parameters:
  ///   - run: What was measured.
  ///   - project: The project of its configuration.
  /// - Returns: The verdict.
  /// - Throws: `GateError` where a baseline cannot be read.
  static func judge(
    _ run: RunDocument,
    of project: Project
  ) throws(GateError) -> VerdictDocument {
    if run.isInterleaved { return Judge.verdict(on: run, under: project.configuration) }
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
    return Judge.verdict(
      on: run,
      under: project.configuration,
      against: try store.load()
    )
  }
}
