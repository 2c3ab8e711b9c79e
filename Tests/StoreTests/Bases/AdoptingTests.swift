import PerfgateModel
import PerfgateStore
import PerfgateSystem
import PerfgateTestSupport
import Testing

/// A cache that outlives the clone whose bases it holds, as CI restores one into a fresh clone.
@Suite("Trees of bases in a fresh clone")
struct AdoptingTests {
  private let repository: TestRepository
  private let first: String

  /// Two commits in a repository `origin`, and a clone of it.
  init() throws {
    repository = try TestRepository()
    try repository.write("1\n", to: "src/file")
    try repository.write("#!/bin/sh\n", to: "tool")
    try repository.write("product\n", to: ".gitignore")
    try repository.shell("chmod +x tool && ln -s src/file link")
    first = try repository.commit("first")
    try repository.write("2\n", to: "src/file")
    try repository.commit("second")
    try repository.shell("mv project origin && git clone -q origin project", in: "")
  }

  private var access: GitRepository {
    GitRepository(
      runner: repository.runner,
      directory: repository.root,
      environment: repository.environment
    )
  }

  private func tree(cache: String? = nil) throws -> BaseTree {
    let environment = repository.environment.adding(
      cache.map { ["PERFGATE_CACHE": repository.directory.path($0)] } ?? [:]
    )
    return try BaseTreeCache(environment: environment).tree(
      of: first,
      in: access.place(),
      through: access,
      fingerprint: "make"
    )
  }

  /// Builds the base's tree, as far as a cache can tell.
  private func build() throws -> String {
    let tree = try tree()
    try Files.replaceAtomically("\(tree.path)/product", with: [1])
    try tree.markBuilt()
    return tree.path
  }

  /// Removes the clone and clones anew, and does what a script says of the tree.
  private func cloneAnew(_ script: String, _ path: String) throws {
    try repository.shell("rm -rf project && git clone -q origin project", in: "")
    try repository.shell("TREE='\(path)'; \(script)")
  }

  /// What is left beside the tree.
  private func names(beside path: String) throws -> [String] {
    let shelf = try #require(Files.parent(of: path))
    let name = try #require(path.split(separator: "/").last)
    return try Files.names(inDirectory: shelf).filter { $0.hasPrefix(name) }
      .map { String($0.dropFirst(name.utf8.count)) }
  }

  @Test("a tree that is what it says is used, with what was built, and is git's again")
  func adopted() throws {
    let path = try build()
    try cloneAnew("test ! -e .git/worktrees", path)
    for _ in 1...2 {
      let tree = try tree()
      #expect(tree.path == path)
      #expect(tree.isBuilt)
      #expect(tree.refusal == nil)
    }
    #expect(Files.exists("\(path)/product"))
    #expect(try repository.shell("git worktree list | wc -l") == "2")
    #expect(try repository.shell("git -C '\(path)' rev-parse HEAD") == first)
    #expect(try repository.shell("git -C '\(path)' status --porcelain") == "")
    #expect(try names(beside: path) == ["", ".built", ".lock", ".notes", ".used"])
    #expect(try repository.shell("git status --porcelain && git branch --list") == "* main")
  }

  @Test("a tree that CI packed and unpacked is used as well")
  func packed() throws {
    let path = try build()
    try cloneAnew("cd .. && tar -cf cache.tar cache && rm -r cache", path)
    try repository.shell("tar -xf cache.tar", in: "")
    #expect(try tree().isBuilt)
    #expect(Files.exists("\(path)/product"))
  }

  @Test(
    "a tree that is not what it says is made anew, and the reason is told",
    arguments: [
      ("echo 2 > \"$TREE/src/file\"", "src/file"), ("rm \"$TREE/src/file\"", "src/file"),
      ("rm -r \"$TREE/src\"", "src/file"), ("chmod -x \"$TREE/tool\"", "tool"),
      ("rm \"$TREE/link\" && cp \"$TREE/src/file\" \"$TREE/link\"", "link"),
      ("printf '1\\n' > \"$TREE/src/file\" && printf '2' >> \"$TREE/.gitignore\"", ".gitignore"),
      ("git clone -q ../origin x && rm -r \"$TREE/.git\" && mv x/.git \"$TREE\"", "changed"),
      ("rm \"$TREE/.git\"", "changed"), ("echo x > \"$TREE/.git\"", "changed"),
      ("rm \"$TREE/.git\" && mkfifo \"$TREE/.git\"", "changed"),
      ("rm -r \"$TREE\"", "changed"), ("touch \"$TREE.perfgate-kept\"", "cannot move"),
    ]
  )
  func refused(script: String, reason: String) throws {
    let path = try build()
    try cloneAnew(script, path)
    let tree = try tree()
    #expect(tree.path == path)
    #expect(!tree.isBuilt)
    #expect(tree.refusal?.contains(reason) == true, "\(tree.refusal ?? "none")")
    #expect(!Files.exists("\(path)/product"))
    #expect(try repository.shell("git -C '\(path)' status --porcelain") == "")
    #expect(try Files.readBytes(at: "\(path)/src/file") == Array("1\n".utf8))
    #expect(try names(beside: path) == ["", ".lock", ".notes", ".used"])
    #expect(try repository.shell("git worktree list | wc -l") == "2")
  }

  @Test("without the right marker, or in another place, nothing of it is used")
  func unmarked() throws {
    let path = try build()
    try cloneAnew("rm \"$TREE.built\"", path)
    #expect(try !tree().isBuilt)
    let again = try build()
    try repository.shell("mv cache elsewhere", in: "")
    try cloneAnew("true", again)
    let moved = try tree(cache: "elsewhere")
    #expect(!moved.isBuilt)
    #expect(!Files.exists("\(moved.path)/product"))
  }

  @Test(
    "what was killed on the way is made anew, and nothing is left of it",
    arguments: [
      "mv \"$TREE\" \"$TREE.perfgate-kept\"",
      "mv \"$TREE\" \"$TREE.perfgate-kept\" && mkdir \"$TREE\"",
      """
      mv "$TREE" "$TREE.perfgate-kept"
      git worktree add -q --no-checkout --detach "$TREE" HEAD
      """,
      """
      mv "$TREE" "$TREE.perfgate-kept"
      git worktree add -q --no-checkout --detach "$TREE" HEAD
      mv "$TREE/.git" "$TREE.perfgate-kept/.git" && rmdir "$TREE"
      """,
      """
      mv "$TREE" "$TREE.perfgate-kept"
      git worktree add -q --no-checkout --detach "$TREE" HEAD
      mv "$TREE/.git" "$TREE.perfgate-kept/.git" && rmdir "$TREE"
      mv "$TREE.perfgate-kept" "$TREE"
      """,
    ]
  )
  func killed(script: String) throws {
    let path = try build()
    try cloneAnew("rm \"$TREE.built\"; \(script)", path)
    let tree = try tree()
    #expect(!tree.isBuilt)
    #expect(!Files.exists("\(path)/product"))
    #expect(try repository.shell("git -C '\(path)' status --porcelain") == "")
    #expect(try names(beside: path) == ["", ".lock", ".notes", ".used"])
    #expect(try repository.shell("git worktree list | wc -l") == "2")
  }
}

extension SubmoduleTests {
  @Test(
    "a fresh clone takes a tree with submodules over, down to the deepest, or makes it anew",
    arguments: [
      ("true", true), ("echo 3 > \"$TREE/libs/outer/outer\"", false),
      ("echo 3 > \"$TREE/libs/outer/inner/inner\"", false),
      ("rm -r \"$TREE/libs/outer/inner\"", false),
      ("git submodule --quiet deinit --all --force && rm -r .git/modules", false),
    ]
  )
  func freshClone(script: String, isUsed: Bool) throws {
    let path: String
    do {
      let tree = try tree()
      path = tree.path
      try tree.markBuilt()
    }
    try repository.shell(
      """
      for module in libs/outer/inner libs/outer; do
        git -C project/$module push -q origin HEAD:refs/heads/second
      done
      mv project origin && git clone -q origin project
      cd project && git submodule --quiet update --init --recursive
      """,
      in: ""
    )
    try repository.shell("TREE='\(path)'; \(script)")
    let again = try tree()
    #expect(again.path == path)
    #expect(again.isBuilt == isUsed, "\(again.refusal ?? "used")")
    #expect(isUsed || again.refusal?.contains("submodule 'libs/outer") == true)
    guard isUsed else { return }
    #expect(try contents(of: again) == ["1\n", "1\n"])
    #expect(
      try repository.shell("git -C '\(path)/libs/outer/inner' status --porcelain") == ""
    )
  }
}
