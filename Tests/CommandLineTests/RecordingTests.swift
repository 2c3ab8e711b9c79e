import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Recording baselines", .waiting)
struct RecordingTests {
  private func baseline(of project: TestProject) throws -> MetricBaseline {
    let path = try project.baselinePath()
    let bytes = try Files.readBytes(at: project.folder.path(path))
    return try #require(BaselineDocument(bytes: bytes, path: path).metrics["wall"])
  }

  @Test("only judged metrics are recorded, once per run")
  func recordings() throws {
    let project = try TestProject(TestProject.sleeping("0.1"))
    let invocation = try project.perfgate("baseline", "record", "--recordings", "3")
    #expect(invocation.exit == 0, "\(invocation.transcript)")
    let recorded = try baseline(of: project)
    #expect(recorded.recordings.count == 3)
    #expect(recorded.epochs.map(\.cause) == [.first])
    #expect(Set(recorded.recordings.map(\.run)).count == 3)
    let text = try project.folder.text(of: project.baselinePath())
    #expect(!text.contains("peak_rss"))
    let shown = try project.perfgate("baseline", "show")
    #expect(shown.exit == 0)
    #expect(shown.output.contains("and more"), "\(shown.transcript)")
  }

  @Test("the first recordings show how runs differ: none of them is held against the others")
  func establishing() throws {
    let script =
      "n=$(($(cat n 2>/dev/null || echo 0) + 1)); echo $n >n; "
      + "if [ $n -gt 3 ] && [ $n -le 6 ]; then sleep 0.8; else sleep 0.1; fi"
    let project = try TestProject(
      TestProject.sleeping("0.1").replacing(#"[sleep, "0.1"]"#, with: #"[sh, -c, "\#(script)"]"#)
    )
    let invocation = try project.perfgate("baseline", "record", "--recordings", "3")
    #expect(invocation.exit == 0, "\(invocation.transcript)")
    let recorded = try baseline(of: project)
    #expect(recorded.recordings.map(\.epoch) == [1, 1, 1])
    #expect(recorded.recordings[1].median > 2 * recorded.recordings[0].median)
  }

  @Test("two recordings at once are both kept")
  func twoAtOnce() throws {
    let project = try TestProject(TestProject.sleeping("0.1"))
    #expect(try project.perfgate("baseline", "record", "-q").exit == 0)
    let both = try project.shell(
      """
      "$PERFGATE" baseline record -q & first=$!
      sleep 0.15
      "$PERFGATE" baseline record -q || exit 1
      wait $first
      """
    )
    #expect(both.exit == 0, "\(both.transcript)")
    #expect(try baseline(of: project).recordings.count == 3)
  }

  @Test("a worse level needs a reason, and is measured afresh")
  func worseLevel() throws {
    let project = try TestProject(TestProject.sleeping("0.1"))
    #expect(try project.perfgate("--update-baseline").exit == 0)
    let before = try project.folder.text(of: project.baselinePath())
    try project.write(TestProject.sleeping("0.3"))

    let refused = try project.perfgate("--update-baseline")
    #expect(refused.exit == 10, "\(refused.transcript)")
    #expect(refused.output.contains("--reason"))
    #expect(try project.folder.text(of: project.baselinePath()) == before)

    let accepted = try project.perfgate("--update-baseline", "--reason", "sleeps longer #7")
    #expect(accepted.exit == 0, "\(accepted.transcript)")
    let recorded = try baseline(of: project)
    #expect(recorded.epochs.map(\.cause) == [.first, .accepted])
    #expect(recorded.epochs.last?.reason == "sleeps longer #7")
    let red = try project.verdict().run
    #expect(!recorded.recordings.map(\.run).contains(red))
    #expect(try project.perfgate().exit == 0)
  }

  @Test("a better level begins a new one without a reason")
  func betterLevel() throws {
    let project = try TestProject(TestProject.sleeping("0.3"))
    #expect(try project.perfgate("--update-baseline").exit == 0)
    try project.write(TestProject.sleeping("0.1"))
    let invocation = try project.perfgate("--update-baseline")
    #expect(invocation.exit == 0, "\(invocation.transcript)")
    #expect(try baseline(of: project).epochs.map(\.cause) == [.first, .improved])
  }

  @Test("CI does not write baselines unless it is told to")
  func continuousIntegration() throws {
    let project = try TestProject(TestProject.sleeping("0.05"))
    let refused = try project.perfgate("--update-baseline", environment: ["CI": "true"])
    #expect(refused.exit == 64)
    #expect(refused.diagnostics.contains("--ci-write"))
    let allowed = try project.perfgate(
      "baseline",
      "record",
      "--ci-write",
      environment: ["CI": "true"]
    )
    #expect(allowed.exit == 0, "\(allowed.transcript)")
  }

  @Test("--only-missing measures nothing where nothing is missing")
  func onlyMissing() throws {
    let project = try TestProject(TestProject.sleeping("0.05"))
    #expect(try project.perfgate("baseline", "record").exit == 0)
    let again = try project.perfgate("baseline", "record", "--only-missing")
    #expect(again.exit == 0)
    #expect(again.output.contains("nothing new"))
    #expect(again.diagnostics == "")
  }

  @Test("a failed benchmark is not recorded, the others are")
  func failed() throws {
    let project = try TestProject(
      TestProject.sleeping("0.05", more: "  - {id: broken, command: [sh, -c, 'exit 1']}")
    )
    let invocation = try project.perfgate("--update-baseline")
    #expect(invocation.exit == 30, "\(invocation.transcript)")
    #expect(try project.shell("ls baselines/*/naps").output == "nap.json\n")
  }
}
