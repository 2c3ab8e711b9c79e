import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Several suites in one run", .waiting)
struct SuiteTests {
  private static let root = "suite: all\nsuites: [packages/*/perfgate.yaml]\n"

  private static func package(_ name: String, seconds: String, more: String = "") -> String {
    """
    suite: \(name)
    build: pwd > built
    defaults: {warmup: 0, samples: {min: 3, max: 3, time: 10ms}}
    benchmarks:
      - {id: nap, command: [sleep, "\(seconds)"]}
    \(more)
    rules:
      - {match: {metric: cpu}, limit: off}
      - {match: {metric: peak_rss}, limit: off}
      - {match: {metric: wall}, limit: 100%, tolerance: 40%}
    """
  }

  private func write(
    _ project: TestProject,
    _ name: String,
    seconds: String = "0.1",
    more: String = ""
  ) throws {
    try project.folder.write(
      Self.package(name, seconds: seconds, more: more),
      to: "packages/\(name)/perfgate.yaml"
    )
  }

  private func project() throws -> TestProject {
    let project = try TestProject(Self.root)
    try write(project, "a")
    try write(project, "b")
    return project
  }

  @Test("one run has one report and one error rate, and each suite its own baselines")
  func oneRun() throws {
    let project = try project()
    let unfinished = try project.perfgate()
    #expect(unfinished.exit == 20, "\(unfinished.transcript)")
    #expect(unfinished.flatOutput.contains("suite 'a': no baseline"))
    #expect(unfinished.flatOutput.contains("suite 'b': no baseline"))
    #expect(try project.perfgate("--update-baseline").exit == 0)
    let files = try project.shell(
      "ls packages/*/baselines/*/*/nap.json | sed s,/linux.*-[0-9]*c/,/,"
    )
    #expect(files.output == "packages/a/baselines/a/nap.json\npackages/b/baselines/b/nap.json\n")
    #expect(try project.shell("grep -l suite packages/*/baselines/*/*/*.json").output == "")

    let passed = try project.perfgate()
    #expect(passed.exit == 0, "\(passed.transcript)")
    #expect(passed.flatOutput.contains("Compared 2 metrics of 2 suites (a and b)"))
    #expect(try project.verdict().policy.judged == 2)
    let alone = try project.shell("cd packages/a && \"$PERFGATE\"")
    #expect(alone.exit == 0, "\(alone.transcript)")
    #expect(alone.flatOutput.contains("Compared 1 metric of suite a"))
    #expect(try project.shell("cat packages/*/built").output.contains("/packages/b\n"))
  }

  @Test("a regression names its suite in every report, and the commands find it")
  func regression() throws {
    let project = try project()
    #expect(try project.perfgate("--update-baseline").exit == 0)
    try write(project, "b", seconds: "0.3")
    let failed = try project.perfgate()
    #expect(failed.exit == 10, "\(failed.transcript)")
    #expect(failed.output.contains("b:nap wall"))
    #expect(failed.output.contains("perfgate run --suite b --filter nap"))
    let junit = try project.folder.text(of: "perfgate-out/junit.xml")
    #expect(junit.contains("<testsuites name=\"all\" tests=\"2\" failures=\"1\""))
    #expect(junit.contains("<testsuite name=\"a\" tests=\"1\" failures=\"0\""))
    #expect(junit.contains("<testcase classname=\"b\" name=\"nap wall\""))

    let again = try project.perfgate("report", "perfgate-out/run.json", "--json", "-")
    #expect(again.exit == 0, "\(again.transcript)")
    let verdict = try VerdictDocument(bytes: Array(again.output.utf8), path: "-")
    let original = try project.verdict()
    #expect(verdict == original)
    #expect(verdict.comparison.suites.map(\.suite) == ["a", "b"])
    #expect(verdict.causes.map(\.key?.suite) == ["b"])

    let one = try project.perfgate("--suite", "a")
    #expect(one.exit == 0, "\(one.transcript)")
    #expect(one.flatOutput.contains("1 suite (a)"))
    let accepted = try project.perfgate(
      "baseline",
      "record",
      "--suite",
      "b",
      "--filter",
      "nap",
      "--reason",
      "meant"
    )
    #expect(accepted.exit == 0, "\(accepted.transcript)")
    #expect(try project.perfgate().exit == 0)
    let shown = try project.perfgate("baseline", "show")
    #expect(shown.output.contains("a:nap"))
    #expect(shown.output.contains("b:nap"))
  }

  @Test("what is missing, new and unfinished is so for its suite")
  func states() throws {
    let project = try project()
    #expect(try project.perfgate("--update-baseline").exit == 0)
    try write(project, "a", more: "  - {id: other, command: [sleep, '0.1']}")
    let new = try project.perfgate()
    #expect(new.exit == 0, "\(new.transcript)")
    #expect(try project.verdict().counts[.new] == 1)
    try write(project, "c")
    let unfinished = try project.perfgate()
    #expect(unfinished.exit == 20, "\(unfinished.transcript)")
    #expect(unfinished.flatOutput.contains("perfgate baseline record --suite c"))
    #expect(try project.perfgate("baseline", "record", "--suite", "c").exit == 0)
    try write(project, "c", seconds: "0.1 ", more: "")
    try project.folder.write(
      Self.package("c", seconds: "0.1").replacing("id: nap", with: "id: nip"),
      to: "packages/c/perfgate.yaml"
    )
    let missing = try project.perfgate()
    #expect(missing.exit == 12, "\(missing.transcript)")
    #expect(missing.flatOutput.contains("in suite 'c'"))
    #expect(try project.perfgate("--suite", "a", "--suite", "b").exit == 0)
    #expect(try project.perfgate("--exclude", "c:**").exit == 0)
  }

  @Test("several configurations on the command line are one run, ruled by the first")
  func severalFiles() throws {
    let project = try project()
    let files = ["-c", "packages/b/perfgate.yaml", "-c", "packages/a/perfgate.yaml"]
    let recorded = try project.perfgate(files[0], files[1], files[2], files[3], "--update-baseline")
    #expect(recorded.exit == 0, "\(recorded.transcript)")
    try write(project, "a", seconds: "0.3")
    let failed = try project.perfgate(files[0], files[1], files[2], files[3])
    #expect(failed.exit == 10, "\(failed.transcript)")
    #expect(failed.output.contains("perfgate run \(files.joined(separator: " ")) --suite a"))
    try write(project, "b", more: "gate: {fail_on: never}")
    #expect(try project.perfgate(files[0], files[1], files[2], files[3]).exit == 0)
  }

  @Test("errors name the right file and line: 78")
  func errors() throws {
    let project = try project()
    try project.folder.write("suite: c\nbenchmarks: [x]\nrulez: []", to: "packages/c/perfgate.yaml")
    try project.folder.write("suite: d\nbenchmarks: []", to: "packages/d/perfgate.yaml")
    try project.write(Self.root.replacing("]", with: ", tools/*.yaml, packages/*]"))
    let broken = try project.perfgate()
    #expect(broken.exit == 78)
    let lines = broken.diagnostics.split(separator: "\n").filter { $0.contains("error:") }
    #expect(lines.count == 4, "\(broken.transcript)")
    #expect(lines[0].hasPrefix("perfgate.yaml:2:36: error: no file matches 'tools/*.yaml'"))
    #expect(lines[1].hasPrefix("perfgate.yaml:2:50: error: no file matches 'packages/*'"))
    #expect(lines[2].hasPrefix("packages/c/perfgate.yaml:3:1: error: unknown key 'rulez'"))
    #expect(lines[3].hasPrefix("packages/d/perfgate.yaml:2:13: error:"))
    #expect(broken.diagnostics.contains("hint: name the files: packages/*/perfgate.yaml"))

    try project.write("suites: '**/perfgate.yaml'")
    #expect(try project.shell("rm -r packages; mkdir packages").exit == 0)
    let none = try project.perfgate()
    #expect(none.exit == 78)
    #expect(
      none.diagnostics.hasPrefix("perfgate.yaml:1:9: error: '**/perfgate.yaml' matches no file")
    )
  }

  @Test("patterns find files below folders, not what is hidden, and each file once")
  func patterns() throws {
    let project = try TestProject("suites: ['**/perfgate.yaml', packages/a/perfgate.yaml]")
    try write(project, "b")
    try write(project, "a")
    try project.folder.write(Self.package("x", seconds: "1"), to: "packages/.x/perfgate.yaml")
    try project.folder.write(Self.package("deep", seconds: "1"), to: "p/q/r/perfgate.yaml")
    #expect(try project.shell("ln -s . packages/loop").exit == 0)
    let listed = try project.perfgate("list")
    #expect(listed.exit == 0, "\(listed.transcript)")
    let names = listed.output.split(separator: "\n").map { $0.prefix { $0 != " " } }
    // In the order of the bytes of their paths: p/ stands before packages/.
    #expect(names.dropFirst().dropLast() == ["deep:nap", "a:nap", "b:nap"])
  }

  @Test("an unknown suite is refused with the ones that there are: 64")
  func unknownSuite() throws {
    let project = try project()
    let unknown = try project.perfgate("--suite", "bb")
    #expect(unknown.exit == 64)
    #expect(unknown.diagnostics.contains("there is no suite 'bb' (did you mean 'b'?)"))
    let other = try project.perfgate("--suite", "a", "--filter", "b:nap")
    #expect(other.exit == 64)
    #expect(other.diagnostics.contains("in the suites that --suite names"))
  }
}
