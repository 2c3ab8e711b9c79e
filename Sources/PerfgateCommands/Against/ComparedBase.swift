import PerfgateConfiguration
import PerfgateGate
import PerfgateMeasurement
import PerfgateModel
import PerfgateStore
import PerfgateSystem

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
  /// The entries of `accepted.yaml` that the change adds.
  var acceptances: [Acceptance] = []

  /// Another command in the same folder.
  ///
  /// - Parameter command: As the user wrote it.
  init(command: String) {
    record = BaseRecord(commit: nil, name: command)
  }

  /// Another revision.
  ///
  /// - Parameters:
  ///   - prepared: Its tree.
  ///   - project: The work tree's files.
  /// - Throws: `GateError` with exit 65 where the work tree's `accepted.yaml` is wrong.
  init(_ prepared: PreparedBase, of project: Project) throws(GateError) {
    record = prepared.record
    folders = (
      Folders(directory: prepared.directory, suites: prepared.suiteDirectories),
      Folders(directory: prepared.headDirectory, suites: prepared.headSuiteDirectories)
    )
    notices = prepared.notices
    for (name, file) in project.suites {
      let own = try BaselineFolder(path: file.baselineFolder).acceptances()
      guard !own.isEmpty else { continue }
      let tree = name.flatMap { prepared.suiteDirectories[$0] } ?? prepared.directory
      let there = BaselineFolder(path: Files.join(tree, Self.baselineFolder(of: file, in: tree)))
      do throws(GateError) {
        let known = Set(try there.acceptances().map(Self.mark))
        acceptances += own.filter { !known.contains(Self.mark($0)) }
      } catch {
        // What cannot be read might hold every one of them: then none is this change's own.
        notices.append(
          VerdictNotice("the base's \(AcceptedList.fileName) cannot be read: nothing is accepted")
        )
      }
    }
  }

  /// Where the base keeps its baselines, as its own configuration says: a change that moves them has not
  /// added what is in them.
  private static func baselineFolder(of file: ConfigurationFile, in tree: String) -> String {
    let name = file.path.flatMap { $0.split(separator: "/").last }.map(String.init)
    if let name,
      let bytes = try? Files.readBytes(at: Files.join(tree, name), atMostBytes: 1 << 20),
      let own = try? ProjectConfiguration.read(
        text: String(decoding: bytes, as: UTF8.self),
        path: name
      ).configuration
    {
      return own.baselines.directory
    }
    return file.configuration.baselines.directory
  }

  /// What an entry accepts, however its reason is worded.
  private static func mark(_ acceptance: Acceptance) -> String {
    var acceptance = acceptance
    acceptance.reason = ""
    return AcceptedList.text([acceptance])
  }
}
