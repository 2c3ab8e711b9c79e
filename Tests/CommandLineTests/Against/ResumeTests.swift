import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Going on with a run that was killed", .waiting)
struct ResumeTests {
  private static let rules = """
    rules:
      - {match: {metric: cpu}, limit: off}
      - {match: {metric: peak_rss}, limit: off}
      - {match: {metric: wall}, against: {limit: 40%, tolerance: 10%}}
    """
  private static let configuration = """
    suite: naps
    defaults: {warmup: 0}
    benchmarks:
      - {id: nap, command: [./nap]}
    \(rules)
    """

  /// A repository in which each of three commits naps longer.
  private func repository() throws -> GitProject {
    let repository = try GitProject(Self.configuration, recording: false)
    try repository.project.folder.write("#!/bin/sh\nexec sleep $(cat time)\n", to: "nap")
    try repository.shell("chmod +x nap; echo kept >>.gitignore; echo other >>.gitignore")
    for seconds in ["0.01", "0.1", "0.25"] {
      try repository.project.folder.write("\(seconds)\n", to: "time")
      try repository.commit(seconds)
    }
    return repository
  }

  /// Starts `perfgate ARGUMENTS` and ends it by a signal once it has saved rounds.
  private func end(_ arguments: String, by signal: String, in project: TestProject) throws {
    let ended = try project.shell(
      "env --default-signal=INT $PERFGATE \(arguments) & pid=$!; "
        + "while ! grep -q '\"side\": .\"' perfgate-out/run.json; do sleep 0.05; done 2>/dev/null; "
        + "kill -\(signal) $pid; wait $pid"
    )
    #expect(ended.exit == (signal == "KILL" ? 137 : 130), "\(ended.transcript)")
  }

  @Test(
    "what was measured before a kill or Ctrl-C counts, and the verdict is the same",
    arguments: ["KILL", "INT"]
  )
  func resumed(signal: String) throws {
    let repository = try repository()
    let project = repository.project
    try end("run --against HEAD~1", by: signal, in: project)
    let cut = try project.run()
    let before = cut.entries[0].invocations.count
    #expect(before >= 4)
    let resumed = try project.perfgate("run", "--against", "HEAD~1", "--resume")
    #expect(resumed.exit == 10, "\(resumed.transcript)")
    let run = try project.run()
    #expect((run.id, run.seed, run.startedAt) == (cut.id, cut.seed, cut.startedAt))
    #expect(run.completion == .complete)
    let values = try #require(run.entries[0].samples(of: "wall")?.values)
    #expect(values.count > before)
    #expect(Array(values.prefix(before)) == cut.entries[0].samples(of: "wall")?.values)
    #expect(
      resumed.flatOutput.contains("was cut and gone on with after \(before / 4) round"),
      "\(resumed.transcript)"
    )
    #expect(try project.verdict().finding("nap").state == .regressed)
    let again = try project.perfgate("run", "--against", "HEAD~1", "--resume")
    #expect(again.exit == 65, "\(again.transcript)")
    #expect(again.diagnostics.contains("complete"))
    #expect(try project.run() == run, "what is refused changes nothing")
  }

  @Test("Ctrl-C between two invocations is 130 as well, and nothing measured is lost")
  func betweenInvocations() throws {
    let repository = try repository()
    let project = repository.project
    let hook = "test -e kept && touch other && sleep 0.5; true"
    try project.write(
      Self.configuration.replacing("[./nap]}", with: "[./nap], cleanup: '\(hook)'}")
    )
    try repository.commit("hook")
    let ended = try project.shell(
      "env --default-signal=INT $PERFGATE run --against HEAD~1 & pid=$!; "
        + "while ! grep -q '\"side\": .\"' perfgate-out/run.json; do sleep 0.05; done 2>/dev/null; "
        + "touch kept; while ! test -e other; do sleep 0.05; done; kill -INT $pid; wait $pid"
    )
    #expect(ended.exit == 130, "\(ended.transcript)")
    let cut = try project.run()
    #expect(cut.completion == .interrupted)
    #expect(cut.entries[0].invocations.count >= 4)
    #expect(ended.flatOutput.contains("--resume"), "\(ended.transcript)")
    try repository.shell("rm kept other")
    let resumed = try project.perfgate("run", "--against", "HEAD~1", "--resume")
    #expect(resumed.exit == 0, "\(resumed.transcript)")
    #expect(try project.run().id == cut.id)
  }

  @Test("two commands are gone on with, and only the same ones")
  func commands() throws {
    let project = try TestProject()
    let options = "--limit 40% --tolerance 10%"
    try end("ab 'sleep 0.1' 'sleep 0.25' \(options)", by: "KILL", in: project)
    let cut = try project.run()
    for other in ["'sleep 0.2' 'sleep 0.25'", "'sleep 0.1' 'sleep 0.2'"] {
      let refused = try project.shell("$PERFGATE ab \(other) \(options) --resume")
      #expect(refused.exit == 65, "\(refused.transcript)")
    }
    let resumed = try project.shell("$PERFGATE ab 'sleep 0.1' 'sleep 0.25' \(options) --resume")
    #expect(resumed.exit == 10, "\(resumed.transcript)")
    #expect(try project.run().id == cut.id)
  }

  @Test("what would measure something else is refused, and says what differs")
  func refused() throws {
    let repository = try repository()
    let project = repository.project
    try end("run --against HEAD~1", by: "KILL", in: project)
    try repository.shell("cp -r perfgate-out kept")
    let cases: [(change: String, arguments: String, exit: Int, phrase: String)] = [
      ("", "--against HEAD~2", 65, "compares with"),
      ("", "--against HEAD~1 --filter 'n*'", 65, "selection"),
      ("", "--against HEAD~1 --fail-on never", 65, "option"),
      ("", "--against HEAD~1 --machine other", 65, "'other'"),
      ("", "--against HEAD~1 --seed 1", 64, "--seed"),
      ("", "--against HEAD~1 --junit j.xml", 64, "--out"),
      ("", "", 64, "--against"),
      ("rm -r perfgate-out", "--against HEAD~1", 66, "no run to go on with"),
      ("echo '{' >perfgate-out/run.json", "--against HEAD~1", 65, "run.json"),
      (
        "sed -i 's/\"dirty\": false/\"dirty\": true/' perfgate-out/run.json",
        "--against HEAD~1", 65, "had changes"
      ),
      ("echo 1 >time", "--against HEAD~1", 65, "has changes"),
      ("echo '# more' >>perfgate.yaml", "--against HEAD~1", 65, "configuration"),
      ("git commit -q --allow-empty -m more", "--against HEAD~2", 65, "is checked out"),
      (
        "git checkout -q HEAD~1; echo 0.2 >time; git commit -qam x", "--against HEAD~1", 65,
        "checked"
      ),
    ]
    let head = try repository.shell("git rev-parse HEAD")
    for (change, arguments, exit, phrase) in cases {
      try repository.shell(
        "git checkout -q -f main; git reset -q --hard \(head.dropLast()); "
          + "rm -rf perfgate-out; cp -r kept perfgate-out; \(change)"
      )
      let kept = try repository.shell("cat perfgate-out/run.json 2>/dev/null || true")
      let run = try project.shell("$PERFGATE run \(arguments) --resume")
      #expect(run.exit == exit, "\(arguments)\n\(run.transcript)")
      #expect(run.diagnostics.contains(phrase), "\(arguments)\n\(run.transcript)")
      #expect(run.output == "")
      #expect(try repository.shell("cat perfgate-out/run.json 2>/dev/null || true") == kept)
    }
    try repository.shell(
      "git checkout -q -f main; git reset -q --hard \(head.dropLast()); rm -rf perfgate-out"
    )
    #expect(try project.perfgate("measure", "--out", "perfgate-out").exit == 0)
    let measured = try project.perfgate("run", "--against", "HEAD~1", "--resume")
    #expect(measured.exit == 65, "\(measured.transcript)")
    #expect(measured.diagnostics.contains("interleaved"))
  }
}
