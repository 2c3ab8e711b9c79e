import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Shards", .waiting)
struct ShardTests {
  private static let three = """
    suite: naps
    defaults: {warmup: 0, samples: {min: 3, max: 3, time: 10ms}}
    benchmarks:
      - {id: a, command: [sleep, "0.05"]}
      - {id: b, command: [sleep, "0.05"]}
      - {id: c, command: [sleep, "0.05"]}
    rules:
      - {match: {metric: wall}, limit: 900%}
      - {match: {metric: cpu}, limit: off}
      - {match: {metric: peak_rss}, limit: off}
    """

  private func run(of project: TestProject, at path: String) throws -> RunDocument {
    try RunDocument(bytes: Files.readBytes(at: project.folder.path(path)), path: path)
  }

  /// A project with baselines whose three benchmarks were measured in so many shards.
  private func sharded(_ count: Int) throws -> TestProject {
    let project = try TestProject(Self.three)
    #expect(try project.perfgate("baseline", "record", "-q").exit == 0)
    for index in 1...count {
      let measured = try project.perfgate(
        "measure",
        "-q",
        "--shard",
        "\(index)/\(count)",
        "--out",
        "s\(index)"
      )
      #expect(measured.exit == 0, "\(measured.transcript)")
    }
    return project
  }

  @Test("all shards together are judged as one run")
  func together() throws {
    let project = try sharded(2)
    #expect(try run(of: project, at: "s1/run.json").entries.map(\.key.id.text) == ["a", "c"])
    #expect(try run(of: project, at: "s2/run.json").selection.shard == ShardRecord("2/2"))
    let checked = try project.perfgate("check", "s2/run.json", "s1/run.json", "--out", "all")
    #expect(checked.exit == 0, "\(checked.transcript)")
    #expect(checked.output.hasPrefix("PASS: 3 judged"), "\(checked.transcript)")
    #expect(checked.diagnostics == "")
    let names = try Files.names(inDirectory: project.folder.path("all"))
    #expect(names == ["junit.xml", "report.md", "run.json", "verdict.json", "verdict.txt"])
    let merged = try run(of: project, at: "all/run.json")
    #expect(merged.entries.map(\.key.id.text) == ["a", "b", "c"])
    let again = try project.perfgate("check", "all/run.json", "--out", "again")
    #expect(again.exit == 0, "\(again.transcript)")
    for name in names {
      #expect(
        try project.folder.text(of: "again/\(name)") == project.folder.text(of: "all/\(name)")
      )
    }
  }

  @Test("one whole run stays as its file has it, with what a newer perfgate wrote into it")
  func unchanged() throws {
    let project = try sharded(2)
    _ = try project.perfgate("check", "s2/run.json", "s1/run.json", "--out", "all")
    let text = "{\"_newer\": 1," + (try project.folder.text(of: "all/run.json")).dropFirst()
    try Files.replaceAtomically(project.folder.path("all/run.json"), with: Array(text.utf8))
    let checked = try project.perfgate("check", "all/run.json", "--out", "again")
    #expect(checked.exit == 0, "\(checked.transcript)")
    #expect(try project.folder.text(of: "again/run.json") == text)
    let inPlace = try project.perfgate("check", "all/run.json", "--out", "all")
    #expect(inPlace.exit == 0, "\(inPlace.transcript)")
    #expect(try project.folder.text(of: "all/run.json") == text)
    // A run of a part is not what its file says: the rest is missing from it.
    _ = try project.perfgate("check", "s1/run.json", "--out", "part")
    #expect(try project.folder.text(of: "part/run.json") != project.folder.text(of: "s1/run.json"))
  }

  @Test("a run of one shard does not miss what the others measure, and judges its own")
  func oneShard() throws {
    let project = try sharded(2)
    let alone = try project.perfgate("run", "--shard", "2/2")
    #expect(alone.exit == 0, "\(alone.transcript)")
    #expect(try project.verdict().counts.planned == 1)
    try project.write(Self.three.replacing("{id: b,", with: "{id: d,"))
    let removed = try project.perfgate("run", "--shard", "2/2")
    #expect(removed.exit != 0, "\(removed.transcript)")
    #expect(try project.verdict().causes.contains { $0.key?.id.text == "b" && $0.code == .missing })
  }

  @Test("an absent shard is named and missing: 12, and so is a shard alone")
  func absent() throws {
    let project = try sharded(3)
    let checked = try project.perfgate("check", "s1/run.json", "s3/run.json")
    #expect(checked.exit == 12, "\(checked.transcript)")
    #expect(checked.diagnostics.hasPrefix("warning: shard 2/3 is not among the runs"))
    #expect(checked.flatOutput.contains("shard 2/3, which measures it, is not among the runs"))
    let lenient = Self.three + "\ngate: {on_missing: ignore}"
    try project.write(lenient)
    #expect(try project.perfgate("measure", "-q", "--shard", "1/3", "--out", "l1").exit == 0)
    let alone = try project.perfgate("check", "l1/run.json")
    #expect(alone.exit == 12, "\(alone.transcript)")
    #expect(alone.diagnostics.contains("shards 2/3, 3/3 are not among the runs"))
  }

  @Test("an empty shard is a part that check accepts, and alone never passes")
  func empty() throws {
    let project = try sharded(4)
    #expect(try run(of: project, at: "s4/run.json").entries.isEmpty)
    let all = try project.perfgate(
      "check",
      "s1/run.json",
      "s2/run.json",
      "s3/run.json",
      "s4/run.json"
    )
    #expect(all.exit == 0, "\(all.transcript)")
    #expect(try project.perfgate("check", "s4/run.json").exit == 12)
    let alone = try project.perfgate("run", "--shard", "4/4")
    #expect(alone.exit == 20, "\(alone.transcript)")
    #expect(alone.flatOutput.contains("shard 4/4 is empty"), "\(alone.transcript)")
  }

  @Test("an empty shard builds nothing")
  func emptyBuild() throws {
    let project = try TestProject("build: touch built\n" + Self.three)
    for (shard, isBuilt) in [("4/4", false), ("3/4", true)] {
      #expect(try project.perfgate("measure", "-q", "--shard", shard).exit == 0)
      #expect(Files.exists(project.folder.path("built")) == isBuilt)
    }
  }

  @Test("a regression in one shard is found in all together: 10")
  func regression() throws {
    let project = try sharded(2)
    try project.write(
      Self.three.replacing(
        "id: b, command: [sleep, \"0.05\"]",
        with: "id: b, command: [sleep, \"0.2\"]"
      )
    )
    for index in 1...2 {
      _ = try project.perfgate("measure", "-q", "--shard", "\(index)/2", "--out", "s\(index)")
    }
    let checked = try project.perfgate("check", "s1/run.json", "s2/run.json")
    #expect(checked.exit == 10, "\(checked.transcript)")
  }

  @Test("what does not belong together is refused: 65")
  func refused() throws {
    let project = try sharded(2)
    let twice = try project.perfgate("check", "s1/run.json", "s1/run.json")
    #expect(twice.exit == 65)
    #expect(twice.diagnostics.hasPrefix("error: shard 1/2 is in both s1/run.json and s1/run.json"))
    #expect(try project.perfgate("measure", "-q", "--machine", "lab", "--out", "lab").exit == 0)
    let machines = try project.perfgate("check", "s1/run.json", "lab/run.json")
    #expect(machines.exit == 65)
    #expect(machines.diagnostics.contains("runs of different machine classes"))
    #expect(machines.diagnostics.contains("lab/run.json: lab"))
    #expect(machines.diagnostics.contains("hint: give every job the same class"))
    #expect(machines.diagnostics.contains("'a' is in both"))
    #expect(!Files.exists(project.folder.path("perfgate-out")))
  }

  @Test(
    "every file that cannot be used is told of, with its place: 65, and 66 where it is not there"
  )
  func badFiles() throws {
    let project = try sharded(2)
    try project.folder.write("{\n  \"schema\": \"perfgate.run/1\",\n  \"id\": 7\n}", to: "bad.json")
    try project.folder.write("{\"schema\": ", to: "cut.json")
    #expect(try project.perfgate("check", "s1/run.json", "--out", "c").exit == 12)
    let checked = try project.perfgate(
      "check",
      "bad.json",
      "s1/run.json",
      "cut.json",
      "c/verdict.json"
    )
    #expect(checked.exit == 65)
    let errors = checked.diagnostics.split(separator: "\n").filter { $0.contains("error:") }
    #expect(errors.count == 3, "\(checked.transcript)")
    #expect(errors[0].hasPrefix("bad.json:3:"))
    #expect(errors[1].hasPrefix("cut.json:1:"))
    #expect(errors[2].hasPrefix("c/verdict.json: error: this is a verdict, expected a run"))
    #expect(try project.perfgate("check", "gone.json", "s1/run.json").exit == 66)
    #expect(try project.perfgate("check").exit == 64)
  }

  @Test(
    "--shard auto asks the job: GitLab, Kubernetes or Slurm",
    arguments: [
      (["CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "3"], "b"),
      (["JOB_COMPLETION_INDEX": "0", "JOB_COMPLETIONS": "3"], "a"),
      (
        [
          "SLURM_ARRAY_TASK_ID": "12", "SLURM_ARRAY_TASK_MIN": "4", "SLURM_ARRAY_TASK_STEP": "4",
          "SLURM_ARRAY_TASK_COUNT": "3",
        ], "c"
      ),
    ]
  )
  func automatic(environment: [String: String], id: String) throws {
    let project = try TestProject(Self.three)
    let listed = try project.perfgate("list", "--shard", "auto", environment: environment)
    #expect(listed.exit == 0, "\(listed.transcript)")
    #expect(listed.output.contains("\(id)  "))
    #expect(listed.output.contains("1 benchmark,"))
    let whole = try project.perfgate("list", environment: environment)
    #expect(whole.output.contains("3 benchmarks,"), "never without being asked")
  }

  @Test(
    "--shard auto never guesses: 64",
    arguments: [
      ([:], "found none of CI_NODE_INDEX, JOB_COMPLETION_INDEX and SLURM_ARRAY_TASK_ID"),
      (["CI_NODE_INDEX": "0", "CI_NODE_TOTAL": "3"], "CI_NODE_INDEX=0"),
      (["CI_NODE_INDEX": "1"], "CI_NODE_TOTAL is not"),
      (["CI_NODE_INDEX": "one", "CI_NODE_TOTAL": "3"], "CI_NODE_INDEX is 'one'"),
      (["JOB_COMPLETION_INDEX": "0"], "set JOB_COMPLETIONS to the job's 'completions'"),
      (["JOB_COMPLETION_INDEX": "3", "JOB_COMPLETIONS": "3"], "counts from 0"),
      (["JOB_COMPLETION_INDEX": "9223372036854775807", "JOB_COMPLETIONS": "3"], "counts from 0"),
      (["SLURM_ARRAY_TASK_ID": "1"], "SLURM_ARRAY_TASK_MIN is not"),
      (
        [
          "SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_COUNT": "3",
        ], "SLURM_ARRAY_TASK_ID=7"
      ),
    ]
  )
  func unknown(environment: [String: String], words: String) throws {
    let project = try TestProject(Self.three)
    let listed = try project.perfgate("list", "--shard", "auto", environment: environment)
    #expect(listed.exit == 64, "\(listed.transcript)")
    #expect(listed.diagnostics.contains(words), "\(listed.transcript)")
    #expect(listed.diagnostics.contains("hint: ") || words.contains("'one'"))
  }

  @Test("what is no shard is refused: 64", arguments: ["0/2", "3/2", "1", "x", "1/1001"])
  func usage(text: String) throws {
    let invocation = try TestProject(Self.three).perfgate("list", "--shard", text)
    #expect(invocation.exit == 64)
    #expect(invocation.diagnostics.hasPrefix("error: '\(text)' is no shard, expected I/N"))
  }
}
