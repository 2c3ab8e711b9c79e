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
  /// - Throws: `GateError` with exit 20 where it cannot be written, 73 where there is no room for it.
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
    let room = "\(BaseTreeCache.variable) names another folder, on a disk with room for it"
    let folder = Files.parent(of: path) ?? "/"
    guard !Files.isFull(at: folder, saying: notes.joined(), writing: bytes(of: commit)) else {
      throw GateError(
        .cannotWrite,
        "there is no room for the base \(commit.prefix(12)) at \(path)",
        notes: notes,
        hints: [room]
      )
    }
    let isLargeFile = notes.contains { $0.contains("smudge") || $0.contains("lfs") }
    throw GateError(
      .nothingToCompare,
      "the base \(commit.prefix(12)) could not be written to \(path)",
      notes: notes,
      hints: isLargeFile
        ? ["git lfs fetch origin \(commit)"]
        : [room]
    )
  }

  /// How many bytes the files of a commit take, in blocks of a usual file system; of very many files as
  /// many as are told.
  private func bytes(of commit: String) -> UInt64 {
    let lines = (output(["ls-tree", "-r", "-l", "--full-tree", commit]) ?? "").split(
      separator: "\n"
    )
    let sizes = lines.compactMap { line in
      // mode type object size<tab>name
      line.prefix { $0 != "\t" }.split(separator: " ").last.flatMap { UInt64($0) }
    }
    return sizes.reduce(0) {
      $0 + min($1, 1 << 40) / Self.blockBytes * Self.blockBytes + Self.blockBytes
    }
  }

  private static let blockBytes: UInt64 = 4096

  /// Forgets a work tree whose folder is gone; one that git does not know is fine.
  func forgetWorktree(at path: String) {
    _ = attempt(
      Self.quietly + ["worktree", "remove", "--force", "--force", path],
      patienceNanoseconds: Self.timeoutNanoseconds
    )
  }
}
