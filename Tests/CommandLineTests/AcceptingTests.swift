import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Accepting worse levels", .waiting)
struct AcceptingTests {
  private func slowed() throws -> TestProject {
    let project = try TestProject(TestProject.sleeping("0.1"))
    try #require(try project.perfgate("--update-baseline").exit == 0)
    try project.write(TestProject.sleeping("0.3"))
    let red = try project.perfgate()
    try #require(red.exit == 10, "\(red.transcript)")
    return project
  }

  @Test("from red over accepted to recorded, without measuring at the desk")
  func life() throws {
    let project = try slowed()
    let accept = try project.perfgate("baseline", "accept", "nap", "--reason", "worth it #7")
    #expect(accept.exit == 0, "\(accept.transcript)")
    #expect(accept.diagnostics == "")
    let text = try project.folder.text(of: "baselines/accepted.yaml")
    #expect(text.contains("- id: nap\n  metric: wall\n"))
    #expect(text.contains("reason: \"worth it #7\""))

    let green = try project.perfgate()
    #expect(green.exit == 0, "\(green.transcript)")
    #expect(try project.verdict().finding("nap").state == .accepted)
    for (file, words) in [
      ("verdict.txt", "Accepted (1)"), ("report.md", "worth it"), ("junit.xml", "worth it #7"),
    ] {
      #expect(try project.folder.text(of: "perfgate-out/\(file)").contains(words), "\(file)")
    }

    // Worse than what was accepted fails as ever.
    try project.write(TestProject.sleeping("0.9"))
    let worse = try project.perfgate()
    #expect(worse.exit == 10, "\(worse.transcript)")
    #expect(worse.flatOutput.contains("more than what was accepted up to"))

    try project.write(TestProject.sleeping("0.3"))
    let recorded = try project.perfgate("baseline", "record")
    #expect(recorded.exit == 0, "\(recorded.transcript)")
    #expect(!Files.exists(project.folder.path("baselines/accepted.yaml")))
    let path = try project.baselinePath()
    let bytes = try Files.readBytes(at: project.folder.path(path))
    let baseline = try #require(BaselineDocument(bytes: bytes, path: path).metrics["wall"])
    #expect(baseline.epochs.map(\.reason) == [nil, "worth it #7"])
    #expect(try project.verdict().run != baseline.recordings.last?.run)
  }

  @Test(
    "what cannot be accepted is said with what to type",
    arguments: [
      (["nop"], "'nop' is not in perfgate-out/verdict.json (did you mean 'nap'?)"),
      (["nap", "--metric", "wal"], "(did you mean 'wall'?)"),
      (["nap", "--run", "none.json"], "cannot read none.json"),
      (["nap", "--run", "perfgate-out/run.json"], "name the verdict.json beside it"),
      (["nap", "--run", "perfgate-out"], "hint: --run perfgate-out/verdict.json"),
    ]
  )
  func mistakes(arguments: [String], message: String) throws {
    let project = try slowed()
    let quoted = arguments.joined(separator: " ")
    let refused = try project.shell("\"$PERFGATE\" baseline accept --reason x \(quoted)")
    #expect(refused.exit == 64 || refused.exit == 66, "\(refused.transcript)")
    #expect(refused.diagnostics.contains(message), "\(refused.transcript)")
    #expect(!Files.exists(project.folder.path("baselines/accepted.yaml")))
  }

  @Test("a breach is told what can be done instead, and CI accepts nothing by itself")
  func breach() throws {
    let project = try TestProject(
      TestProject.sleeping("0.1")
        + "\n  - {match: {id: nap, metric: wall}, limit: off, budget: {max: 50ms}}\n"
    )
    #expect(try project.perfgate().exit == 11)
    let refused = try project.perfgate("baseline", "accept", "nap", "--reason", "x")
    #expect(refused.exit == 64)
    #expect(refused.diagnostics.contains("perfgate.yaml:10"))
    #expect(refused.diagnostics.contains("a budget cannot be accepted: change it"))
    let inCI = try project.perfgate(
      "baseline",
      "accept",
      "nap",
      "--reason",
      "x",
      environment: ["CI": "1"]
    )
    #expect(inCI.exit == 64)
    #expect(inCI.diagnostics.contains("--ci-write"))
  }

  @Test("a level that is beyond a budget, too, is accepted, and the breach still fails")
  func levelAndBreach() throws {
    let rule = "\n  - {match: {id: nap, metric: wall}, budget: {max: 200ms}}\n"
    let project = try TestProject(TestProject.sleeping("0.1") + rule)
    try #require(try project.perfgate("--update-baseline").exit == 0)
    try project.write(TestProject.sleeping("0.6") + rule)
    let red = try project.perfgate()
    try #require(red.exit == 10, "\(red.transcript)")
    try #require(try project.verdict().finding("nap").budget?.state == .breached)
    let accept = try project.perfgate("baseline", "accept", "nap", "--reason", "worth it")
    #expect(accept.exit == 0, "\(accept.transcript)")
    #expect(accept.output.contains("accepted: nap wall"))
    #expect(
      accept.diagnostics.contains(
        "perfgate.yaml:10:5: warning: 'nap wall' stays beyond its budget, which fails as before"
      ),
      "\(accept.transcript)"
    )
    #expect(accept.diagnostics.contains("hint: a budget cannot be accepted: change it at "))
    let still = try project.perfgate()
    #expect(still.exit == 11, "\(still.transcript)")
    let finding = try project.verdict().finding("nap")
    #expect(finding.state == .breached && finding.acceptance?.reason == "worth it")
    // What is left is a breach alone.
    let refused = try project.perfgate("baseline", "accept", "nap", "--reason", "again")
    #expect(refused.exit == 64, "\(refused.transcript)")
    #expect(refused.diagnostics.contains("'nap wall' is beyond a budget"))
  }

  @Test("a trailer counts where it is allowed, until the baseline's file changes")
  func trailers() throws {
    let allowed = "baselines: {trailers: true}\n"
    let git = try GitProject(TestProject.sleeping("0.1"))
    let project = git.project
    try project.write(TestProject.sleeping("0.3"))
    try git.commit("Sleep longer\n\nPerfgate-Accept: nap wall | it dreams\n")
    #expect(try project.perfgate().exit == 10)
    try project.write(allowed + TestProject.sleeping("0.3"))
    let green = try project.perfgate()
    #expect(green.exit == 0, "\(green.transcript)")
    #expect(green.flatOutput.contains("it dreams"))
    let commit = try git.shell("git rev-parse HEAD").prefix(12)
    #expect(green.output.contains("by commit \(commit)"))
    // The same run judged again says the same, without git.
    #expect(try project.perfgate("report", "perfgate-out/run.json").output.contains("it dreams"))
    let recorded = try project.perfgate("baseline", "record", "-q")
    #expect(recorded.exit == 0, "\(recorded.transcript)")
    try git.commit("Record it")
    try project.write(allowed + TestProject.sleeping("0.9"))
    let spent = try project.perfgate()
    #expect(spent.exit == 10, "\(spent.transcript)")
  }

  @Test("a merge conflict in accepted.yaml or a baseline is malformed data, with what resolves it")
  func conflicts() throws {
    let two = "  - {id: two, command: [sleep, '0.1']}"
    let git = try GitProject(TestProject.sleeping("0.1", more: two))
    let project = git.project
    try git.shell("git checkout -q -b left")
    try project.write(TestProject.sleeping("0.3", more: two))
    #expect(try project.perfgate("-q").exit == 10)
    try #require(
      try project.perfgate("baseline", "accept", "nap", "--reason", "left").exit == 0
    )
    try git.commit("left")
    try git.shell("git checkout -q main && git checkout -q -b right")
    try project.write(TestProject.sleeping("0.1", more: two.replacing("0.1", with: "0.3")))
    #expect(try project.perfgate("-q").exit == 10)
    try #require(
      try project.perfgate("baseline", "accept", "two", "--reason", "right").exit == 0
    )
    try git.commit("right")
    try git.shell("git merge -q left || true; git checkout -q --theirs perfgate.yaml")
    let refused = try project.perfgate()
    #expect(refused.exit == 65, "\(refused.transcript)")
    #expect(refused.diagnostics.contains("baselines/accepted.yaml:"))
    #expect(refused.diagnostics.contains("unresolved merge conflict"))
    // The hints work as they stand.
    let mark = "take one side whole with: "
    let hint = try #require(
      refused.diagnostics.split(separator: "\n").first { $0.contains(mark) }
    )
    try git.shell(String(hint.split(separator: mark)[1]))
    #expect(try project.folder.text(of: "baselines/accepted.yaml").contains("\"left\""))
    let merged = try project.perfgate()
    #expect(merged.exit == 0, "\(merged.transcript)")
  }

  @Test("a merge conflict in a baseline's file is malformed data")
  func baselineConflict() throws {
    let git = try GitProject(TestProject.sleeping("0.05"))
    try git.shell("git checkout -q -b left")
    let left = try git.project.perfgate("baseline", "record", "-q")
    try #require(left.exit == 0, "\(left.transcript)")
    try git.commit("left")
    try git.shell("git checkout -q main")
    let right = try git.project.perfgate("baseline", "record", "-q")
    try #require(right.exit == 0, "\(right.transcript)")
    try git.commit("right")
    try git.shell("git merge -q left || true")
    let refused = try git.project.perfgate()
    #expect(refused.exit == 65, "\(refused.transcript)")
    #expect(refused.diagnostics.contains("git checkout --theirs"))
  }
}
