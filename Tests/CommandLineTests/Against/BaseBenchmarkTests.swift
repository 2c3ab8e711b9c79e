import PerfgateCommands
import PerfgateConfiguration
import PerfgateModel
import PerfgateTestSupport
import Testing

@Suite("The benchmarks of the base", .waiting)
struct BaseBenchmarkTests {
  private func key(
    _ id: String,
    _ parameters: [String: String] = [:],
    suite: String? = nil
  ) throws -> BenchmarkKey {
    BenchmarkKey(id: try BenchmarkID(id), parameters: parameters, suite: suite)
  }

  @Test("they are paired by key, or by what they were; the rest is new or missing")
  func paired() throws {
    let project = try AgainstProject(
      """
      benchmarks:
        - {id: same, command: ls}
        - {id: old, command: "ls {n}", parameters: {n: [1, 2]}}
        - {id: gone, command: ls}
      """
    )
    try project.repository.write(
      """
      benchmarks:
        - {id: same, command: cat work, was: gone}
        - {id: fresh, command: "ls {n}", parameters: {n: [1, 3]}, was: old}
        - {id: added, command: ls}
      """,
      to: "perfgate.yaml"
    )
    let plans = try project.suite().configuration.benchmarks
    let benchmarks = try project.prepare("HEAD").benchmarks
    #expect(
      try plans.map(benchmarks.pairing) == [
        .paired(key("same")), .paired(key("old", ["n": "1"])), .new, .new,
      ]
    )
    #expect(try benchmarks.missing(from: plans) == [key("gone"), key("old", ["n": "2"])])
    #expect(benchmarks.notices == [])
  }

  @Test(
    "a configuration that is absent or broken there is noted, and everything is taken for paired",
    arguments: [
      ("git rm -q --cached perfgate.yaml", "the base has no perfgate.yaml"),
      ("echo 'benchmarks: 3' > perfgate.yaml", "the base's perfgate.yaml cannot be read: "),
      ("printf '\\377' > perfgate.yaml", "the base's perfgate.yaml cannot be read: "),
    ]
  )
  func unread(script: String, notice: String) throws {
    let text = "benchmarks: [ls]\n"
    let project = try AgainstProject(text)
    try project.repository.shell("\(script) && git add -u && git commit -qm broken")
    try project.repository.write(text, to: "perfgate.yaml")
    let base = try project.prepare("HEAD")
    #expect(base.notices.contains { $0.message.hasPrefix(notice) }, "\(base.notices)")
    let plans = try project.suite().configuration.benchmarks
    #expect(plans.map(base.benchmarks.pairing) == [.paired(try key("ls"))])
    #expect(base.benchmarks.missing(from: plans) == [])
  }

  @Test("each suite has its own: new ones, known ones, and those that only the base has")
  func suites() throws {
    let project = try AgainstProject("suites: [packages/*/perfgate.yaml]\nbenchmarks: [ls]\n")
    let write = { (name: String, ids: String) in
      try project.repository.write(
        "suite: \(name)\nbenchmarks: [\(ids)]\n",
        to: "packages/\(name)/perfgate.yaml"
      )
    }
    try write("one", "ls, cat")
    try write("two", "ls")
    try project.repository.commit("suites")
    try write("one", "ls")
    try write("three", "ls")
    try project.repository.shell("rm -r packages/two")
    let suites = [
      try project.suite("default"), try project.suite("one", in: "packages/one"),
      try project.suite("three", in: "packages/three"),
    ]
    let base = try project.prepare("HEAD", suites: suites)
    #expect(base.suiteDirectories["one"] == "\(base.root)/packages/one")
    #expect(base.headSuiteDirectories["three"] == "\(base.headRoot)/packages/three")
    let plans = suites.flatMap(\.configuration.benchmarks)
    #expect(
      try plans.map(base.benchmarks.pairing) == [
        .paired(key("ls", suite: "default")), .paired(key("ls", suite: "one")), .new,
      ]
    )
    #expect(
      try base.benchmarks.missing(from: plans) == [
        key("cat", suite: "one"), key("ls", suite: "two"),
      ]
    )
  }
}
