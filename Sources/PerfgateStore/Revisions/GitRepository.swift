package import PerfgateModel
package import PerfgateSystem

/// The git repository that a project lives in.
package struct GitRepository: Sendable {
  private let runner: any ProcessRunner
  let directory: String
  let environment: ProcessEnvironment
  static let timeoutNanoseconds: Int64 = 30_000_000_000
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
    // What was measured before an interruption keeps its revision.
    guard
      let outcome = attempt(arguments, patienceNanoseconds: Self.patienceNanoseconds),
      outcome.termination.isSuccess
    else { return nil }
    return String(decoding: outcome.standardOutput.kept, as: UTF8.self)
  }

  /// Whether there is a git to ask.
  var hasGit: Bool { program != nil }

  private var program: String? {
    let lookup = ExecutableLookup(
      searchPath: environment["PATH"] ?? "",
      workingDirectory: directory
    )
    return try? lookup.path(of: "git")
  }

  /// Runs git.
  ///
  /// - Parameters:
  ///   - arguments: What follows `git`.
  ///   - timeoutNanoseconds: When it is ended.
  ///   - patienceNanoseconds: How long it may go on once perfgate is interrupted.
  /// - Returns: What became of it; `nil` where there is no git.
  func attempt(
    _ arguments: [String],
    timeoutNanoseconds: Int64 = Self.timeoutNanoseconds,
    patienceNanoseconds: Int64 = 0
  ) -> ProcessOutcome? {
    guard let program else { return nil }
    var variables = environment.variables
    // Reading must not take the index lock that a commit in another window needs.
    variables["GIT_OPTIONAL_LOCKS"] = "0"
    // What git says of a failure is read by people, and tells a full disk from others.
    variables["LC_CTYPE"] = variables["LC_ALL"] ?? variables["LC_CTYPE"]
    variables["LC_ALL"] = nil
    variables["LC_MESSAGES"] = "C"
    variables["LANGUAGE"] = nil
    var request = ProcessRequest(
      executable: program,
      programName: "git",
      arguments: arguments,
      environment: variables,
      workingDirectory: directory,
      timeoutNanoseconds: timeoutNanoseconds,
      outputLimits: Self.limits
    )
    request.interruptPatienceNanoseconds = patienceNanoseconds
    return try? runner.run(request)
  }

  /// The same access from another folder, whatever else the environment says of a repository.
  ///
  /// - Parameters:
  ///   - directory: Where git runs, absolute.
  ///   - variables: What is added to the environment.
  /// - Returns: Access from there.
  func elsewhere(_ directory: String, adding variables: [String: String] = [:]) -> GitRepository {
    GitRepository(
      runner: runner,
      directory: directory,
      environment: environment.withoutGitRepository.adding(variables)
    )
  }
}

extension ProcessEnvironment {
  /// Variables by which git tells its hooks which repository, index and work tree are meant: in
  /// another tree they would lead back, and let it write where it must not.
  private static let gitVariables: Set<String> = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
  ]

  /// The same environment as seen from outside of any hook of git.
  package var withoutGitRepository: ProcessEnvironment {
    ProcessEnvironment(variables.filter { !Self.gitVariables.contains($0.key) })
  }
}
