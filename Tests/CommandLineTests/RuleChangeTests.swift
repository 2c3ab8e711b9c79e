import PerfgateModel
import PerfgateTestSupport
import Testing

@Suite("Rules and baselines changed in the change under test", .waiting)
struct RuleChangeTests {
  private static let phrase = "changes what judges it: "

  @Test("what was changed since the main branch is named in every report, committed or not")
  func changed() throws {
    let git = try GitProject(TestProject.sleeping("0.1"))
    let project = git.project
    let quiet = try project.perfgate()
    #expect(quiet.exit == 0, "\(quiet.transcript)")
    #expect(!quiet.output.contains(Self.phrase))
    try git.shell("git checkout -q -b change")
    try project.write(TestProject.sleeping("0.1") + "\n# looser\n")
    let dirty = try project.perfgate()
    #expect(dirty.flatOutput.contains("(since main) \(Self.phrase)perfgate.yaml"))
    #expect(try project.perfgate("baseline", "record", "-q").exit == 0)
    try git.commit("change")
    let run = try project.perfgate()
    let expected = "(since main) \(Self.phrase)perfgate.yaml, 1 baseline"
    #expect(run.flatOutput.contains(expected), "\(run.transcript)")
    for file in ["report.md", "junit.xml", "verdict.txt"] {
      #expect(
        try project.folder.text(of: "perfgate-out/\(file)").contains(Self.phrase),
        "\(file)"
      )
    }
    let again = try project.perfgate("report", "perfgate-out/run.json")
    #expect(again.flatOutput.contains(expected))
    let named = try project.perfgate(environment: ["CI": "1", "GITHUB_BASE_REF": "change"])
    #expect(!named.output.contains(Self.phrase), "\(named.transcript)")
  }

  @Test("what cannot be found out is said in CI alone")
  func unknown() throws {
    let project = try TestProject(TestProject.sleeping("0.05"))
    let environment = ["GIT_CEILING_DIRECTORIES": "/tmp"]
    let phrase = "could not be found out"
    #expect(try !project.perfgate(environment: environment).flatOutput.contains(phrase))
    let job = try project.perfgate(environment: environment.merging(["CI": "true"]) { $1 })
    #expect(job.flatOutput.contains(phrase), "\(job.transcript)")
    #expect(job.flatOutput.contains("fetch-depth: 0"))
  }
}
