import PerfgateConfiguration
import PerfgateGate
import PerfgateMeasurement
import PerfgateModel

/// What the head of an interleaved run is compared with, ready to be measured.
struct ComparedBase {
  /// The folders in which one side's commands run.
  struct Folders {
    /// That of the configuration that governs the run, absolute.
    var directory: String
    /// Those of suites, by name.
    var suites: [String: String]
  }

  /// What the run document says of it.
  var record: BaseRecord
  /// Where each side is; `nil` where both share the project's own folder.
  var folders: (base: Folders, head: Folders)?
  /// What a reader must know.
  var notices: [VerdictNotice] = []

  /// Another command in the same folder.
  ///
  /// - Parameter command: As the user wrote it.
  init(command: String) {
    record = BaseRecord(commit: nil, name: command)
  }

  /// Another revision.
  init(_ prepared: PreparedBase) {
    record = BaseRecord(
      commit: prepared.commit,
      name: prepared.name,
      isMergeBase: prepared.isMergeBase,
      pathLengthDifference: -prepared.pathLengthDifference
    )
    folders = (
      Folders(directory: prepared.directory, suites: prepared.suiteDirectories),
      Folders(directory: prepared.headDirectory, suites: prepared.headSuiteDirectories)
    )
    notices = prepared.notices
  }
}
