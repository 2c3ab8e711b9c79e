import PerfgateModel
import PerfgateSystem

extension GitRepository {
  /// Behind the name of a tree that is put aside while git makes the folder anew that it is to know.
  static let keptEnding = ".perfgate-kept"
  /// Begins the file by which a work tree names its repository.
  private static let gitFileMark = "gitdir: "
  private static let longestGitFile = 1 << 16
  /// Ends a line about a file that is not what the index says.
  private static let differenceMark = ": needs update"

  /// Whether a folder says that it is a work tree, and git knows nothing of it: what it belonged to was
  /// removed and cloned anew.
  func isForgottenWorktree(_ path: String) -> Bool {
    let file = Files.join(path, ".git")
    guard (try? Files.kind(at: file)) == .file,
      let bytes = try? Files.readBytes(at: file, atMostBytes: Self.longestGitFile)
    else { return false }
    let text = String(decoding: bytes.last == 0x0A ? bytes.dropLast() : bytes[...], as: UTF8.self)
    guard text.hasPrefix(Self.gitFileMark) else { return false }
    return !Files.exists(Files.join(path, String(text.dropFirst(Self.gitFileMark.count))))
  }

  /// Makes a folder a work tree again that git has forgotten, and looks at every file of the commit in
  /// it: an index of its own is made, in which nothing is taken on trust.
  ///
  /// - Parameters:
  ///   - commit: What is said to be checked out there.
  ///   - path: The folder, absolute.
  /// - Returns: Why it is not what it is said to be; `nil` where it is. Files that the commit does not
  ///   have stay, and are not looked at.
  /// - Throws: `GateError` with exit 130 where perfgate was told to end.
  func adoptWorktree(of commit: String, at path: String) throws(GateError) -> String? {
    guard isForgottenWorktree(path) else { return "it is no work tree that was forgotten" }
    let kept = path + Self.keptEnding
    do throws(FileError) {
      try Files.move(path, to: kept)
    } catch {
      return error.description
    }
    let added = attempt(
      Self.quietly + [
        "worktree", "add", "--quiet", "--force", "--force", "--detach", "--no-checkout", path,
        commit,
      ],
      timeoutNanoseconds: Self.checkoutTimeoutNanoseconds
    )
    guard added?.termination.isSuccess == true else { return try refusal(added) }
    do throws(FileError) {
      try Files.move(Files.join(path, ".git"), to: Files.join(kept, ".git"))
      try Files.remove(path)
      try Files.move(kept, to: path)
    } catch {
      return error.description
    }
    return try elsewhere(path).difference(from: commit)
  }

  /// What of the commit's files is different here; `nil` where nothing is.
  private func difference(from commit: String) throws(GateError) -> String? {
    let read = attempt(
      Self.quietly + ["read-tree", commit],
      timeoutNanoseconds: Self.checkoutTimeoutNanoseconds
    )
    guard read?.termination.isSuccess == true else { return try refusal(read) }
    let refreshed = attempt(
      Self.quietly + ["update-index", "--ignore-submodules", "--refresh"],
      timeoutNanoseconds: Self.checkoutTimeoutNanoseconds
    )
    if refreshed?.termination.isSuccess == true { return nil }
    let text = String(decoding: refreshed?.standardOutput.kept ?? [], as: UTF8.self)
    guard let line = text.split(whereSeparator: \.isNewline).first else {
      return try refusal(refreshed)
    }
    let name = line.hasSuffix(Self.differenceMark) ? line.dropLast(Self.differenceMark.count) : line
    return "its '\(name)' is not what the commit has"
  }

  private func refusal(_ outcome: ProcessOutcome?) throws(GateError) -> String {
    if outcome?.termination == .interrupted { throw Self.interruption }
    return lastErrors(of: outcome).last ?? "git failed"
  }

  /// Does the same for the submodules of a tree, and theirs.
  ///
  /// - Parameters:
  ///   - tree: The base's tree, which git knows again.
  ///   - head: The work tree.
  ///   - folders: Where the repositories of submodules may be, by their names.
  ///   - depth: How many trees this one is in.
  ///   - registered: Is told the repository and the tree, before git is.
  /// - Returns: Why one is not what it is said to be; `nil` where all are.
  /// - Throws: `GateError` with exit 130 where perfgate was told to end, 73 where it cannot be noted.
  func adoptSubmodules(
    of tree: String,
    like head: String,
    from folders: [String],
    depth: Int = 0,
    registered: (_ gitDirectory: String, _ tree: String) throws(GateError) -> Void
  ) throws(GateError) -> String? {
    guard depth < Self.deepest, Files.exists(Files.join(tree, ".gitmodules")) else { return nil }
    for module in elsewhere(tree).submodules {
      let own = Files.join(tree, module.path)
      let theirs = Files.join(head, module.path)
      guard let source = repository(of: module, in: folders, besides: theirs) else {
        if Self.isLeftOut(theirs), Self.isLeftOut(own) { continue }
        return "its submodule '\(module.path)' is not here at \(module.commit.prefix(12))"
      }
      try registered(source, own)
      let access = elsewhere(tree, adding: ["GIT_DIR": source])
      var reason = try access.adoptWorktree(of: module.commit, at: own)
      if reason == nil {
        reason = try adoptSubmodules(
          of: own,
          like: theirs,
          from: [Files.join(source, "modules")],
          depth: depth + 1,
          registered: registered
        )
      }
      if let reason { return "of its submodule '\(module.path)', \(reason)" }
    }
    return nil
  }
}
