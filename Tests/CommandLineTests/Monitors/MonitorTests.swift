import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Monitors on the command line", .serialized)
struct MonitorTests {
  private static let stages = ["load": "0.010", "score": "0.020"]

  @Test("a stage that became slower ends with 10 until that is accepted")
  func slowedStage() throws {
    let project = try TestProject(monitoring: Self.stages)
    let recorded = try project.perfgate("--update-baseline", "-q")
    #expect(recorded.exit == 0, "\(recorded.transcript)")
    #expect(recorded.output.contains("stage.score.p95"), "\(recorded.transcript)")
    let same = try project.perfgate("run")
    #expect(same.exit == 0, "\(same.transcript)")
    try project.monitor(["load": "0.010", "score": "0.040"])
    let slower = try project.perfgate("run")
    #expect(slower.exit == 10, "\(slower.transcript)")
    let verdict = try project.verdict()
    #expect(try verdict.finding("pipeline", "stage.score.p95").state == .regressed)
    #expect(try verdict.finding("pipeline", "stage.load.p95").state != .regressed)
    #expect(verdict.results.allSatisfy { $0.metric?.hasSuffix(".count") != true })
    for file in ["verdict.txt", "report.md", "junit.xml"] {
      let text = try project.folder.text(of: "perfgate-out/\(file)")
      #expect(text.contains("score.p95"), "\(file)")
    }
    let run = try project.run()
    #expect(run.entries[0].origin == .monitor)
    #expect(run.entries[0].samples(of: "stage.score.count")?.values == [12, 12, 12])
    let accepted = try project.perfgate(
      "baseline",
      "accept",
      "pipeline",
      "--metric",
      "stage.score.p95",
      "--reason",
      "worth it"
    )
    #expect(accepted.exit == 0, "\(accepted.transcript)")
    #expect(try project.perfgate("run").exit == 0)
  }

  @Test(
    "what a program writes, or does not, is 30 with the place and the reason",
    arguments: [
      ("cat >/dev/null", "ended without writing out/stages.json"),
      ("echo oops >out/stages.json", "out/stages.json:1:1: expected a value, found 'o'"),
      ("head -c 300 >out/stages.json", "the text ends too early: the file is truncated"),
      (": >out/stages.json", "out/stages.json:1:1: the file is empty"),
      ("sed 's/0.020/NaN/' >out/stages.json", "expected a value, found 'N'"),
      ("sed 's/0.020/1e999/' >out/stages.json", "the number 1e999 is out of range"),
      (
        "sed 's/run.1/run\\/7/' >out/stages.json",
        "'perfgate.run/7' was written by a newer perfgate"
      ),
      (
        "{ cat; head -c 17000000 /dev/zero | tr '\\0' ' '; } >out/stages.json",
        "wrote more than 16.0 MiB"
      ),
      ("{ rm -rf out/stages.json; mkdir out/stages.json; }", "out/stages.json"),
      (
        "{ [ -e seen ] || cat >out/stages.json; touch seen; }",
        "ended without writing out/stages.json"
      ),
      (
        "{ if [ -e seen ]; then sed s/score/rank/; else cat; fi >out/stages.json; touch seen; }",
        "exported other stages than the invocation before: 'rank' is new, 'score' is gone"
      ),
      ("{ cat >out/stages.json; exit 3; }", "exited with 3"),
    ]
  )
  func unusable(writing: String, reason: String) throws {
    let project = try TestProject(monitoring: Self.stages, writing: writing)
    let run = try project.perfgate("run")
    #expect(run.exit == 30, "\(run.transcript)")
    #expect(run.flatOutput.contains(reason), "\(run.transcript)")
  }

  @Test("a file of before never counts, be it committed and as good as any")
  func stale() throws {
    let project = try TestProject(monitoring: Self.stages)
    #expect(try project.perfgate("--update-baseline", "-q").exit == 0)
    try project.folder.write("#!/bin/sh\nsleep 0.02\n", to: "pipeline")
    _ = try project.shell("chmod +x pipeline")
    #expect(Files.exists(project.folder.path("out/stages.json")))
    let run = try project.perfgate("run")
    #expect(run.exit == 30, "\(run.transcript)")
    #expect(!Files.exists(project.folder.path("out/stages.json")))
  }

  @Test("a stage that vanished is 12 until that is recorded with a reason, a new one is noted")
  func vanished() throws {
    let project = try TestProject(monitoring: Self.stages)
    #expect(try project.perfgate("--update-baseline", "-q").exit == 0)
    try project.monitor(["load": "0.010", "rank": "0.005"])
    let run = try project.perfgate("run")
    #expect(run.exit == 12, "\(run.transcript)")
    let verdict = try project.verdict()
    #expect(try verdict.finding("pipeline", "stage.score.p95").state == .missing)
    #expect(try verdict.finding("pipeline", "stage.rank.p95").state == .new)
    let refused = try project.perfgate("baseline", "record", "-q")
    #expect(refused.exit == 12, "\(refused.transcript)")
    #expect(refused.output.contains("or a stage that is gone, needs a reason"))
    #expect(try project.perfgate("run").exit == 12)
    let recorded = try project.perfgate("baseline", "record", "-q", "--reason", "ranked instead")
    #expect(recorded.exit == 0, "\(recorded.transcript)")
    #expect(try project.perfgate("run").exit == 0)
  }

  @Test("a rule that no stage answers to is 30, one that cannot name any is 78")
  func askedInVain() throws {
    let rules = "  - {match: {metric: \"stage.scroe.*\"}, limit: 20%}"
    let project = try TestProject(
      monitoring: Self.stages,
      MonitoredProgram.configuration(rules: rules)
    )
    let run = try project.perfgate("run")
    #expect(run.exit == 30, "\(run.transcript)")
    #expect(run.flatOutput.contains("its stages are load, score"), "\(run.transcript)")
    #expect(try project.verdict().finding("pipeline", "stage.scroe.*").rule?.line == 12)
    try project.write(
      MonitoredProgram.configuration(rules: "  - {match: {metric: stage.score.p59}}")
    )
    let wrong = try project.perfgate("run")
    #expect(wrong.exit == 78, "\(wrong.transcript)")
    #expect(
      wrong.diagnostics.contains(
        "perfgate.yaml:12:22: error: unknown metric 'stage.score.p59' (did you mean 'stage.score.p50'?)"
      ),
      "\(wrong.transcript)"
    )
  }

  @Test("a file alone is one invocation of nobody knows what, which is said and never compared")
  func onlyRead() throws {
    let configuration = """
      suite: stages
      monitors: [{id: nightly, path: out/stages.json}]
      rules: [{match: {metric: "stage.**.p95"}, limit: 20%}]
      """
    let project = try TestProject(monitoring: Self.stages, configuration)
    let absent = try project.perfgate("run")
    #expect(absent.exit == 30, "\(absent.transcript)")
    _ = try project.shell("./pipeline")
    #expect(try project.perfgate("--update-baseline", "-q").exit == 0)
    let same = try project.perfgate("run")
    #expect(same.exit == 0, "\(same.transcript)")
    #expect(same.flatOutput.contains("'nightly' was only read from out/stages.json"))
    #expect(try project.run().entries[0].invocations.count == 1)
    #expect(Files.exists(project.folder.path("out/stages.json")))
    try project.monitor(["load": "0.010", "score": "0.040"])
    _ = try project.shell("./pipeline")
    #expect(try project.perfgate("run").exit == 10)
    let compared = try project.perfgate("run", "--against", "HEAD")
    #expect(compared.exit == 64, "\(compared.transcript)")
    #expect(compared.diagnostics.contains("perfgate.yaml:2:32: error: 'nightly' is only read from"))
    #expect(compared.diagnostics.contains("--exclude nightly"))
    #expect(try project.perfgate("doctor", "--selftest", "1").exit == 64)
    #expect(try project.perfgate("list").output.contains("reads out/stages.json"))
  }

  @Test("explain and list tell what of the stages is judged")
  func explains() throws {
    let project = try TestProject(monitoring: Self.stages)
    let first = try project.perfgate("explain", "pipeline")
    #expect(
      first.output.contains("stages         read from out/stages.json"),
      "\(first.transcript)"
    )
    #expect(
      first.output.hasSuffix("Of its stages all that match are judged: stage.**.p95\n"),
      "\(first.transcript)"
    )
    #expect(!first.output.contains("stage.score.p95: a rule names it"))
    #expect(try project.perfgate("--update-baseline", "-q").exit == 0)
    let known = try project.perfgate("explain", "pipeline")
    #expect(known.output.contains("stage.score.p95: a rule names it"), "\(known.transcript)")
    for command in ["list", "explain"] {
      let arguments = command == "list" ? ["list", "--json"] : ["explain", "pipeline", "--json"]
      let json = try project.perfgate(arguments)
      let object = try JSONReader.read(Array(json.output.utf8)).object()
      let row = try object.required("benchmarks").array()[0].object()
      #expect(try row.required("stages").string() == "out/stages.json")
    }
  }

  @Test("stages that no rule names are a warning, and are recorded")
  func unnamed() throws {
    let project = try TestProject(
      monitoring: Self.stages,
      "monitors: [{path: out/stages.json, run: [./pipeline], samples: {max: 15, time: 1ms}}]\n"
    )
    let run = try project.perfgate("measure")
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(run.diagnostics.contains("perfgate.yaml:1:1: warning: no rule names a metric of the"))
    #expect(run.output.contains("stage.load.count"), "\(run.transcript)")
  }

  @Test("each combination of parameters has a file of its own where the path says so")
  func parameters() throws {
    let configuration = MonitoredProgram.configuration(", parameters: {n: [a, b]}")
      .replacing("out/stages.json", with: "\"out/{n}.json\"")
      .replacing("run: [./pipeline]", with: "run: [./pipeline, \"{n}\"]")
    let project = try TestProject(
      monitoring: Self.stages,
      configuration,
      writing: "cat >out/$name.json"
    )
    let script = try project.folder.text(of: "pipeline")
    try project.folder.write(
      script.replacing("stages=\n", with: "stages= name=$1\n"),
      to: "pipeline"
    )
    #expect(try project.perfgate("--update-baseline", "-q").exit == 0)
    #expect(try project.perfgate("run").exit == 0)
    #expect(try project.run().entries.map(\.key.name) == ["pipeline[n=a]", "pipeline[n=b]"])
  }
}
