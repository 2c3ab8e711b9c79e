import PerfgateModel
import PerfgateSystem

extension BaseShelf {
  /// Makes a tree that was built the repository's own again, where git does not know it: the clone that
  /// wrote it is gone, and a cache brought the tree back.
  ///
  /// Its marker says that it was built here, from this commit, by this build; that it still is what it
  /// says, git finds out. Until then it has no marker, so that whatever ends this leaves nothing that
  /// anyone would use.
  ///
  /// - Parameters:
  ///   - commit: The commit.
  ///   - name: The tree, which the caller has alone, and whose marker is right.
  ///   - place: Where the repository is.
  ///   - repository: Access to it.
  /// - Returns: Why nothing of it may be used; `nil` where it is what it says.
  /// - Throws: `GateError` with exit 73, or 130 where perfgate was told to end.
  func adopt(
    _ commit: String,
    as name: String,
    in place: RepositoryPlace,
    through repository: GitRepository
  ) throws(GateError) -> String? {
    let path = Files.join(folder, name)
    let own = repository.elsewhere(place.root)
    guard own.isForgottenWorktree(path) else { return "its tree was changed" }
    let marker = text(name + Self.markerEnding)
    try attempt { () throws(FileError) in
      try Files.remove(path + Self.markerEnding)
      try Files.remove(path + Self.modulesEnding)
    }
    if let reason = try own.adoptWorktree(of: commit, at: path) { return reason }
    let reason = try own.adoptSubmodules(
      of: path,
      like: place.root,
      from: Self.moduleFolders(of: place),
      registered: { gitDirectory, tree throws(GateError) in
        try attempt { () throws(FileError) in try note(gitDirectory, tree, of: name) }
      }
    )
    if let reason { return reason }
    try attempt { () throws(FileError) in
      try Files.replaceAtomically(path + Self.markerEnding, with: Array((marker ?? "").utf8))
    }
    return nil
  }
}
