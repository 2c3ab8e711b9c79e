package import PerfgateModel
import PerfgateSystem

extension GitRepository {
  /// Neither the repository's hooks run, nor anything that stays or tidies up by itself.
  static let quietly = [
    "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "gc.auto=0",
    "-c", "maintenance.auto=false", "-c", "submodule.recurse=false",
    "-c", "advice.detachedHead=false",
  ]
  /// How long a tree may take to be written.
  static let checkoutTimeoutNanoseconds: Int64 = 1_800_000_000_000

  /// What is said when perfgate was told to end before it had anything to compare with.
  package static let interruption = GateError(
    .interrupted,
    "interrupted while the base was being prepared"
  )

  /// Writes a commit into a folder, without a branch; indexes, branches and work trees of the user
  /// stay what they are.
  ///
  /// - Parameters:
  ///   - commit: The commit.
  ///   - path: A folder that is not there yet, absolute.
  /// - Returns: What git had to say.
  /// - Throws: `GateError` with exit 20 where it cannot be written.
  func addWorktree(of commit: String, at path: String) throws(GateError) -> [String] {
    let outcome = attempt(
      // Twice: what was killed here before may be registered, and locked.
      Self.quietly + [
        "worktree", "add", "--quiet", "--force", "--force", "--detach", path, commit,
      ],
      timeoutNanoseconds: Self.checkoutTimeoutNanoseconds
    )
    let notes = lastErrors(of: outcome)
    if outcome?.termination.isSuccess == true { return notes }
    if outcome?.termination == .interrupted { throw Self.interruption }
    let isLargeFile = notes.contains { $0.contains("smudge") || $0.contains("lfs") }
    throw GateError(
      .nothingToCompare,
      "the base \(commit.prefix(12)) could not be written to \(path)",
      notes: notes,
      hints: isLargeFile
        ? ["git lfs fetch origin \(commit)"]
        : ["PERFGATE_CACHE names another folder, on a disk with room for it"]
    )
  }

  /// Forgets a work tree whose folder is gone; one that git does not know is fine.
  func forgetWorktree(at path: String) {
    _ = attempt(
      Self.quietly + ["worktree", "remove", "--force", "--force", path],
      patienceNanoseconds: Self.timeoutNanoseconds
    )
  }
}
