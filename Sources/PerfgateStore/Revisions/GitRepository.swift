package import PerfgateModel
package import PerfgateSystem

/// The git repository that a project lives in.
package struct GitRepository: Sendable {
  private let runner: any ProcessRunner
  private let directory: String
  let environment: ProcessEnvironment
  private static let timeoutNanoseconds: Int64 = 30_000_000_000
  private static let limits = ProcessRequest.OutputLimits(headBytes: 4 << 20, tailBytes: 4096)
  private static let patienceNanoseconds: Int64 = 5_000_000_000

  /// Creates access to the repository around a folder.
  package init(runner: any ProcessRunner, directory: String, environment: ProcessEnvironment) {
    self.runner = runner
    self.directory = directory
    self.environment = environment
  }

  /// The commit that is checked out; `nil` outside of a repository or before the first commit.
  package func head() -> RevisionRecord? {
    // Untracked files are not part of what is measured: a report beside the sources is no change.
    guard
      let status = output(["status", "--porcelain=v2", "--branch", "--untracked-files=no"])
    else {
      return line(["rev-parse", "--verify", "--quiet", "HEAD"])
        .map { RevisionRecord(commit: $0, isDirty: true) }
    }
    let lines = status.split(separator: "\n")
    let mark = "# branch.oid "
    guard let commit = lines.first(where: { $0.hasPrefix(mark) })?.dropFirst(mark.count),
      !commit.hasPrefix("(")
    else { return nil }
    return RevisionRecord(
      commit: String(commit),
      isDirty: lines.contains { !$0.hasPrefix("#") }
    )
  }

  /// The first line that git writes; `nil` where it fails or writes none.
  func line(_ arguments: [String]) -> String? {
    let text = output(arguments)?.split(separator: "\n").first.map(String.init)
    return text?.isEmpty == false ? text : nil
  }

  /// What git writes; `nil` where it is not there or fails.
  func output(_ arguments: [String]) -> String? {
    let lookup = ExecutableLookup(
      searchPath: environment["PATH"] ?? "",
      workingDirectory: directory
    )
    guard let git = try? lookup.path(of: "git") else { return nil }
    var variables = environment.variables
    // Reading must not take the index lock that a commit in another window needs.
    variables["GIT_OPTIONAL_LOCKS"] = "0"
    var request = ProcessRequest(
      executable: git,
      programName: "git",
      arguments: arguments,
      environment: variables,
      workingDirectory: directory,
      timeoutNanoseconds: Self.timeoutNanoseconds,
      outputLimits: Self.limits
    )
    // What was measured before an interruption keeps its revision.
    request.interruptPatienceNanoseconds = Self.patienceNanoseconds
    guard let outcome = try? runner.run(request), outcome.termination.isSuccess else { return nil }
    return String(decoding: outcome.standardOutput.kept, as: UTF8.self)
  }
}
