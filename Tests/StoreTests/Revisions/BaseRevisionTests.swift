import PerfgateModel
import PerfgateStore
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("The revision to compare with")
struct BaseRevisionTests {
  private let repository: TestRepository

  init() throws {
    repository = try TestRepository()
  }

  private func access(
    _ variables: [String: String] = [:],
    in folder: String = "project"
  )
    -> GitRepository
  {
    GitRepository(
      runner: repository.runner,
      directory: repository.directory.path(folder),
      environment: repository.environment.adding(variables)
    )
  }

  private func base(
    _ reference: String,
    _ variables: [String: String] = [:],
    in folder: String = "project"
  ) throws(GateError) -> BaseRevision {
    let access = access(variables, in: folder)
    return try access.base(reference, in: access.place())
  }

  private func failure(
    _ reference: String,
    _ variables: [String: String] = [:],
    in folder: String = "project"
  ) -> GateError? {
    do throws(GateError) {
      _ = try base(reference, variables, in: folder)
      return nil
    } catch {
      return error
    }
  }

  /// A branch `feature` with one commit, which `main` has left by one commit of its own.
  private func fork() throws -> (fork: String, main: String, feature: String) {
    let fork = try repository.commit("one")
    try repository.shell("git checkout --quiet -b feature")
    let feature = try repository.commit("of the feature")
    try repository.shell("git checkout --quiet main")
    let main = try repository.commit("of main")
    try repository.shell("git checkout --quiet feature")
    return (fork, main, feature)
  }

  @Test("a branch means its merge base; a tag, a commit or an expression means itself")
  func meaning() throws {
    let (fork, main, feature) = try fork()
    try repository.shell("git tag v1 main && git update-ref refs/remotes/origin/main main")
    for name in ["main", "origin/main", "refs/heads/main", "heads/main"] {
      let found = try base(name)
      #expect(found.commit == fork)
      #expect(found.isMergeBase)
      #expect(found.notices == [])
    }
    #expect(try base("refs/heads/main").name == "main")
    for name in ["v1", main, String(main.prefix(8)), "main~0", "main^{commit}", ":/of main"] {
      let found = try base(name)
      #expect(found.commit == main, "\(name)")
      #expect(!found.isMergeBase)
    }
    #expect(try base(main).name == String(main.prefix(12)))
    #expect(try base("HEAD~1").commit == fork)
    #expect(try base("HEAD~1").name == "HEAD~1")
    #expect(try base("HEAD~1").notices == [])
    #expect(feature != fork)
  }

  @Test("what is checked out, unchanged, is compared with itself, and that is said")
  func itself() throws {
    let commit = try repository.commit("one")
    for name in ["HEAD", "main", commit] {
      let found = try base(name)
      #expect(found.commit == commit)
      #expect(found.notices.first?.message.contains("the same code") == true)
    }
    try repository.write("1", to: "file")
    try repository.shell("git add file")
    #expect(try base("HEAD").notices == [])
    #expect(try access().place().head.isDirty)
  }

  @Test("at a desk, auto is the merge base with the first of the usual branches")
  func automatic() throws {
    let (fork, main, feature) = try fork()
    #expect(try base("auto").commit == fork)
    #expect(try base("auto").name == "main")
    try repository.shell("git update-ref refs/remotes/origin/master \(feature)")
    #expect(try base("auto").name == "origin/master")
    try repository.shell("git update-ref refs/remotes/origin/main \(main)")
    #expect(try base("auto").name == "origin/main")
    try repository.shell("git update-ref refs/remotes/origin/trunk \(main)")
    try repository.shell("git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/trunk")
    #expect(try base("auto").name == "origin/trunk")
    #expect(try base("auto").isMergeBase)
  }

  @Test(
    "in CI, auto is the branch that a change is for",
    arguments: [
      ["GITHUB_BASE_REF": "main"], ["CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"],
      ["CHANGE_TARGET": "main"], ["SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main"],
      ["BITBUCKET_PR_DESTINATION_BRANCH": "main"],
      ["BUILDKITE_PULL_REQUEST_BASE_BRANCH": "main"],
    ]
  )
  func continuousIntegration(variables: [String: String]) throws {
    let (fork, main, _) = try fork()
    // Of a checkout by CI, a local branch is what some job left; the remote's counts.
    try repository.shell("git update-ref refs/remotes/origin/main \(main)")
    try repository.shell("git branch --force main HEAD")
    let found = try base("auto", variables.merging(["CI": "true"]) { $1 })
    #expect(found.commit == fork)
    #expect(found.name == "origin/main")
  }

  @Test("GitLab names a commit, and of a merged result what it was merged into")
  func commits() throws {
    let (fork, main, _) = try fork()
    let variables = [
      "CI": "true", "CI_MERGE_REQUEST_DIFF_BASE_SHA": fork,
      "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "",
    ]
    let found = try base("auto", variables)
    #expect(found.commit == fork)
    #expect(found.name == "origin/main")
    let merged = variables.merging(["CI_MERGE_REQUEST_TARGET_BRANCH_SHA": main]) { $1 }
    #expect(try base("auto", merged).commit == main)
  }

  @Test(
    "a push names no base: set-up, not the change",
    arguments: ["CI", "JENKINS_URL", "TF_BUILD"]
  )
  func push(variable: String) throws {
    _ = try fork()
    let error = failure("auto", [variable: "true", "GITHUB_BASE_REF": ""])
    #expect(error?.exit == .nothingToCompare)
    #expect(error?.diagnostics.first?.message.contains("CI names no base") == true)
    #expect(error?.diagnostics.first?.hints.first == "name one: --against HEAD~1")
  }

  @Test(
    "what does not exist is missing input, with what may be meant",
    arguments: [
      ("mian", "did you mean 'main'?"), ("featur", "did you mean 'feature'?"),
      ("trunk", "did you mean 'origin/trunk'?"), ("v1.1", "did you mean 'v1.0'?"),
      ("0123456789abcdef", "git fetch, or name one of: git branch --all; git tag"),
      ("--output=x", "git fetch, or name one of: git branch --all; git tag"),
      ("main:file", "git fetch, or name one of: git branch --all; git tag"),
      (":/nothing like this", "git fetch, or name one of: git branch --all; git tag"),
      ("main..feature", "name what the work tree is compared with: --against main"),
      ("...feature", "name what the work tree is compared with: --against HEAD"),
    ]
  )
  func missing(reference: String, hint: String) throws {
    let (_, main, _) = try fork()
    try repository.shell("git update-ref refs/remotes/origin/trunk \(main) && git tag v1.0")
    let error = failure(reference)
    #expect(error?.exit == .missingInput)
    #expect(error?.diagnostics.first?.message.contains("'\(reference)'") == true)
    #expect(error?.diagnostics.first?.hints.first == hint)
  }

  @Test("before the first commit there is nothing to compare with")
  func beginning() throws {
    #expect(failure("HEAD")?.exit == .nothingToCompare)
    try repository.commit("one")
    let error = failure("HEAD~1")
    #expect(error?.exit == .nothingToCompare)
    #expect(
      error?.diagnostics.first?.message == "there is no commit HEAD~1: HEAD is the first one"
    )
    try repository.commit("two")
    #expect(
      failure("HEAD~2")?.diagnostics.first?.message
        == "there is no commit HEAD~2: the history of HEAD has 2 commits"
    )
    #expect(failure("")?.exit == .usage)
  }

  @Test("histories without a common commit have no merge base")
  func unrelated() throws {
    try repository.commit("one")
    try repository.shell("git checkout --quiet --orphan other")
    try repository.commit("another one")
    let error = failure("main")
    #expect(error?.exit == .nothingToCompare)
    #expect(error?.diagnostics.first?.message.contains("no commit in common") == true)
    #expect(try base("main~0").isMergeBase == false)
  }

  @Test("without a repository, or without git, there is a clear error")
  func outside() throws {
    #expect(failure("HEAD", in: "home")?.exit == .missingInput)
    try repository.commit("one")
    #expect(failure("HEAD", ["PATH": "/none"])?.exit == .missingInput)
    try repository.shell("git clone --quiet --bare project bare", in: "")
    #expect(failure("HEAD", in: "bare")?.exit == .missingInput)
  }

  @Test("a hook's variables do not move the work tree")
  func hooks() throws {
    let commit = try repository.commit("one")
    try repository.write("1", to: "deep/file")
    let inner = GitRepository(
      runner: repository.runner,
      directory: repository.directory.path("project/deep"),
      environment: repository.environment.adding(["GIT_DIR": "../.git"]).withoutGitRepository
    )
    let place = try inner.place()
    #expect(place.root == Files.canonical(repository.root))
    #expect(place.head.commit == commit)
    #expect(place.gitDirectory == place.commonDirectory)
  }
}
