import PerfgateHost
package import PerfgateModel
package import PerfgateSystem

/// The folder where trees of bases stay, so that one that was built once is used again.
///
///     <cache>/<repository>/repository      what git shares between its work trees
///                          lock            held while trees are made and removed
///                          <base>/         the tree
///                          <base>.lock     held while the tree is built (alone) or used (shared)
///                          <base>.built    what it was built from and where, written when that succeeded
///                          <base>.modules  where git knows its submodules
///                          <base>.notes    what a reader must know about it
///                          <base>.used     a number that grows with each use
package struct BaseTreeCache: Sendable {
  /// Names the folder.
  package static let variable = "PERFGATE_CACHE"
  private static let retryNanoseconds: Int64 = 100_000_000

  /// The folder, absolute.
  package let folder: String
  private let isInterrupted: @Sendable () -> Bool

  /// Finds the folder: `PERFGATE_CACHE`, else that of the user's caches, else the temporary one.
  ///
  /// - Parameters:
  ///   - environment: Of the process.
  ///   - isInterrupted: Whether perfgate was told to end; then nothing is waited for.
  package init(
    environment: ProcessEnvironment,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    let given = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    // By their standard a relative path in XDG_CACHE_HOME is to be ignored.
    let caches = given("XDG_CACHE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = given("HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    let path =
      given(Self.variable)
      ?? caches.map { Files.join($0, "perfgate") }
      ?? home.map { Files.join($0, ".cache/perfgate") }
      ?? Files.join(given("TMPDIR") ?? "/tmp", "perfgate-cache")
    folder = Files.join((try? Files.currentDirectory()) ?? "", path)
    self.isInterrupted = isInterrupted
  }

  /// The tree of a commit, alone for who gets it until it is built, then shared.
  ///
  /// - Parameters:
  ///   - commit: The commit's whole id.
  ///   - place: Where the repository is.
  ///   - repository: Access to it.
  ///   - fingerprint: Everything that a build depends on besides the commit.
  ///   - waiting: Is told once where another perfgate builds the same tree.
  /// - Returns: The tree, built or to be built.
  /// - Throws: `GateError` with exit 20 where it cannot be written, 73 where the folder cannot, 130
  ///   where perfgate was told to end.
  package func tree(
    of commit: String,
    in place: RepositoryPlace,
    through repository: GitRepository,
    fingerprint: String,
    waiting: () -> Void = {}
  ) throws(GateError) -> BaseTree {
    let whole = "perfgate.base/1\n\(place.commonDirectory)\n\(commit)\n\(fingerprint)"
    var hasSaid = false
    while true {
      let shelf = try prepareShelf(for: place)
      if let lock = try attempt({ () throws(FileError) in try FileLock.attempt(shelf.lockPath) }) {
        let tree = try shelf.take(commit, in: place, through: repository, fingerprint: whole)
        withExtendedLifetime(lock) {}
        if let tree { return tree }
      }
      guard !isInterrupted() else { throw GitRepository.interruption }
      if !hasSaid { waiting() }
      hasSaid = true
      MonotonicClock.sleep(nanoseconds: Self.retryNanoseconds)
    }
  }

  /// The folder of a repository's trees, and what was left by repositories that are gone.
  private func prepareShelf(for place: RepositoryPlace) throws(GateError) -> BaseShelf {
    try attempt { () throws(FileError) in
      try Files.createDirectories(folder)
      let root = Files.canonical(folder)
      BaseShelf.removeOrphans(in: root)
      let shelf = BaseShelf(in: root, of: place.commonDirectory)
      try shelf.prepare()
      return shelf
    }
  }

  private func attempt<Value>(
    _ body: () throws(FileError) -> Value
  ) throws(GateError) -> Value {
    do throws(FileError) {
      return try body()
    } catch {
      throw Self.cannotWrite(error)
    }
  }

  static func cannotWrite(_ error: FileError) -> GateError {
    GateError(
      .cannotWrite,
      "the tree of the base cannot be kept: \(error.description)",
      hints: ["\(variable) names another folder: \(variable)=/var/tmp/perfgate-cache perfgate ..."]
    )
  }
}
