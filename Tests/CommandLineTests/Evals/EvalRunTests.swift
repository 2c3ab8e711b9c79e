import PerfgateModel
import PerfgateTestSupport
import Testing

@Suite("Evals on the command line", .waiting)
struct EvalRunTests {
  /// A worker that knows every answer but those of its file.
  private static let worker = """
    import json, os, sys, time
    def say(**members):
        sys.stdout.write(json.dumps(members) + "\\n")
        sys.stdout.flush()
    wrong = open("wrong").read().split() if os.path.exists("wrong") else []
    say(hello={"protocol": "perfgate.worker/1"})
    for line in sys.stdin:
        r = json.loads(line)
        while r["input"] == "wait" and not os.path.exists("go"): time.sleep(0.02)
        if r["case"] in wrong: say(id=r["id"], output="<b>no</b>")
        elif r["input"] == "fail": say(id=r["id"], error={"kind": "model", "message": "lost"})
        else: say(id=r["id"], output=r["input"])
    """

  private static let configuration = """
    suite: answers
    evals:
      - id: qa
        dataset: {path: qa.jsonl}
        target: {type: worker, command: [python3, -S, worker.py], inputs: [worker.py, "wrong*"]}
        scorers: [{type: exact}]
    """

  private static func cases(_ count: Int = 60, failing: Set<Int> = []) -> String {
    (0..<count).map { index in
      let input = failing.contains(index) ? "fail" : "a\(index)"
      return #"{"id": "q\#(index)", "input": "\#(input)", "expected": "a\#(index)"}"#
    }.joined(separator: "\n") + "\n"
  }

  private func project(
    _ configuration: String = Self.configuration,
    cases: String = Self.cases()
  ) throws -> TestProject {
    let project = try TestProject(configuration)
    try project.folder.write(Self.worker, to: "worker.py")
    try project.folder.write("none\n", to: "wrong")
    try project.folder.write(cases, to: "qa.jsonl")
    return project
  }

  private static let broken = (0..<20).map { "q\($0)" }.joined(separator: " ")

  @Test("what breaks cases is stopped by 10, and every report lists them")
  func gates() throws {
    let project = try project()
    #expect(try project.perfgate("run").exit == 20)
    let recorded = try project.perfgate("baseline", "record")
    #expect(recorded.exit == 0, "\(recorded.transcript)")
    let unchanged = try project.perfgate("run")
    #expect(unchanged.exit == 0, "\(unchanged.transcript)")
    try project.folder.write(Self.broken, to: "wrong")
    let worse = try project.perfgate("run")
    #expect(worse.exit == 10, "\(worse.transcript)")
    for name in ["report.md", "junit.xml", "verdict.txt"] {
      #expect(try project.folder.text(of: "perfgate-out/\(name)").contains("q7"), "\(name)")
    }
    // Hostile output stands in a span of code, where HTML means nothing.
    #expect(try !project.folder.text(of: "perfgate-out/report.md").contains(" <b>no"))
    let exhibit = try #require(try project.verdict().exhibits.cases.first)
    #expect(exhibit.brokeCount == 20 && exhibit.mendedCount == 0)
    #expect(try project.perfgate("check", "perfgate-out/run.json").exit == 10)
    // Cases that are not those of the run prove nothing.
    _ = try project.shell("sed -i 2d perfgate-out/cases/qa.jsonl")
    #expect(try project.perfgate("report", "perfgate-out/run.json").exit == 65)
  }

  @Test("both revisions answer the same cases in one run, and what both have is not asked for")
  func against() throws {
    let project = try GitProject(Self.configuration, recording: false).project
    try project.folder.write(Self.worker, to: "worker.py")
    try project.folder.write("none\n", to: "wrong")
    try project.folder.write(Self.cases(), to: "qa.jsonl")
    let commit = """
      git add -A && git -c user.name=a -c user.email=a@example.org commit -q -m cases
      """
    #expect(try project.shell(commit).exit == 0)
    let same = try project.perfgate("run", "--against", "HEAD")
    #expect(same.exit == 0 && same.transcript.contains("identical"), "\(same.transcript)")
    try project.folder.write(Self.broken, to: "wrong")
    let worse = try project.perfgate("run", "--against", "HEAD")
    #expect(worse.exit == 10, "\(worse.transcript)")
    let entry = try #require(try project.run().entries.first)
    #expect(entry.cases?.passed == 40 && entry.baseCases?.passed == 60)
    try project.write("suite: answers\nbenchmarks: [{id: nap, command: [sleep, \"0.001\"]}]\n")
    let removed = try project.perfgate("run", "--against", "HEAD")
    #expect(removed.transcript.contains("qa"), "\(removed.transcript)")
    #expect(try project.verdict().results.contains { $0.key.id.text == "qa" && $0.gates })
  }

  @Test("errors are no failures: above the ceiling nothing is judged, and one is told")
  func errors() throws {
    let project = try project(cases: Self.cases(failing: [5, 6]))
    let strict = try project.perfgate("run")
    #expect(strict.exit == 30, "\(strict.transcript)")
    #expect(strict.flatOutput.contains("target: model") && strict.flatOutput.contains("lost"))
    try project.write(
      Self.configuration.replacing("id: qa\n", with: "id: qa\n    caps: {error_rate: 5%}\n")
    )
    #expect(try project.perfgate("run").exit == 20)
    #expect(try project.run().entries.first?.cases?.errored == 2)
  }

  @Test("what needs a key that is not set is skipped loudly, replayed or a failure")
  func absent() throws {
    let needing = Self.configuration.replacing(
      "id: qa\n",
      with: "id: qa\n    requires_env: [NO_SUCH_KEY]\n"
    )
    let project = try project(needing)
    let skipped = try project.perfgate("run")
    #expect(skipped.exit == 20 && skipped.flatOutput.contains("NOT gated"), "\(skipped.transcript)")
    #expect(skipped.output.contains("since NO_SUCH_KEY is not set"), "\(skipped.transcript)")
    #expect(!skipped.transcript.contains("baseline record"), "\(skipped.transcript)")
    try project.write(needing.replacing("id: qa\n", with: "id: qa\n    when_absent: fail\n"))
    #expect(try project.perfgate("run").exit == 30)
    try project.folder.write(
      (0..<60).map { #"{"id": "q\#($0)", "output": "a\#($0)"}"# }.joined(separator: "\n"),
      to: "recorded.jsonl"
    )
    try project.write(
      needing.replacing(
        "id: qa\n",
        with: "id: qa\n    when_absent: replay\n    recorded: recorded.jsonl\n"
      )
    )
    let replayed = try project.perfgate("run")
    #expect(replayed.exit == 20, "\(replayed.transcript)")
    let entry = try #require(try project.run().entries.first)
    #expect(entry.cases?.passed == 60 && entry.samples(of: "latency") == nil)
  }

  @Test("results of another program that PATH finds are refused, with what may have happened")
  func otherProgram() throws {
    let project = try project(
      Self.configuration.replacing(
        #"{type: worker, command: [python3, -S, worker.py], inputs: [worker.py, "wrong*"]}"#,
        with: "{type: exec, command: [answer]}"
      ),
      cases: Self.cases(3)
    )
    for (place, comment) in [("here", "one"), ("there", "another")] {
      try project.folder.write("#!/bin/sh\n# \(comment)\necho no\n", to: "\(place)/answer")
      _ = try project.shell("chmod +x \(place)/answer")
    }
    func eval(_ place: String) throws -> Invocation {
      let path = "\(project.folder.path(place)):/usr/bin:/bin"
      return try project.perfgate(["eval", "qa", "--resume"], environment: ["PATH": path])
    }
    #expect(try eval("here").exit == 0)
    let same = try eval("here")
    #expect(same.exit == 0 && same.diagnostics.contains("3 taken over"), "\(same.transcript)")
    let other = try eval("there")
    #expect(other.exit == 65, "\(other.transcript)")
    #expect(other.diagnostics.contains("3 of the 3 results are of another configuration"))
    #expect(other.diagnostics.contains("a program is the one that PATH finds"))
  }

  @Test("the lines of a file of results fit the schema that perfgate prints")
  func schema() throws {
    let project = try project(cases: Self.cases(failing: [3]) + "no case\n")
    try project.folder.write("q2", to: "wrong")
    _ = try project.perfgate("eval", "qa")
    let printed = try project.perfgate("schema", "results-v1")
    #expect(printed.exit == 0)
    let schema = try JSONReader.read(Array(printed.output.utf8)).object()
    #expect(try schema.required("oneOf").array().count == 2)
    let lines = try project.folder.text(of: "perfgate-out/cases/qa.jsonl").split(separator: "\n")
    #expect(lines.count == 62)
    for (index, line) in lines.enumerated() {
      let kind = index == 0 ? "header" : "result"
      let known = try schema.required("$defs").object().required(kind).object()
      let names = try known.required("properties").object().members.map(\.key)
      let members = try JSONReader.read(Array(line.utf8)).object().members.map(\.key)
      #expect(members.allSatisfy(names.contains), "\(line)")
      let required = try known.required("required").array().map { try $0.string() }
      #expect(required.allSatisfy(members.contains), "\(line)")
    }
  }

  @Test("a worker without a hello is shown what it should be, and a call that hangs is not lost")
  func workers() throws {
    let silent = try self.project(
      Self.configuration.replacing("[python3, -S, worker.py]", with: "./run")
    )
    try silent.folder.write("#!/bin/sh\necho loading a model >&2\nexec sleep 60\n", to: "run")
    _ = try silent.shell(
      "chmod +x run; sed -i 's/type: worker,/type: worker, timeout: 3s,/' perfgate.yaml"
    )
    let mute = try silent.perfgate("run")
    #expect(mute.exit == 30, "\(mute.transcript)")
    let reason = try #require(try silent.run().entries.first?.reason)
    #expect(
      reason.contains("did not say hello within 3 s; stderr: loading a model; its first line")
    )
    #expect(reason.contains(#"{"hello":{"protocol":"perfgate.worker/1","max_inflight":1}}"#))
    #expect(mute.flatOutput.contains("its first line has to be"), "\(mute.transcript)")

    let hanging =
      Self.cases(3, failing: [0, 1]) + #"{"id": "h", "input": "wait", "expected": "a"}"#
    let hangs = try self.project(
      Self.configuration.replacing("type: worker,", with: "type: worker, timeout: 8s,")
        .replacing("id: qa\n", with: "id: qa\n    execute: {retry: {max: 0}}\n"),
      cases: hanging + "\n"
    )
    let hung = try hangs.perfgate("run")
    #expect(hung.exit == 30, "\(hung.transcript)")
    #expect(
      hung.flatOutput.contains("(2 target: model, 1 target: timeout); the first, q0: model: lost"),
      "\(hung.transcript)"
    )
  }

  @Test("a rule on what was not measured says why it was not, and what would tell it")
  func gaps() throws {
    let project = try project(
      Self.configuration + """

        rules:
          - {match: {metric: cost}, budget: {max: 1}}
          - {match: {metric: tokens.output}, limit: 5%}
          - {match: {metric: ttft}, limit: 20%}
        """
    )
    let asked = try project.perfgate("run")
    #expect(asked.exit == 30, "\(asked.transcript)")
    for (metric, reason) in [
      ("cost", "none of the 60 replies tells its cost; a program tells it with each output"),
      ("tokens.output", "none of the 60 replies tells its tokens; a program tells them"),
      ("ttft", "only a server that streams its replies has a first token"),
    ] {
      let detail = try project.verdict().finding("qa", metric).detail
      #expect(detail?.hasPrefix("is asked for by a rule but was not measured: \(reason)") == true)
    }
    #expect(try project.perfgate("check", "perfgate-out/run.json").exit == 30)
  }

  @Test("eval shows what fails while it runs")
  func comes() throws {
    let late = #"{"id": "late", "input": "wait", "expected": "wait"}"# + "\n"
    let project = try project(cases: Self.cases(failing: [3]) + late)
    try project.folder.write("q2", to: "wrong")
    // What the last case waits for is there only once the first ones were seen.
    let shown = try project.shell(
      """
      "$PERFGATE" eval qa 2>err &
      n=0
      until grep -q 'errored q3' err || [ $n -ge 1200 ]; do sleep 0.05; n=$((n+1)); done
      cp err seen
      touch go
      wait $!
      """
    )
    let seen = try project.folder.text(of: "seen")
    #expect(seen.contains("  failed q2  exact 0: <b>no</b>\n"), "\(shown.transcript)\n\(seen)")
    #expect(seen.contains("  errored q3  target: model: lost\n") && !seen.contains("qa: "))
    #expect(try project.folder.text(of: "err").contains("qa: 59 of 61 cases passed, 1 errored"))
  }

  @Test("eval shows ten cases and where the others are, and nothing when it is to be quiet")
  func bounded() throws {
    let project = try project()
    try project.folder.write(Self.broken, to: "wrong")
    let shown = try project.perfgate("eval", "qa")
    #expect(shown.exit == 0, "\(shown.transcript)")
    #expect(shown.diagnostics.split(separator: "\n").count { $0.hasPrefix("  failed q") } == 10)
    let rest = "  further ones are in perfgate-out/cases/qa.jsonl\n"
    #expect(
      shown.diagnostics.split(separator: rest, omittingEmptySubsequences: false).count == 2,
      "\(shown.transcript)"
    )
    let quiet = try project.perfgate("eval", "qa", "-q")
    #expect(quiet.exit == 0 && quiet.diagnostics.isEmpty, "\(quiet.transcript)")
    // What an earlier run had found is shown, too.
    let resumed = try project.perfgate("eval", "qa", "--resume")
    #expect(resumed.diagnostics.contains("  failed q0  "), "\(resumed.transcript)")
    // A gate lists what broke in its reports.
    #expect(try !project.perfgate("run").diagnostics.contains("  failed q"))
  }

  @Test("an eval that could not be evaluated is no success at the desk either")
  func unevaluated() throws {
    let project = try project(cases: Self.cases(failing: [5, 6]))
    for command in ["eval qa", "measure"] {
      let shown = try project.shell("\"$PERFGATE\" \(command)")
      #expect(shown.exit == 30, "\(shown.transcript)")
      #expect(shown.flatOutput.contains("2 of 60 cases errored"), "\(shown.transcript)")
      #expect(
        shown.output.hasPrefix("FAIL: 1 eval failed (qa error_rate); nothing"),
        "\(shown.transcript)"
      )
      #expect(shown.output.contains("Exit 30: an eval failed"), "\(shown.transcript)")
    }
    try project.write(
      Self.configuration.replacing("id: qa\n", with: "id: qa\n    caps: {error_rate: 5%}\n")
    )
    #expect(try project.perfgate("eval", "qa").exit == 0)
    try project.write(
      Self.configuration.replacing(
        "id: qa\n",
        with: "id: qa\n    caps: {error_rate: 5%, tokens: 1}\n"
      )
    )
    let stopped = try project.perfgate("eval", "qa")
    #expect(stopped.exit == 30, "\(stopped.transcript)")
  }

  @Test("eval shows what fails, takes a limit, and goes on with what is there")
  func eval() throws {
    let project = try project()
    try project.folder.write("q2", to: "wrong")
    let shown = try project.perfgate("eval", "qa", "--limit", "10")
    #expect(shown.exit == 0 && shown.transcript.contains("q2"), "\(shown.transcript)")
    #expect(shown.output.contains(" of 1 eval; nothing was gated"), "\(shown.transcript)")
    #expect(try project.run().entries.first?.cases?.read == 10)
    _ = try project.shell("sed -i '$d' perfgate-out/cases/qa.jsonl")
    let resumed = try project.perfgate("eval", "qa", "--limit", "10", "--resume")
    #expect(
      resumed.exit == 0 && resumed.transcript.contains("9 taken over"),
      "\(resumed.transcript)"
    )
    // With another dataset they are results of something else.
    #expect(try project.perfgate("eval", "qa", "--resume").exit == 65)
    #expect(try project.perfgate("eval", "nosuch").exit == 64)
  }
}
