import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Proposed baselines", .waiting)
struct ProposingTests {
  private static let inCI = ["CI": "true"]

  private func recorded() throws -> TestProject {
    let project = try TestProject(TestProject.sleeping("0.1"))
    try #require(try project.perfgate("--update-baseline", "-q").exit == 0)
    return project
  }

  private func baseline(of project: TestProject) throws -> MetricBaseline {
    let path = try project.baselinePath()
    let bytes = try Files.readBytes(at: project.folder.path(path))
    return try #require(BaselineDocument(bytes: bytes, path: path).metrics["wall"])
  }

  @Test("a first run in CI proposes what the desk commits")
  func firstRun() throws {
    let project = try TestProject(TestProject.sleeping("0.1"))
    let run = try project.perfgate("--propose", environment: Self.inCI)
    #expect(run.exit == 20, "\(run.transcript)")
    #expect(!Files.exists(project.folder.path("baselines")))
    #expect(run.diagnostics.contains("perfgate baseline apply perfgate-out/baselines"))
    let applied = try project.perfgate("baseline", "apply", "perfgate-out")
    #expect(applied.exit == 0, "\(applied.transcript)")
    #expect(try project.shell("ls baselines/*/_class.json").exit == 0)
    #expect(try project.perfgate().exit == 0)
    let again = try project.perfgate("baseline", "apply", "perfgate-out/baselines")
    #expect(again.output.contains("nothing new, no file was changed"), "\(again.transcript)")
  }

  @Test("a worse level is measured afresh, and taken over with a reason alone; nothing is lost")
  func worse() throws {
    let project = try recorded()
    try project.write(TestProject.sleeping("0.3"))
    let run = try project.perfgate("--propose", environment: Self.inCI)
    #expect(run.exit == 10, "\(run.transcript)")
    let red = try project.verdict().run
    try project.write(TestProject.sleeping("0.1"))
    try #require(try project.perfgate("baseline", "record", "-q").exit == 0)
    let before = try baseline(of: project)
    #expect(before.recordings.count == 2)

    let refused = try project.perfgate(
      "baseline",
      "apply",
      "-c",
      "perfgate.yaml",
      "perfgate-out/baselines"
    )
    #expect(refused.exit == 10, "\(refused.transcript)")
    #expect(
      refused.flatOutput.contains(
        "(perfgate baseline apply -c perfgate.yaml --reason 'why it is worth it' "
          + "perfgate-out/baselines)"
      )
    )
    #expect(refused.output.contains("nap wall: "))
    #expect(try baseline(of: project) == before)

    let applied = try project.perfgate(
      "baseline",
      "apply",
      "perfgate-out/baselines",
      "--reason",
      "it dreams"
    )
    #expect(applied.exit == 0, "\(applied.transcript)")
    let after = try baseline(of: project)
    #expect(after.recordings.count == 3)
    #expect(after.epochs.last == BaselineEpoch(id: 2, cause: .accepted, reason: "it dreams"))
    #expect(!after.recordings.map(\.run).contains(red))
  }

  @Test("an accepted level needs no other reason, and is spent by that")
  func accepted() throws {
    let project = try recorded()
    try project.write(TestProject.sleeping("0.3"))
    #expect(try project.perfgate("--propose", "-q").exit == 10)
    let accept = try project.perfgate("baseline", "accept", "nap", "--reason", "worth it")
    #expect(accept.exit == 0, "\(accept.transcript)")
    let applied = try project.perfgate("baseline", "apply", "perfgate-out/baselines")
    #expect(applied.exit == 0 || applied.exit == 10, "\(applied.transcript)")
    guard applied.exit == 0 else { return }
    #expect(try baseline(of: project).epochs.last?.reason == "worth it")
    #expect(!Files.exists(project.folder.path("baselines/accepted.yaml")))
  }

  @Test("what is no proposal is refused, and a proposal never goes where baselines are")
  func refused() throws {
    let project = try recorded()
    let none = try project.perfgate("baseline", "apply", "nowhere")
    #expect(none.exit == 66, "\(none.transcript)")
    #expect(none.diagnostics.contains("perfgate run --propose"))
    #expect(try project.perfgate("baseline", "apply", "baselines").exit == 66)
    let inPlace = try project.perfgate("--propose", "--out", ".")
    #expect(inPlace.exit == 64, "\(inPlace.transcript)")
    #expect(try baseline(of: project).recordings.count == 1)
    #expect(try project.perfgate("--propose", "-q").exit == 0)
    let file = try project.shell("ls perfgate-out/baselines/*/naps/nap.json").output
    let path = String(file.dropLast())
    let mark = "perfgate-out/baselines/_proposal.json"
    let marked = try project.folder.text(of: mark)
    try project.folder.write("x", to: mark)
    let unmarked = try project.perfgate("baseline", "apply", "perfgate-out")
    #expect(unmarked.exit == 65, "\(unmarked.transcript)")
    #expect(unmarked.diagnostics.contains("hint: get the whole folder again"))
    try project.folder.write(marked, to: mark)
    for rubbish in ["", "{", "{\"schema\": \"perfgate.baseline/1\"}", "[]"] {
      try project.folder.write(rubbish, to: path)
      let before = try project.folder.text(of: project.baselinePath())
      let broken = try project.perfgate("baseline", "apply", "perfgate-out")
      #expect(broken.exit == 65, "\(broken.transcript)")
      #expect(broken.diagnostics.contains(path))
      #expect(try project.folder.text(of: project.baselinePath()) == before)
    }
    try project.folder.write("{\"schema\": \"x/1\"}", to: "perfgate-out/baselines/_proposal.json")
    #expect(try project.perfgate("baseline", "apply", "perfgate-out").exit == 65)
    let inCI = try project.perfgate("baseline", "apply", "perfgate-out", environment: Self.inCI)
    #expect(inCI.exit == 64)
  }
}
