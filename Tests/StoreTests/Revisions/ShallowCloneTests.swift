import PerfgateModel
import PerfgateStore
import PerfgateSystem
import PerfgateTestSupport
import Testing

/// Clones as CI makes them, through a transport that knows depth.
@Suite("The base of a shallow clone")
struct ShallowCloneTests {
  private let repository: TestRepository
  /// Where the merged request's branch left `main`, and the commit of `main` that it was merged with.
  private let parent: String

  /// A request of 5 commits that left `main` 10 commits ago, merged with `main` as a service does;
  /// `main` went on by 8 commits since.
  init() throws {
    repository = try TestRepository()
    try repository.shell(
      """
      commits() { for i in $(seq $2); do git commit -q --allow-empty -m "$1$i"; done; }
      commits m 30
      git checkout -q -b feature HEAD~10
      commits f 5
      git checkout -q --detach main
      git merge -q --no-edit feature
      git update-ref refs/pull/1/merge HEAD
      git checkout -q main
      commits late 8
      git clone -q --no-checkout --depth=1 "file://$PWD" ../elsewhere
      git init -q ../ci && cd ../ci
      git remote add origin "file://$OLDPWD"
      git fetch -q --depth=1 origin refs/pull/1/merge
      git checkout -q --detach FETCH_HEAD
      """
    )
    parent = try repository.shell("git rev-parse main~8")
  }

  private func base(
    _ reference: String,
    _ variables: [String: String] = ["CI": "true", "GITHUB_BASE_REF": "main"]
  ) throws(GateError) -> BaseRevision {
    let access = GitRepository(
      runner: repository.runner,
      directory: repository.directory.path("ci"),
      environment: repository.environment.adding(variables)
    )
    return try access.base(reference, in: access.place())
  }

  @Test(
    "the branch that CI names is fetched, and history until both meet",
    arguments: ["auto", "origin/main", "main"]
  )
  func deepened(reference: String) throws {
    let found = try base(reference)
    #expect(found.commit == parent)
    #expect(found.name == "origin/main")
    #expect(found.isMergeBase)
    let script = "git for-each-ref refs/heads refs/tags; git status --short"
    #expect(try repository.shell(script, in: "ci") == "")
  }

  @Test("a commit that CI names is fetched by its id")
  func commit() throws {
    let found = try base("auto", ["CI": "true", "CI_MERGE_REQUEST_DIFF_BASE_SHA": parent])
    #expect(found.commit == parent)
    #expect(found.isMergeBase)
  }

  @Test("deepening never cuts off what is there")
  func longer() throws {
    try repository.shell("git fetch -q --depth=12 origin refs/pull/1/merge", in: "ci")
    let before = try #require(Int(try repository.shell("git rev-list --count HEAD", in: "ci")))
    #expect(try base("auto").commit == parent)
    let after = try #require(Int(try repository.shell("git rev-list --count HEAD", in: "ci")))
    #expect(after >= before)
  }

  @Test("a fetch that fails says what to run, and so does history that nobody may fetch")
  func unreachable() throws {
    try repository.shell("git remote set-url origin file:///nowhere/at/all", in: "ci")
    do throws(GateError) {
      let found = try base("auto")
      Issue.record("found \(found)")
    } catch {
      #expect(error.exit == .nothingToCompare)
      let diagnostic = error.diagnostics[0]
      #expect(!diagnostic.notes.isEmpty)
      #expect(
        diagnostic.hints[0] == "git fetch origin +refs/heads/main:refs/remotes/origin/main"
      )
      #expect(diagnostic.hints[1].contains("fetch-depth: 0"))
    }
    for reference in ["HEAD~1", parent] {
      do throws(GateError) {
        let found = try base(reference, [:])
        Issue.record("found \(found)")
      } catch {
        #expect(error.exit == .nothingToCompare)
        #expect(error.diagnostics[0].hints.first == "git fetch --unshallow")
      }
    }
  }

  @Test("nothing is fetched where CI names nothing")
  func offline() throws {
    let before = try repository.shell("find .git -type f | sort | xargs cksum", in: "ci")
    #expect(throws: GateError.self) { try base("main", [:]) }
    #expect(throws: GateError.self) { try base("auto", [:]) }
    #expect(try repository.shell("find .git -type f | sort | xargs cksum", in: "ci") == before)
  }
}
