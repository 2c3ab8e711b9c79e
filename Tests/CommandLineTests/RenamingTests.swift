import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Renaming benchmarks and pruning baselines", .waiting)
struct RenamingTests {
  private static let renamed =
    TestProject.sleeping("0.1").replacing("{id: nap,", with: "{id: deep/nap, was: nap,")

  private func recorded(_ more: String = "") throws -> TestProject {
    let project = try TestProject(TestProject.sleeping("0.1", more: more))
    let invocation = try project.perfgate("--update-baseline", "-q")
    try #require(invocation.exit == 0, "\(invocation.transcript)")
    return project
  }

  private func files(_ project: TestProject) throws -> String {
    try project.shell("cd baselines && find . -name '*.json' ! -name '_*' | sort").output
  }

  @Test("baselines follow a benchmark that says what it was, and recording moves the file")
  func was() throws {
    let project = try recorded()
    try project.write(Self.renamed)
    let green = try project.perfgate()
    #expect(green.exit == 0, "\(green.transcript)")
    #expect(try project.verdict().finding("deep/nap").base != nil)
    let shown = try project.perfgate("baseline", "show")
    #expect(shown.output.contains("deep/nap"))
    let record = try project.perfgate("baseline", "record", "-q")
    #expect(record.exit == 0, "\(record.transcript)")
    let files = try files(project)
    #expect(files.contains("/naps/deep/nap.json") && !files.contains("/naps/nap.json"))
    let bytes = try Files.readBytes(
      at: project.folder.path("baselines") + files.split(separator: "\n")[0].dropFirst()
    )
    let document = try BaselineDocument(bytes: bytes, path: "b")
    #expect(document.metrics["wall"]?.recordings.count == 2)
  }

  @Test("rename moves every class at once, and refuses an id that is taken")
  func rename() throws {
    let project = try recorded("  - {id: other, command: [sleep, '0.1']}")
    try #require(
      try project.perfgate("--update-baseline", "-q", "--machine", "lab").exit == 0
    )
    let taken = try project.perfgate("baseline", "rename", "nap", "other")
    #expect(taken.exit == 64, "\(taken.transcript)")
    #expect(taken.diagnostics.contains("'other' has a baseline of its own"))
    let unknown = try project.perfgate("baseline", "rename", "npa", "x")
    #expect(unknown.exit == 66)
    #expect(unknown.diagnostics.contains("did you mean 'nap'?"))
    let moved = try project.perfgate("baseline", "rename", "nap", "deep/nap")
    #expect(moved.exit == 0, "\(moved.transcript)")
    #expect(moved.output.contains("give the benchmark the id 'deep/nap'"))
    let files = try files(project)
    #expect(files.split(separator: "\n").count { $0.hasSuffix("/deep/nap.json") } == 2)
    #expect(!files.contains("/naps/nap.json"))
    let refused = try project.perfgate(
      "baseline",
      "rename",
      "deep/nap",
      "x",
      environment: ["CI": "1"]
    )
    #expect(refused.exit == 64)
  }

  @Test("prune removes what is not configured any more, from every class, and only lists when dry")
  func prune() throws {
    let other =
      "  - {id: other, command: [sleep, '0.1']}\n"
      + "  - {id: print, command: [sh, -c, 'sleep 0.1; echo x']}"
    let output = "\n  - {match: {id: print, metric: output_size}, limit: 1%}\n"
    let project = try TestProject(TestProject.sleeping("0.1", more: other) + output)
    for machine in ["lab", "box"] {
      let recorded = try project.perfgate("--update-baseline", "-q", "--machine", machine)
      try #require(recorded.exit == 0, "\(recorded.transcript)")
    }
    let before = try files(project)
    #expect(try project.perfgate("baseline", "prune").output.contains("nothing to remove"))
    try project.write(
      TestProject.sleeping(
        "0.1",
        more: "  - {id: print, command: [sh, -c, 'sleep 0.1; echo x']}"
      )
    )
    let missing = try project.perfgate("--machine", "lab")
    #expect(missing.exit == 12, "\(missing.transcript)")
    #expect(missing.flatOutput.contains("perfgate baseline prune"))
    let dry = try project.perfgate("baseline", "prune", "--dry-run", environment: ["CI": "1"])
    #expect(dry.exit == 0, "\(dry.transcript)")
    #expect(try files(project) == before)
    #expect(try project.perfgate("baseline", "prune", environment: ["CI": "1"]).exit == 64)
    let pruned = try project.perfgate("baseline", "prune")
    #expect(pruned.exit == 0, "\(pruned.transcript)")
    #expect(pruned.output.split(separator: "\n").count { $0.hasPrefix("removed: ") } == 3)
    let after = try files(project)
    #expect(!after.contains("other.json"))
    #expect(after.split(separator: "\n").count { $0.hasSuffix("/print.json") } == 2)
    #expect(try project.perfgate("--machine", "lab").exit == 0)
  }
}
