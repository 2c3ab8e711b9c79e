import PerfgateCommands
import PerfgateModel
import PerfgateStore
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Preparing the base", .waiting)
struct BasePreparationTests {
  private static let building = "build: 'echo built; cp work product'\nbenchmarks: [./product]\n"

  /// A project whose second commit, if any, changes its program.
  private func project(_ configuration: String = building) throws -> AgainstProject {
    let project = try AgainstProject(configuration)
    try project.repository.write("echo second\n", to: "work")
    try project.repository.commit("second")
    return project
  }

  private func product(below root: String) throws -> String {
    String(decoding: try Files.readBytes(at: "\(root)/product"), as: UTF8.self)
  }

  @Test("both trees are built, each from its own sources, and the base only once")
  func built() throws {
    let project = try project()
    try project.repository.write("echo dirty\n", to: "work")
    var lines: [String] = []
    do {
      let base = try project.prepare(announce: { lines.append($0) })
      #expect(!base.isFromCache)
      #expect(base.name == "HEAD~1")
      #expect(!base.isMergeBase)
      #expect(base.head.isDirty)
      #expect(base.commit == (try project.repository.shell("git rev-parse HEAD~1")))
      #expect(base.record.commit == base.commit)
      #expect(base.directory == base.root)
      #expect(base.suiteDirectories == [:])
      #expect(base.pathLengthDifference == base.root.utf8.count - base.headRoot.utf8.count)
      #expect(base.stages.map(\.name) == ["build", "build of base"])
      #expect(try product(below: base.root) == "echo first\n")
      #expect(try product(below: base.headRoot) == "echo dirty\n")
    }
    let short = try project.repository.shell("git rev-parse HEAD~1").prefix(12)
    #expect(
      lines == [
        "comparing with HEAD~1 (\(short))", "building: echo built; cp work product",
        "building the base: echo built; cp work product",
      ]
    )
    #expect(try project.log("build-head.log") == "built\n")
    #expect(try project.log("build-base.log") == "built\n")
    let again = try project.prepare()
    #expect(again.isFromCache)
    #expect(again.stages.map(\.name) == ["build"])
    #expect(try project.log("build-base.log").contains("is used again"))
    #expect(try product(below: again.root) == "echo first\n")
  }

  @Test("a fresh clone builds no base that a restored cache has, and says why where it does")
  func freshClone() throws {
    let project = try project()
    let clone = "git clone -q project copy && rm -rf project && mv copy project"
    let root: String
    do { root = try project.prepare().root }
    try project.repository.shell(clone, in: "")
    do {
      let base = try project.prepare()
      #expect(base.isFromCache)
      #expect(base.root == root)
      #expect(base.stages.map(\.name) == ["build"])
      #expect(try product(below: root) == "echo first\n")
    }
    try project.repository.shell(clone, in: "")
    try project.repository.shell("echo changed >'\(root)/work'")
    var lines: [String] = []
    let base = try project.prepare(announce: { lines.append($0) })
    #expect(!base.isFromCache)
    #expect(try product(below: root) == "echo first\n")
    let before = "what was built of the base before is not used: "
    #expect(lines.contains("\(before)its 'work' is not what the commit has"), "\(lines)")
  }

  @Test("another build command, or a compiler's option, builds the base anew")
  func rebuilt() throws {
    let project = try project()
    #expect(try !project.prepare().isFromCache)
    #expect(try !project.prepare(environment: ["CFLAGS": "-O3"]).isFromCache)
    #expect(try project.prepare(environment: ["SHLVL": "3"]).isFromCache)
    try project.repository.write(
      "build: 'cp work product; echo new'\nbenchmarks: [./product]\n",
      to: "perfgate.yaml"
    )
    #expect(try !project.prepare().isFromCache)
    #expect(try project.prepare().isFromCache)
  }

  @Test("a hook of git may compare: what it was told of its own tree reaches neither side")
  func hook() throws {
    let project = try project("build: git rev-parse HEAD > product\nbenchmarks: [cat product]\n")
    let index = try project.repository.shell("cksum .git/index")
    let base = try project.prepare(
      environment: [
        "GIT_DIR": "\(project.repository.root)/.git",
        "GIT_INDEX_FILE": "\(project.repository.root)/.git/index",
        "GIT_WORK_TREE": project.repository.root,
      ]
    )
    #expect(try product(below: base.root) == "\(base.commit)\n")
    #expect(try product(below: base.headRoot) == "\(base.head.commit)\n")
    #expect(try project.repository.shell("git status --short") == "?? product")
    #expect(try project.repository.shell("cksum .git/index") == index)
  }

  @Test("without a build, or without building the work tree, the base is there all the same")
  func unbuilt() throws {
    let project = try project("benchmarks: [cat work]\n")
    do {
      let base = try project.prepare()
      #expect(!base.isFromCache)
      #expect(base.stages == [])
    }
    #expect(try project.prepare().isFromCache)
    #expect(!Files.exists(project.reports))
    let other = try self.project()
    let base = try other.prepare(buildsHead: false)
    #expect(base.stages.map(\.name) == ["build of base"])
    #expect(!Files.exists("\(base.headRoot)/product"))
  }

  @Test("a base that does not build is not the change's fault: 20, and built anew the next time")
  func brokenBase() throws {
    let project = try AgainstProject("build: 'echo out; echo err >&2; ./work'\nbenchmarks: [ls]\n")
    try project.repository.write("#!/bin/sh\n", to: "work")
    try project.repository.shell("chmod +x work")
    try project.repository.commit("second")
    for _ in 1...2 {
      let error = try #require(try project.failure())
      #expect(error.exit == .nothingToCompare)
      let diagnostic = error.diagnostics[0]
      #expect(diagnostic.message.contains("the base does not build, which is not your change"))
      #expect(diagnostic.location?.description == "perfgate.yaml:1:8")
      #expect(diagnostic.notes.prefix(2) == ["out", "err"])
      #expect(diagnostic.notes.last?.hasSuffix("build-base.log") == true)
      #expect(diagnostic.hints[0].contains("cd /"))
    }
    #expect(try project.log("build-base.log").hasPrefix("out\nerr\n"))
  }

  @Test("a base that is built in another way is said to be")
  func otherBuild() throws {
    let project = try AgainstProject("build: cp work product\nbenchmarks: [./product]\n")
    try project.repository.write(
      "build: cp renamed product\nbenchmarks: [./product]\n",
      to: "perfgate.yaml"
    )
    try project.repository.shell("git mv work renamed")
    try project.repository.commit("second")
    let error = try #require(try project.failure())
    #expect(error.exit == .nothingToCompare)
    #expect(
      error.diagnostics[0].hints.last
        == "the change builds in another way than the base, by its own perfgate.yaml: "
        + "'cp work product'; a command that works in both would do"
    )
  }

  @Test("a work tree that does not build is 30, before minutes are spent on the base")
  func brokenHead() throws {
    let project = try project("build: ./work\nbenchmarks: [ls]\n")
    let error = try #require(try project.failure())
    #expect(error.exit == .benchmarkFailed)
    #expect(error.diagnostics[0].message.contains("the build './work'"))
    #expect(!Files.exists("\(project.reports)/build-base.log"))
  }

  @Test("a build that hangs is ended, with everything that it started")
  func hanging() throws {
    let mark = "86399.\(UInt32.random(in: 0..<1_000_000))"
    let project = try AgainstProject(
      "build: {command: 'test -e ok || sleep \(mark)', timeout: 1s}\nbenchmarks: [ls]\n"
    )
    try project.repository.write("", to: "ok")
    try project.repository.commit("second")
    let error = try #require(try project.failure())
    #expect(error.exit == .nothingToCompare)
    #expect(error.diagnostics[0].message.contains("ran longer than its timeout of 1.0 s"))
    #expect(try project.repository.shell("pgrep -fc '[s]leep \(mark)' || true") == "0")
  }

  @Test("an interruption is no failure of a build, and what it cut off is no built base")
  func interrupted() throws {
    let project = try project()
    #expect(try project.failure(isInterrupted: true)?.exit == .interrupted)
    #expect(try !project.prepare().isFromCache)
  }

  @Test("a configuration in a folder is found in the base's folder, and none outside of the tree")
  func folders() throws {
    let project = try project()
    try project.repository.write("benchmarks: [cat work]\n", to: "deep/bench/perfgate.yaml")
    try project.repository.commit("third")
    try project.repository.commit("fourth")
    let base = try project.prepare(suites: [try project.suite(in: "deep/bench")])
    #expect(base.directory == "\(base.root)/deep/bench")
    #expect(base.headDirectory == "\(base.headRoot)/deep/bench")
    var outside = try project.suite()
    outside.directory = "/tmp"
    do {
      _ = try project.prepare(suites: [try project.suite(), outside])
      Issue.record("no error")
    } catch let error as GateError {
      #expect(error.exit == .usage)
    }
  }
}
