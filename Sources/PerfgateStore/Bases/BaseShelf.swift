import PerfgateModel
import PerfgateSystem

/// The trees of one repository's bases; whoever changes them holds the lock at `lockPath`.
struct BaseShelf {
  /// How many trees are kept, the latest used ones.
  static let mostTrees = 5
  /// A folder's name may have 255 bytes, and endings are added to it.
  private static let longestName = 200
  private static let repositoryFile = "repository"
  static let markerEnding = ".built"
  static let modulesEnding = ".modules"
  private static let endings = [
    markerEnding, modulesEnding, ".notes", ".used", GitRepository.keptEnding,
  ]
  private static let lockEnding = ".lock"
  private static let nameDigits = 12
  private static let shelfDigits = 8

  let folder: String
  private let commonDirectory: String

  /// What is locked while trees are made and removed.
  var lockPath: String { Files.join(folder, "lock") }

  /// The shelf of a repository.
  ///
  /// - Parameters:
  ///   - root: The folder of all shelves, absolute, links resolved.
  ///   - commonDirectory: What the repository's work trees share.
  init(in root: String, of commonDirectory: String) {
    folder = Files.join(root, Self.digest(commonDirectory, digits: Self.shelfDigits))
    self.commonDirectory = commonDirectory
  }

  private init(folder: String, commonDirectory: String) {
    self.folder = folder
    self.commonDirectory = commonDirectory
  }

  /// Makes the folder, and notes whose it is.
  func prepare() throws(FileError) {
    try Files.createDirectories(folder)
    let file = Files.join(folder, Self.repositoryFile)
    if !Files.exists(file) {
      try Files.replaceAtomically(file, with: Array(commonDirectory.utf8))
    }
  }

  /// Takes the tree of a commit: as it was built, else written anew.
  ///
  /// - Parameters:
  ///   - commit: The commit.
  ///   - place: Where the repository is.
  ///   - repository: Access to it.
  ///   - fingerprint: Everything that the tree depends on.
  /// - Returns: The tree; `nil` while another perfgate builds it.
  /// - Throws: `GateError` with exit 20 or 73.
  func take(
    _ commit: String,
    in place: RepositoryPlace,
    through repository: GitRepository,
    fingerprint: String
  ) throws(GateError) -> BaseTree? {
    let name = name(of: fingerprint, asLongAs: place.root)
    let path = Files.join(folder, name)
    var lock = try attempt { () throws(FileError) in try FileLock.attempt(path + Self.lockEnding) }
    let isAlone = lock != nil
    // A build may have noted where it was: elsewhere it is another one.
    let mark = "\(fingerprint)\n\(path)"
    var isBuilt = isMarked(name, mark)
    if !isAlone, isBuilt {
      lock = try attempt { () throws(FileError) in
        try FileLock.attempt(path + Self.lockEnding, isShared: true)
      }
    }
    guard let lock else { return nil }
    let own = repository.elsewhere(place.root)
    var refusal: String?
    do throws(GateError) {
      if isBuilt, isAlone,
        !repository.hasWorktree(of: commit, at: path, sharing: place.commonDirectory)
      {
        refusal = try adopt(commit, as: name, in: place, through: repository)
        isBuilt = refusal == nil
      }
      if !isBuilt {
        try write(commit, as: name, in: place, through: repository)
        try attempt { () throws(FileError) in try touch(name) }
      }
    } catch {
      discard(name, through: own)
      throw error
    }
    if isBuilt {
      if isAlone { lock.share() }
      // What is there can be used on a full disk as well.
      try? touch(name)
    }
    tidy(keeping: name, through: own)
    return BaseTree(
      path: path,
      isBuilt: isBuilt,
      refusal: refusal,
      notices: notices(of: name),
      lock: lock,
      marker: path + Self.markerEnding,
      mark: mark,
      remove: { discard(name, through: own) }
    )
  }

  private func write(
    _ commit: String,
    as name: String,
    in place: RepositoryPlace,
    through repository: GitRepository
  ) throws(GateError) {
    let path = Files.join(folder, name)
    let own = repository.elsewhere(place.root)
    try attempt { () throws(FileError) in try remove(name, through: own) }
    _ = try own.addWorktree(of: commit, at: path)
    var notices = try repository.addSubmodules(
      to: path,
      like: place.root,
      from: Self.moduleFolders(of: place),
      registered: { gitDirectory, tree throws(GateError) in
        try attempt { () throws(FileError) in try note(gitDirectory, tree, of: name) }
      }
    )
    notices += repository.elsewhere(path).missingLargeFiles(besides: place.root)
    let lines = notices.map { "\($0.message)\t\($0.advice ?? "")\n" }.joined()
    try attempt { () throws(FileError) in
      try Files.replaceAtomically(path + ".notes", with: Array(lines.utf8))
    }
  }

  /// A tree's name; where that fits its path is made as long as the work tree's, since the length of
  /// a path moves what a program has in memory.
  private func name(of fingerprint: String, asLongAs root: String) -> String {
    let name = Self.digest(fingerprint, digits: Self.nameDigits)
    let missing = root.utf8.count - Files.join(folder, name).utf8.count
    guard missing > 0, name.utf8.count + missing <= Self.longestName else { return name }
    return name + String(repeating: "_", count: missing)
  }

  /// FNV-1a, as long as wanted; what it stands for is compared in full.
  private static func digest(_ text: String, digits: Int) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let hexadecimal = String(hash, radix: 16)
    let padding = String(repeating: "0", count: 16 - hexadecimal.utf8.count)
    return String((padding + hexadecimal).suffix(digits))
  }

  /// Where the repositories of submodules may be.
  static func moduleFolders(of place: RepositoryPlace) -> [String] {
    [place.gitDirectory, place.commonDirectory].map { Files.join($0, "modules") }
  }

  func attempt<Value>(
    _ body: () throws(FileError) -> Value
  ) throws(GateError) -> Value {
    do throws(FileError) {
      return try body()
    } catch {
      throw BaseTreeCache.cannotWrite(error)
    }
  }
}

extension BaseShelf {
  /// What a file beside the trees says; `nil` where it cannot be read.
  func text(_ name: String) -> String? {
    (try? Files.readBytes(at: Files.join(folder, name), atMostBytes: 1 << 20))
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private func isMarked(_ name: String, _ mark: String) -> Bool {
    text(name + Self.markerEnding) == mark
  }

  private func notices(of name: String) -> [VerdictNotice] {
    (text(name + ".notes") ?? "").split(separator: "\n").map { line in
      let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
      let advice = parts.count > 1 && !parts[1].isEmpty ? String(parts[1]) : nil
      return VerdictNotice(String(parts[0]), advice: advice)
    }
  }

  /// Notes where git will know a submodule's tree, before it does.
  func note(
    _ gitDirectory: String,
    _ tree: String,
    of name: String
  ) throws(FileError) {
    let lines = (text(name + Self.modulesEnding) ?? "") + "\(gitDirectory)\0\(tree)\0"
    try Files.replaceAtomically(
      Files.join(folder, name + Self.modulesEnding),
      with: Array(lines.utf8)
    )
  }

  private func uses(of name: String) -> Int {
    text(name + ".used").flatMap { Int($0) } ?? 0
  }

  private func touch(_ name: String) throws(FileError) {
    let latest = trees.map(uses).max() ?? 0
    let next = latest < Int.max ? latest + 1 : latest
    guard uses(of: name) < latest || latest == 0 else { return }
    try Files.replaceAtomically(
      Files.join(folder, name + ".used"),
      with: Array(String(next).utf8)
    )
  }

  /// Everything that was begun here, by name.
  private var trees: [String] {
    let files = (try? Files.names(inDirectory: folder)) ?? []
    let stems = files.compactMap { file -> String? in
      let stem = String(file.prefix { $0 != "." })
      return stem.utf8.count >= Self.nameDigits && stem != Self.repositoryFile ? stem : nil
    }
    return Set(stems).sorted()
  }

  /// Removes what was never finished, and of the rest what was used longest ago.
  private func tidy(keeping name: String, through repository: GitRepository) {
    var kept = 1
    for other in trees.sorted(by: { uses(of: $0) > uses(of: $1) }) where other != name {
      guard let lock = try? FileLock.attempt(Files.join(folder, other + Self.lockEnding)) else {
        kept += 1
        continue
      }
      if kept < Self.mostTrees, Files.exists(Files.join(folder, other + Self.markerEnding)) {
        kept += 1
      } else {
        discard(other, through: repository)
      }
      withExtendedLifetime(lock) {}
    }
  }

  /// Removes a tree and all that is known of it, as far as that can be done; the caller holds its lock.
  private func discard(_ name: String, through repository: GitRepository) {
    guard (try? remove(name, through: repository)) != nil else { return }
    try? Files.remove(Files.join(folder, name + Self.lockEnding))
  }

  /// Removes a tree and all that is known of it but its lock, which the caller holds.
  private func remove(_ name: String, through repository: GitRepository) throws(FileError) {
    let path = Files.join(folder, name)
    // Without its marker it is nothing that anyone would use, however far this comes.
    try Files.remove(path + Self.markerEnding)
    let isKnown = Files.exists(path) || Files.exists(path + Self.modulesEnding)
    try Files.remove(path)
    let modules = (text(name + Self.modulesEnding) ?? "").split(separator: "\0").map(String.init)
    for index in stride(from: 0, to: modules.count - 1, by: 2) {
      repository.elsewhere(folder, adding: ["GIT_DIR": modules[index]])
        .forgetWorktree(at: modules[index + 1])
    }
    if isKnown || Files.exists(path + ".used") { repository.forgetWorktree(at: path) }
    removeRecord(of: name)
    for ending in Self.endings { try Files.remove(path + ending) }
  }

  /// Removes what git has noted of a tree that it never came to write.
  private func removeRecord(of name: String) {
    let records = Files.join(commonDirectory, "worktrees")
    for record in (try? Files.names(inDirectory: records)) ?? [] where record.hasPrefix(name) {
      let path = Files.join(records, record)
      if !Files.exists(Files.join(path, "gitdir")) { try? Files.remove(path) }
    }
  }

  /// Removes the shelves of repositories that are gone, where nobody uses them.
  static func removeOrphans(in root: String) {
    for name in (try? Files.names(inDirectory: root)) ?? [] where name.utf8.count == shelfDigits {
      let folder = Files.join(root, name)
      let shelf = BaseShelf(folder: folder, commonDirectory: "")
      guard name.allSatisfy(\.isHexDigit), let owner = shelf.text(repositoryFile),
        owner.hasPrefix("/"), !Files.exists(owner),
        let lock = try? FileLock.attempt(shelf.lockPath)
      else { continue }
      let locks = shelf.trees.map { try? FileLock.attempt(Files.join(folder, $0 + lockEnding)) }
      if locks.allSatisfy({ $0 != nil }) { try? Files.remove(folder) }
      withExtendedLifetime((lock, locks)) {}
    }
  }
}
