import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Monitors beside another revision", .serialized)
struct MonitorAgainstTests {
  private static let stages = ["load": "0.010", "score": "0.020"]

  /// A repository whose first commit has a monitored program.
  private func repository(
    _ configuration: String = MonitoredProgram.configuration()
  ) throws -> GitProject {
    let repository = try GitProject(configuration, recording: false)
    let project = repository.project
    try project.folder.write("perfgate-out\n.cache\n.machine-lock\nout\n", to: ".gitignore")
    try project.folder.write(MonitoredProgram.script(), to: "pipeline")
    try repository.shell("chmod +x pipeline")
    try commit(Self.stages, to: repository)
    return repository
  }

  private func commit(_ stages: [String: String], to repository: GitProject) throws {
    try repository.project.monitor(stages)
    try repository.commit("stages")
  }

  private func compare(_ repository: GitProject) throws -> Invocation {
    try repository.project.perfgate("run", "--against", "HEAD~1")
  }

  @Test("a slowed stage is 10, while the whole and the other stage are what they were")
  func slowedStage() throws {
    let repository = try repository()
    try commit(["load": "0.010", "score": "0.023"], to: repository)
    let run = try compare(repository)
    #expect(run.exit == 10, "\(run.transcript)")
    let verdict = try repository.project.verdict()
    let slowed = try verdict.finding("pipeline", "stage.score.p95")
    #expect(slowed.state == .regressed)
    #expect(slowed.evidence?.rounds?.isConfirmed == true)
    #expect(try verdict.finding("pipeline", "stage.load.p95").state == .unchanged)
    #expect(try verdict.finding("pipeline", "wall").state != .regressed)
    #expect(verdict.policy.judged == 3)
    #expect(try repository.shell("git status --porcelain") == "")
    let entry = try repository.project.run().entries[0]
    for (side, value) in zip(
      entry.invocations.side,
      entry.samples(of: "stage.score.p95")?.values ?? []
    ) {
      #expect(value == (side == .head ? 0.023 : 0.02))
    }
    let again = try repository.project.perfgate("check", "perfgate-out/run.json", "--out", "again")
    #expect(again.exit == 10, "\(again.transcript)")
  }

  @Test("unchanged stages pass")
  func unchanged() throws {
    let repository = try repository()
    try repository.project.folder.write("words\n", to: "README.md")
    try repository.commit("words")
    let run = try compare(repository)
    #expect(run.exit == 0, "\(run.transcript)")
    let finding = try repository.project.verdict().finding("pipeline", "stage.score.p95")
    #expect(finding.state == .unchanged)
  }

  @Test("a stage that the change removes is 12, one that it adds is new")
  func stagesOfOneSide() throws {
    let repository = try repository()
    try commit(["load": "0.010", "score": "0.020", "rank": "0.5"], to: repository)
    let added = try compare(repository)
    #expect(added.exit == 0, "\(added.transcript)")
    #expect(try repository.project.verdict().finding("pipeline", "stage.rank.p95").state == .new)
    try commit(["load": "0.010", "score": "0.020"], to: repository)
    let removed = try compare(repository)
    #expect(removed.exit == 12, "\(removed.transcript)")
    #expect(removed.flatOutput.contains("the base exports it and the head does not"))
  }

  @Test("a base whose program exports nothing is nobody's regression, a head's is 30")
  func exportsNothing() throws {
    let repository = try repository()
    try repository.project.folder.write("#!/bin/sh\nsleep 0.02\n", to: "pipeline")
    try repository.commit("no export")
    let head = try compare(repository)
    #expect(head.exit == 30, "\(head.transcript)")
    #expect(head.flatOutput.contains("ended without writing out/stages.json"))
    try repository.project.folder.write(MonitoredProgram.script(), to: "pipeline")
    try repository.shell("chmod +x pipeline")
    try repository.commit("mended")
    let base = try compare(repository)
    #expect(base.exit == 20, "\(base.transcript)")
    #expect(base.flatOutput.contains("not your change"), "\(base.transcript)")
  }

  @Test("a monitor that the change adds is new")
  func newMonitor() throws {
    let repository = try repository(
      "benchmarks: [{id: rest, command: [sleep, \"0.02\"]}]\nrules: [{match: {metric: cpu}, limit: off}, {match: {metric: peak_rss}, limit: off}, {match: {metric: wall}, against: {limit: 60%, tolerance: 20%}}]\n"
    )
    try repository.project.write(
      MonitoredProgram.configuration()
        .replacing(
          "monitors:",
          with: "benchmarks: [{id: rest, command: [sleep, \"0.02\"]}]\nmonitors:"
        )
    )
    try repository.commit("monitor")
    let run = try compare(repository)
    #expect(run.exit == 0, "\(run.transcript)")
    let verdict = try repository.project.verdict()
    #expect(try verdict.finding("pipeline", "stage.score.p95").state == .new)
    #expect(try verdict.finding("rest").state == .unchanged)
  }

  @Test("the self-test finds a slowdown that it injects into stages, too")
  func selfTest() throws {
    let project = try TestProject(monitoring: Self.stages)
    let run = try project.perfgate(
      "doctor",
      "--selftest",
      "1",
      "--inject",
      "80%",
      "--out",
      "kept",
      "-q"
    )
    #expect(run.exit == 0, "\(run.transcript)")
    let path = project.folder.path("kept/verdict-0001.json")
    let verdict = try VerdictDocument(bytes: Files.readBytes(at: path), path: path)
    #expect(try verdict.finding("pipeline", "stage.score.p95").state == .regressed)
  }
}
