import PerfgateModel
import PerfgateStore
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("The revision of a project")
struct GitRepositoryTests {
  private let directory: TemporaryDirectory
  private let runner: SpawnerClient
  private let environment: ProcessEnvironment

  init() throws {
    directory = try TemporaryDirectory()
    runner = try BuiltTool.spawner()
    environment = ProcessEnvironment([
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": directory.path("home"),
      // A temporary folder inside of somebody's repository would not be outside of any.
      "GIT_CEILING_DIRECTORIES": "/tmp",
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
      "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org",
    ])
    try Files.createDirectories(directory.path("project"))
  }

  private var repository: GitRepository {
    GitRepository(runner: runner, directory: directory.path("project"), environment: environment)
  }

  /// Runs git in the project and returns the first line that it writes.
  @discardableResult
  private func git(_ arguments: String...) throws -> String {
    let request = ProcessRequest(
      executable: "/usr/bin/env",
      programName: "env",
      arguments: ["git"] + arguments,
      environment: environment.variables,
      workingDirectory: directory.path("project")
    )
    let outcome = try runner.run(request)
    try #require(outcome.termination.isSuccess, "git \(arguments)")
    let text = String(decoding: outcome.standardOutput.kept, as: UTF8.self)
    return String(text.prefix { $0 != "\n" })
  }

  @Test("outside of a repository there is none")
  func outside() {
    #expect(repository.head() == nil)
  }

  @Test("from no commit over a clean tree to a changed one")
  func states() throws {
    try git("init", "--quiet")
    #expect(repository.head() == nil)
    try directory.write("1", to: "project/tracked")
    try git("add", "tracked")
    try git("commit", "--quiet", "--message", "first")
    let commit = try git("rev-parse", "HEAD")
    #expect(commit.utf8.count == 40)
    #expect(repository.head() == RevisionRecord(commit: commit, isDirty: false))
    try directory.write("x", to: "project/untracked")
    #expect(repository.head() == RevisionRecord(commit: commit, isDirty: false))
    try directory.write("22", to: "project/tracked")
    #expect(repository.head() == RevisionRecord(commit: commit, isDirty: true))
    try git("add", "tracked")
    #expect(repository.head() == RevisionRecord(commit: commit, isDirty: true))
    try git("commit", "--quiet", "--message", "second")
    let second = try git("rev-parse", "HEAD")
    #expect(second != commit)
    #expect(repository.head() == RevisionRecord(commit: second, isDirty: false))
  }

  @Test("a folder of the repository has its revision")
  func subfolder() throws {
    try git("init", "--quiet")
    try directory.write("1", to: "project/deep/tracked")
    try git("add", ".")
    try git("commit", "--quiet", "--message", "first")
    let inner = GitRepository(
      runner: runner,
      directory: directory.path("project/deep"),
      environment: environment
    )
    #expect(inner.head() == repository.head())
    #expect(inner.head() != nil)
  }

  @Test(
    "without git on PATH there is no revision and nothing is started",
    arguments: ["", "/none"]
  )
  func withoutGit(searchPath: String) {
    let scripted = ScriptedProcessRunner { _, _ in ProcessOutcome(termination: .exited(code: 0)) }
    let repository = GitRepository(
      runner: scripted,
      directory: directory.path,
      environment: ProcessEnvironment(["PATH": searchPath])
    )
    #expect(repository.head() == nil)
    #expect(scripted.requests.isEmpty)
  }

  @Test("a state that git cannot tell is not taken for clean")
  func unknownState() throws {
    let scripted = ScriptedProcessRunner { _, index in
      index == 1
        ? ProcessOutcome(
          termination: .exited(code: 0),
          standardOutput: CapturedOutput(head: Array("abc\n".utf8))
        ) : ProcessOutcome(termination: .exited(code: 128))
    }
    let repository = GitRepository(
      runner: scripted,
      directory: directory.path,
      environment: environment
    )
    #expect(repository.head() == RevisionRecord(commit: "abc", isDirty: true))
    #expect(scripted.requests.allSatisfy { $0.environment["GIT_OPTIONAL_LOCKS"] == "0" })
  }
}
