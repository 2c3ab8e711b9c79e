import PerfgateModel
import PerfgateStore
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("The trees of bases")
struct BaseTreeCacheTests {
  private let repository: TestRepository
  private let access: GitRepository
  private let first: String

  init() throws {
    repository = try TestRepository()
    access = GitRepository(
      runner: repository.runner,
      directory: repository.root,
      environment: repository.environment
    )
    try repository.write("1", to: "file")
    first = try repository.commit("first")
  }

  private var cache: BaseTreeCache { BaseTreeCache(environment: repository.environment) }

  private func tree(
    _ commit: String? = nil,
    fingerprint: String = "make",
    isInterrupted: Bool = false,
    waiting: () -> Void = {}
  ) throws(GateError) -> BaseTree {
    try BaseTreeCache(environment: repository.environment, isInterrupted: { isInterrupted }).tree(
      of: commit ?? first,
      in: access.place(),
      through: access,
      fingerprint: fingerprint,
      waiting: waiting
    )
  }

  /// The folder of the repository's trees.
  private func shelf() throws -> String {
    Files.join(cache.folder, try #require(Files.names(inDirectory: cache.folder).first))
  }

  /// The folders of trees that are there.
  private func trees() throws -> [String] {
    let shelf = try shelf()
    return try Files.names(inDirectory: shelf).filter {
      try Files.kind(at: Files.join(shelf, $0)) == .directory
    }
  }

  /// What the user has, but for the list of work trees.
  private func possessions() throws -> String {
    try repository.shell(
      """
      find . -path ./.git/worktrees -prune -o -type f -print | sort | xargs cksum
      git status --short; git branch --list; git stash list; git config --list
      """
    )
  }

  @Test(
    "the folder is PERFGATE_CACHE, else that of the user's caches, else the temporary one",
    arguments: [
      (["PERFGATE_CACHE": "/a", "XDG_CACHE_HOME": "/b", "HOME": "/c"], "/a"),
      (["PERFGATE_CACHE": "", "XDG_CACHE_HOME": "/b", "HOME": "/c"], "/b/perfgate"),
      (["XDG_CACHE_HOME": "relative", "HOME": "/c"], "/c/.cache/perfgate"),
      (["TMPDIR": "/d"], "/d/perfgate-cache"), ([:], "/tmp/perfgate-cache"),
    ]
  )
  func place(variables: [String: String], folder: String) {
    #expect(BaseTreeCache(environment: ProcessEnvironment(variables)).folder == folder)
  }

  @Test("a tree is written, built once and used again, and nothing of the user's is touched")
  func reused() throws {
    try repository.write("2", to: "file")
    try repository.commit("second")
    try repository.write("3", to: "file")
    try repository.write("mine", to: "untracked")
    try repository.shell("git add file && echo 4 > file")
    try repository.write("#!/bin/sh\ntouch $HOME/hook-ran\n", to: ".git/hooks/post-checkout")
    try repository.shell("chmod +x .git/hooks/post-checkout")
    let before = try possessions()
    do {
      let tree = try tree()
      #expect(!tree.isBuilt)
      #expect(try Files.readBytes(at: "\(tree.path)/file") == Array("1".utf8))
      #expect(!Files.exists("\(tree.path)/untracked"))
      try Files.replaceAtomically("\(tree.path)/product", with: [1])
      try tree.markBuilt()
    }
    let again = try tree()
    #expect(again.isBuilt)
    #expect(Files.exists("\(again.path)/product"))
    #expect(try possessions() == before)
    #expect(!Files.exists(repository.directory.path("home/hook-ran")))
  }

  @Test("a path is as long as the work tree's where that is longer")
  func padded() throws {
    let place = try access.place()
    let short = try tree()
    #expect(short.path.utf8.count > place.root.utf8.count)
    let name = String(repeating: "n", count: 120)
    try repository.shell("mv project '\(name)' && mkdir project", in: "")
    let moved = GitRepository(
      runner: repository.runner,
      directory: repository.directory.path(name),
      environment: repository.environment
    )
    let there = try moved.place()
    let long = try cache.tree(of: first, in: there, through: moved, fingerprint: "make")
    #expect(long.path.utf8.count == there.root.utf8.count)
  }

  @Test("what was not built to its end is written anew", arguments: [true, false])
  func unfinished(isFileLost: Bool) throws {
    do {
      let tree = try tree()
      try Files.replaceAtomically("\(tree.path)/half", with: [1])
      if isFileLost { try Files.remove("\(tree.path)/.git") }
    }
    let again = try tree()
    #expect(!again.isBuilt)
    #expect(!Files.exists("\(again.path)/half"))
    #expect(Files.exists("\(again.path)/file"))
    #expect(try repository.shell("git worktree list | wc -l") == "2")
  }

  @Test(
    "a marker alone proves nothing",
    arguments: [
      "rm -r \"$TREE\"", "rm \"$TREE/.git\"", "git -C \"$TREE\" checkout -q HEAD~1",
      "echo other > \"$TREE.built\"", "printf perfgate > \"$TREE.built\"",
      "echo \"gitdir: $PWD/.git\" > \"$TREE/.git\"",
    ]
  )
  func damaged(script: String) throws {
    let second = try repository.commit("second")
    let path: String
    do {
      let tree = try tree(second)
      try tree.markBuilt()
      path = tree.path
    }
    try repository.shell("TREE='\(path)'; \(script)")
    let again = try tree(second)
    #expect(again.path == path)
    #expect(!again.isBuilt)
    #expect(Files.exists("\(path)/file"))
  }

  @Test("what git was killed in the middle of is repaired")
  func killed() throws {
    let path: String
    do { path = try tree().path }
    let name = try #require(path.split(separator: "/").last)
    // As `git worktree add` leaves it: registered and locked, without its files.
    try repository.shell(
      "rm -r '\(path)' && mkdir '\(path)' && echo initializing > .git/worktrees/\(name)/locked"
    )
    #expect(Files.exists("\(try tree().path)/file"))
    try repository.shell(
      "rm -r '\(path)' && echo initializing > .git/worktrees/\(name)/locked"
        + " && rm .git/worktrees/\(name)/gitdir"
    )
    #expect(Files.exists("\(try tree().path)/file"))
    #expect(try repository.shell("ls .git/worktrees") == name)
    #expect(try repository.shell("git worktree list | wc -l") == "2")
  }

  @Test("leftovers of other bases go, and the user's own work trees stay")
  func leftovers() throws {
    let second = try repository.commit("second")
    try repository.shell("git worktree add -q ../gone HEAD && rm -r ../gone")
    let left: String
    do { left = try tree(second).path }
    let kept = try tree()
    #expect(!Files.exists(left))
    #expect(!Files.exists("\(left).lock"))
    #expect(Files.exists(kept.path))
    #expect(try repository.shell("git worktree list | grep -c /gone") == "1")
    #expect(try repository.shell("git worktree list | wc -l") == "3")
  }

  @Test("other commits and other builds have trees of their own; the five used last stay")
  func bounded() throws {
    var used: [String] = []
    for number in 1...6 {
      let tree = try tree(fingerprint: "make \(number)")
      try tree.markBuilt()
      used.append(tree.path)
      // The first one is used again, so the second one is the oldest.
      if number == 5 { #expect(try self.tree(fingerprint: "make 1").isBuilt) }
    }
    #expect(Set(used).count == 6)
    let left = used.filter { Files.exists($0) }
    #expect(left == [used[0]] + used[2...])
    #expect(try trees().count == 5)
    #expect(try tree(fingerprint: "make 1").isBuilt)
    #expect(try repository.shell("git worktree list | wc -l") == "6")
  }

  @Test("a tree in use is never removed")
  func inUse() throws {
    let held = try tree(fingerprint: "make 0")
    try held.markBuilt()
    for number in 1...6 { try tree(fingerprint: "make \(number)").markBuilt() }
    #expect(Files.exists("\(held.path)/file"))
    #expect(try trees().count == 6)
  }

  @Test("who builds a tree has it alone; once it is built, others share it")
  func alone() throws {
    let building = try tree()
    var isTold = false
    do throws(GateError) {
      let other = try tree(isInterrupted: true, waiting: { isTold = true })
      Issue.record("\(other.path) was shared")
    } catch {
      #expect(error.exit == .interrupted)
    }
    #expect(!isTold)
    try building.markBuilt()
    let other = try tree(isInterrupted: true)
    #expect(other.isBuilt)
    #expect(other.path == building.path)
  }

  @Test("trees of a repository that is gone are removed")
  func orphans() throws {
    let other = try TestRepository()
    let commit = try other.commit("other")
    let elsewhere = GitRepository(
      runner: other.runner,
      directory: other.root,
      environment: repository.environment
    )
    let path: String
    do {
      let place = try elsewhere.place()
      path = try cache.tree(of: commit, in: place, through: elsewhere, fingerprint: "").path
    }
    _ = try tree()
    #expect(Files.exists(path))
    try Files.remove(other.root)
    _ = try tree()
    #expect(!Files.exists(path))
    #expect(try Files.names(inDirectory: cache.folder).count == 1)
  }

  @Test("a folder that cannot be written, or a checkout that fails, is a clear error")
  func failing() throws {
    try Files.replaceAtomically(cache.folder, with: [1])
    do throws(GateError) {
      _ = try tree()
    } catch {
      #expect(error.exit == .cannotWrite)
      #expect(error.diagnostics[0].hints[0].contains("PERFGATE_CACHE"))
    }
    try Files.remove(cache.folder)
    let missing = String(repeating: "0", count: 40)
    do throws(GateError) {
      _ = try tree(missing)
    } catch {
      #expect(error.exit == .nothingToCompare)
      #expect(!error.diagnostics[0].notes.isEmpty)
    }
    #expect(try trees() == [])
  }

  @Test("Git LFS: a smudge that fails is an error, and pointers in its place are noted")
  func largeFiles() throws {
    try repository.write("*.bin filter=lfs\n", to: ".gitattributes")
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    try repository.write(pointer, to: "a.bin")
    let commit = try repository.commit("large")
    try repository.write("content", to: "a.bin")
    let notices = try tree(commit).notices
    #expect(notices.first?.message.contains("'a.bin'") == true)
    #expect(notices.first?.advice?.contains("git lfs fetch origin \(commit)") == true)
    try repository.shell(
      "git config filter.lfs.smudge 'echo lfs is offline >&2; false' && git config filter.lfs.required true"
    )
    do throws(GateError) {
      _ = try tree(commit, fingerprint: "again")
      Issue.record("no error")
    } catch {
      #expect(error.exit == .nothingToCompare)
      #expect(error.diagnostics[0].hints == ["git lfs fetch origin \(commit)"])
    }
  }
}
