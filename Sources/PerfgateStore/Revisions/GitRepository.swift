package import PerfgateModel
package import PerfgateSystem

/// The git repository that a project lives in.
package struct GitRepository: Sendable {
  private let runner: any ProcessRunner
  private let directory: String
  private let environment: ProcessEnvironment
  private static let timeoutNanoseconds: Int64 = 30_000_000_000
  private static let patienceNanoseconds: Int64 = 5_000_000_000

  /// Creates access to the repository around a folder.
  package init(runner: any ProcessRunner, directory: String, environment: ProcessEnvironment) {
    self.runner = runner
    self.directory = directory
    self.environment = environment
  }

  /// The commit that is checked out; `nil` outside of a repository or before the first commit.
  package func head() -> RevisionRecord? {
    guard let commit = line(["rev-parse", "--verify", "--quiet", "HEAD"]) else { return nil }
    // Untracked files are not part of what is measured: a report beside the sources is no change.
    let status = output(["status", "--porcelain", "--untracked-files=no"])
    return RevisionRecord(commit: commit, isDirty: status.map { !$0.isEmpty } ?? true)
  }

  private func line(_ arguments: [String]) -> String? {
    let text = output(arguments)?.split(separator: "\n").first.map(String.init)
    return text?.isEmpty == false ? text : nil
  }

  private func output(_ arguments: [String]) -> String? {
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
      timeoutNanoseconds: Self.timeoutNanoseconds
    )
    // What was measured before an interruption keeps its revision.
    request.interruptPatienceNanoseconds = Self.patienceNanoseconds
    guard let outcome = try? runner.run(request), outcome.termination.isSuccess else { return nil }
    return String(decoding: outcome.standardOutput.kept, as: UTF8.self)
  }
}
