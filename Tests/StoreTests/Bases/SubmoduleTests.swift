import PerfgateModel
import PerfgateStore
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("The submodules of a base")
struct SubmoduleTests {
  let repository: TestRepository
  private let access: GitRepository
  private let first: String

  /// A submodule `libs/outer` with one of its own, both changed by the second commit.
  init() throws {
    repository = try TestRepository()
    access = GitRepository(
      runner: repository.runner,
      directory: repository.root,
      environment: repository.environment
    )
    try repository.shell(
      """
      git config --global protocol.file.allow always
      for name in inner outer; do
        git init -q -b main $name && (cd $name && echo 1 >$name && git add . && git commit -qm 1)
      done
      cd outer && git submodule --quiet add ../inner && git commit -qm with && cd ..
      cd project && git submodule --quiet add "$PWD/../outer" libs/outer
      git submodule --quiet update --init --recursive && git commit -qm first
      """,
      in: ""
    )
    first = try repository.shell("git rev-parse HEAD")
    try repository.shell(
      """
      (cd libs/outer/inner && echo 2 >inner && git commit -qam 2)
      (cd libs/outer && echo 2 >outer && git commit -qam 2)
      git commit -qam second
      """
    )
  }

  func tree(_ fingerprint: String = "") throws(GateError) -> BaseTree {
    try BaseTreeCache(environment: repository.environment).tree(
      of: first,
      in: access.place(),
      through: access,
      fingerprint: fingerprint
    )
  }

  func contents(of tree: BaseTree) throws -> [String] {
    try ["libs/outer/outer", "libs/outer/inner/inner"].map {
      String(decoding: try Files.readBytes(at: "\(tree.path)/\($0)"), as: UTF8.self)
    }
  }

  @Test("they come from what the work tree has, without a network or a word in its configuration")
  func offline() throws {
    try repository.shell("rm -rf inner outer", in: "")
    let before = try repository.shell(
      "cat .git/config .git/modules/libs/outer/config; git status --short"
    )
    let tree = try tree()
    #expect(try contents(of: tree) == ["1\n", "1\n"])
    #expect(
      try repository.shell("cat .git/config .git/modules/libs/outer/config; git status --short")
        == before
    )
    #expect(try repository.shell("cat libs/outer/outer libs/outer/inner/inner") == "2\n2")
    #expect(tree.notices == [])
  }

  @Test("with the tree, what git knows of them goes")
  func forgotten() throws {
    for number in 0...5 { try tree("\(number)").markBuilt() }
    let script = "git -C libs/outer worktree list; git -C libs/outer/inner worktree list"
    #expect(try repository.shell("{ \(script); } | wc -l") == "12")
  }

  @Test("one that the work tree never initialised is left out, and that is said")
  func leftOut() throws {
    try repository.shell("git submodule --quiet deinit --force libs/outer && rm -rf .git/modules")
    let tree = try tree()
    #expect(try Files.names(inDirectory: "\(tree.path)/libs/outer") == [])
    #expect(tree.notices.map(\.message).contains { $0.contains("'libs/outer'") })
  }

  @Test("one that the change removed is cloned, and where it cannot be there is a clear error")
  func removed() throws {
    try repository.shell(
      "git rm -q --force libs/outer && rm -rf .git/modules && git commit -qm gone"
    )
    try repository.shell("git config --remove-section submodule.libs/outer || true")
    let before = try repository.shell("cat .git/config")
    #expect(try contents(of: try tree()) == ["1\n", "1\n"])
    #expect(try repository.shell("cat .git/config") == before)
    try repository.shell("rm -rf inner outer cache", in: "")
    do throws(GateError) {
      _ = try tree()
      Issue.record("no error")
    } catch {
      #expect(error.exit == .nothingToCompare)
      #expect(error.diagnostics[0].message.contains("the submodule 'libs/outer'"))
      #expect(error.diagnostics[0].hints[0] == "git submodule update --init --recursive")
    }
    #expect(try repository.shell("git worktree list | wc -l") == "1")
  }
}
