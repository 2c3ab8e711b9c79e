import PerfgateModel
import PerfgateSystem

/// The network is used for nothing but what CI names and a clone does not have.
extension GitRepository {
  /// By how many commits history is deepened before it is given up.
  private static let deepening = [10, 50, 250, 1000, 5000]
  private static let fetchTimeoutNanoseconds: Int64 = 600_000_000_000

  /// Fetches a commit without its history.
  ///
  /// - Parameter commit: Its whole id.
  /// - Returns: Whether it is here now.
  func fetchCommit(_ commit: String) -> Bool {
    guard let remote = remoteName else { return false }
    let outcome = fetch([remote, commit], depth: isShallow ? 1 : nil)
    return outcome?.termination.isSuccess == true && isFound(commit)
  }

  /// Fetches a branch that CI names.
  ///
  /// - Parameters:
  ///   - branch: Its name on the remote.
  ///   - isShallow: Whether only its newest commit is wanted.
  /// - Throws: `GateError` with exit 20 where it cannot be fetched.
  func fetchBranch(_ branch: String, isShallow: Bool) throws(GateError) {
    guard let remote = remoteName else { throw notFetched(branch, of: nil, nil) }
    let outcome = fetch([remote, Self.refspec(of: branch)], depth: isShallow ? 1 : nil)
    guard outcome?.termination.isSuccess == true else {
      throw notFetched(branch, of: remote, outcome)
    }
  }

  /// Deepens a shallow clone until it shows where two histories part.
  ///
  /// - Parameters:
  ///   - branch: The branch's name on the remote.
  ///   - reference: Its whole name here.
  ///   - head: The commit that is checked out.
  /// - Returns: The merge base; `nil` where none was found within bounds.
  /// - Throws: `GateError` with exit 20 where nothing can be fetched.
  func deepen(
    _ branch: String,
    reference: String,
    head: String
  ) throws(GateError) -> String? {
    guard let remote = remoteName else { throw notFetched(branch, of: nil, nil) }
    for step in Self.deepening where isShallow {
      // A depth below what is here would cut history off: what is here counts in full.
      let visible = line(["rev-list", "--count", head, reference]).flatMap { Int($0) } ?? 0
      let depth = step + visible
      // In a fetch of both, git leaves out the branch whose newest commit is here.
      let ofBranch = fetch([remote, Self.refspec(of: branch)], depth: depth)
      guard ofBranch?.termination.isSuccess == true else {
        throw notFetched(branch, of: remote, ofBranch)
      }
      // What CI merged itself is on no remote; its parents came with the branch then, or never.
      _ = fetch([remote, head], depth: depth)
      if let found = line(["merge-base", reference, head]) { return found }
    }
    return line(["merge-base", reference, head])
  }

  private static func refspec(of branch: String) -> String {
    "+refs/heads/\(branch):refs/remotes/origin/\(branch)"
  }

  /// `origin`, else the only remote.
  private var remoteName: String? {
    let remotes = (output(["remote"]) ?? "").split(separator: "\n").map(String.init)
    return remotes.contains("origin") ? "origin" : remotes.count == 1 ? remotes[0] : nil
  }

  private func fetch(_ what: [String], depth: Int?) -> ProcessOutcome? {
    var variables = ["GIT_TERMINAL_PROMPT": "0"]
    let isConfigured =
      environment["GIT_SSH_COMMAND"] != nil || environment["GIT_SSH"] != nil
      || line(["config", "core.sshCommand"]) != nil
    // Nobody is there to type a passphrase.
    if !isConfigured { variables["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes" }
    let options = [
      "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
    ]
    return elsewhere(directory, adding: variables).attempt(
      Self.quietly + options + (depth.map { ["--depth=\($0)"] } ?? []) + what,
      timeoutNanoseconds: Self.fetchTimeoutNanoseconds
    )
  }

  private func notFetched(
    _ branch: String,
    of remote: String?,
    _ outcome: ProcessOutcome?
  ) -> GateError {
    if outcome?.termination == .interrupted { return Self.interruption }
    guard let remote else {
      return GateError(
        .nothingToCompare,
        "CI names the base \(branch), which is not here, and no remote 'origin' to fetch it from",
        hints: ["git remote add origin URL"]
      )
    }
    return GateError(
      .nothingToCompare,
      "CI names the base \(branch), which is not here and could not be fetched",
      notes: lastErrors(of: outcome),
      hints: [
        ShellQuoting.command(["git", "fetch", remote, Self.refspec(of: branch)]),
        "in CI, clone with history: fetch-depth: 0 (GitHub), GIT_DEPTH: 0 (GitLab)",
      ]
    )
  }
}
