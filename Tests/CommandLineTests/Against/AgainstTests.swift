import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Comparing with another revision", .waiting)
struct AgainstTests {
  /// A nap of which only wall is judged.
  ///
  /// A busy machine makes a short nap half as long again, and now and then three times as long; what
  /// becomes slower here naps seven times as long.
  private static let configuration = """
    suite: naps
    defaults: {warmup: 0}
    benchmarks:
      - {id: nap, command: [./nap]}
    rules:
      - {match: {metric: cpu}, limit: off}
      - {match: {metric: peak_rss}, limit: off}
      - {match: {metric: wall}, against: {limit: 300%, tolerance: 50%}}
    """

  /// A repository whose first commit naps for so long.
  private func napping(
    _ seconds: String,
    _ configuration: String = Self.configuration
  ) throws -> GitProject {
    let repository = try GitProject(configuration, recording: false)
    try repository.project.folder.write("#!/bin/sh\nexec sleep $(cat time)\n", to: "nap")
    try repository.shell("chmod +x nap")
    try nap(seconds, in: repository, "nap")
    return repository
  }

  private func nap(_ seconds: String, in repository: GitProject, _ message: String) throws {
    try repository.project.folder.write("\(seconds)\n", to: "time")
    try repository.commit(message)
  }

  private func compare(
    _ repository: GitProject,
    _ arguments: String...
  ) throws -> Invocation {
    try repository.project.perfgate(["run", "--against", "HEAD~1"] + arguments)
  }

  @Test("a build that writes one program for both sides is refused, and again: 78")
  func sharedProgram() throws {
    let repository = try GitProject("", recording: false)
    let place = try TemporaryDirectory()
    let text = """
      build: 'cp nap \(place.path("tool"))'
      benchmarks: [{id: nap, command: [\(place.path("tool"))]}]
      """
    try repository.project.write(text)
    try repository.project.folder.write("#!/bin/sh\nexec sleep $(cat time)\n", to: "nap")
    try repository.shell("chmod +x nap")
    try nap("0.02", in: repository, "nap")
    try nap("0.15", in: repository, "slower")
    for _ in 0..<2 {
      let run = try compare(repository)
      #expect(run.exit == 78, "\(run.transcript)")
      #expect(run.diagnostics.contains("base and head would be one program"), "\(run.transcript)")
      #expect(run.diagnostics.contains("perfgate.yaml:1:"), "\(run.transcript)")
    }
  }

  @Test("a slower commit ends with 10, and every report says what was compared and how surely")
  func slower() throws {
    let repository = try napping("0.02")
    try nap("0.15", in: repository, "slower")
    let run = try compare(repository)
    #expect(run.exit == 10, "\(run.transcript)")
    #expect(run.output.hasPrefix("FAIL: 1 regression in 1 judged against HEAD~1"))
    #expect(run.flatOutput.contains("measured interleaved"))
    #expect(run.flatOutput.contains("reproduce perfgate run --against 'HEAD~1' --filter nap"))
    let finding = try repository.project.verdict().finding("nap")
    let evidence = try #require(finding.evidence?.rounds)
    #expect(evidence.worse >= evidence.worseNeeded)
    #expect(evidence.isConfirmed == true)
    #expect(try #require(finding.change?.low) > 0.1)
    for file in ["verdict.txt", "report.md", "junit.xml"] {
      let text = try repository.project.folder.text(of: "perfgate-out/\(file)")
      #expect(text.contains("after \(evidence.rounds) rounds"), "\(file)")
    }
    #expect(try repository.shell("git status --porcelain") == "")
    #expect(try repository.shell("git branch --list") == "* main\n")
  }

  @Test("a commit that changes nothing of the program passes, again and again")
  func unchanged() throws {
    let repository = try napping("0.02")
    try repository.project.folder.write("words\n", to: "README.md")
    try repository.commit("words")
    for _ in 0..<3 {
      let run = try compare(repository)
      #expect(run.exit == 0, "\(run.transcript)")
    }
    let finding = try repository.project.verdict().finding("nap")
    #expect(try #require(finding.evidence?.rounds).rounds >= 8)
  }

  @Test("a branch means where the work tree left it, and what is not committed is measured")
  func mergeBase() throws {
    let repository = try napping("0.02")
    try repository.shell("git checkout -q -b feature")
    try repository.shell("git checkout -q main")
    try nap("0.5", in: repository, "main goes on, slower")
    try repository.shell("git checkout -q feature")
    try repository.project.folder.write("0.15\n", to: "time")
    let run = try repository.project.perfgate("run", "--against", "main")
    #expect(run.exit == 10, "\(run.transcript)")
    let document = try repository.project.run()
    #expect(document.base?.isMergeBase == true)
    #expect(document.head?.isDirty == true)
    let change = try #require(repository.project.verdict().finding("nap").change)
    #expect(change.estimate > 0.5, "the base is the merge base")
  }

  @Test("what the change itself accepts passes up to there, and what the base accepted does not")
  func accepted() throws {
    let repository = try napping("0.02")
    try nap("0.15", in: repository, "slower")
    #expect(try compare(repository).exit == 10)
    let accept = try repository.project.perfgate(
      "baseline",
      "accept",
      "nap",
      "--reason",
      "worth it"
    )
    #expect(accept.exit == 0, "\(accept.transcript)")
    try repository.shell("git add -A && git commit -q --amend --no-edit")
    let green = try compare(repository)
    #expect(green.exit == 0, "\(green.transcript)")
    #expect(try repository.project.verdict().finding("nap").state == .accepted)
    #expect(green.flatOutput.contains("Accepted (1)"), "\(green.transcript)")
    let text = try repository.project.folder.text(of: "perfgate-out/verdict.txt")
    #expect(text.contains(/up\s+to\s+\+[\d.]+%\s+by\s+baselines\/accepted.yaml/), "\(text)")
    // A second step is another one's to accept.
    try nap("0.6", in: repository, "slower still")
    let red = try compare(repository)
    #expect(red.exit == 10, "\(red.transcript)")
    let whole = try repository.project.perfgate("run", "--against", "HEAD~2")
    #expect(whole.exit == 10, "\(whole.transcript)")
    // Neither another place nor another wording makes the first step this change's own.
    try repository.shell(
      """
      git mv baselines perf && sed -i 's/worth it/worth all of it/' perf/accepted.yaml &&
        printf '\nbaselines: {dir: perf}\n' >>perfgate.yaml && git add -A &&
        git commit -q --amend --no-edit
      """
    )
    let moved = try compare(repository)
    #expect(moved.exit == 10, "\(moved.transcript)")
  }

  @Test("a trailer of the change accepts where the configuration allows that")
  func trailer() throws {
    for (isAllowed, exit) in [(true, 0), (false, 10)] {
      let repository = try napping(
        "0.02",
        Self.configuration + "\nbaselines: {trailers: \(isAllowed)}\n"
      )
      try nap("0.15", in: repository, "slower\n\nPerfgate-Accept: nap wall | a better nap")
      let run = try compare(repository)
      #expect(run.exit == exit, "\(run.transcript)")
    }
  }

  @Test("on one side only is new or missing, a renamed one is compared")
  func sides() throws {
    let repository = try napping("0.02")
    try repository.project.write(
      Self.configuration.replacing(
        "  - {id: nap, command: [./nap]}",
        with: "  - {id: rest, was: nap, command: [./nap]}\n  - {id: more, command: [./nap]}"
      )
    )
    try repository.commit("rename and add")
    let run = try compare(repository)
    #expect(run.exit == 0, "\(run.transcript)")
    let verdict = try repository.project.verdict()
    #expect(try verdict.finding("rest").state == .unchanged)
    #expect(try verdict.finding("more").state == .new)
    try repository.project.write(Self.configuration.replacing("id: nap", with: "id: other"))
    try repository.commit("lose two")
    let lost = try compare(repository)
    #expect(lost.exit == 12, "\(lost.transcript)")
    #expect(lost.flatOutput.contains("was: rest"))
  }

  @Test("a base that does not build is nobody's regression, a head that does not is")
  func builds() throws {
    let repository = try napping(
      "0.02",
      "build: {command: sh build.sh}\n" + Self.configuration
    )
    try repository.project.folder.write("echo broken build; exit 3\n", to: "build.sh")
    try repository.commit("broken")
    try repository.project.folder.write("exit 0\n", to: "build.sh")
    try repository.commit("mended")
    let base = try compare(repository)
    #expect(base.exit == 20, "\(base.transcript)")
    #expect(base.diagnostics.contains("not your change"))
    #expect(base.diagnostics.contains("broken build"))
    try repository.project.folder.write("echo broken again; exit 4\n", to: "build.sh")
    let head = try repository.project.perfgate("run", "--against", "HEAD")
    #expect(head.exit == 30, "\(head.transcript)")
    #expect(head.diagnostics.contains("broken again"))
  }

  @Test("a benchmark that the change breaks is 30, one that it mends has nothing to compare with")
  func failing() throws {
    let repository = try napping("0.02")
    try nap("never", in: repository, "broken")
    let broken = try compare(repository)
    #expect(broken.exit == 30, "\(broken.transcript)")
    try nap("0.02", in: repository, "mended")
    let mended = try compare(repository)
    #expect(mended.exit == 20, "\(mended.transcript)")
    #expect(mended.flatOutput.contains("not your change"), "\(mended.transcript)")
  }

  @Test("the same bytes on both sides are not measured")
  func identical() throws {
    let repository = try napping(
      "0.02",
      Self.configuration.replacing("[./nap]", with: "[./nap], inputs: [time]")
    )
    try repository.project.folder.write("words\n", to: "README.md")
    try repository.commit("words")
    let run = try compare(repository)
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(try repository.project.verdict().finding("nap", nil).state == .identical)
    try nap("0.15", in: repository, "slower")
    #expect(try compare(repository).exit == 10)
  }

  @Test("a shard needs the evidence that all shards together need, and they are judged as one")
  func shards() throws {
    let numbers = (1...100).map(String.init).joined(separator: ", ")
    let repository = try napping(
      "0.02",
      Self.configuration.replacing(
        "[./nap]",
        with: "[./nap], env: {N: '{n}'}, parameters: {n: [\(numbers)]}"
      )
    )
    try nap("0.15", in: repository, "slower")
    var runs: [String] = []
    for shard in [7, 8] {
      let run = try compare(repository, "--shard", "\(shard)/100", "--out", "out\(shard)")
      #expect(run.exit == 10, "\(run.transcript)")
      runs.append("out\(shard)/run.json")
      let path = repository.project.folder.path("out\(shard)/run.json")
      let document = try RunDocument(bytes: Files.readBytes(at: path), path: path)
      // Five rounds cannot prove anything at one in ten thousand.
      #expect(document.entries[0].invocations.attempt.count { $0 == 0 } >= 6 * 4)
    }
    let merged = try repository.project.perfgate(["check"] + runs)
    #expect(merged.exit == 10, "\(merged.transcript)")
    let verdict = try repository.project.verdict()
    #expect(verdict.results.count { $0.state == .regressed } == 2)
    #expect(try repository.project.run().base != nil)
  }

  @Test("a terminal of 80 columns shows what is settled, the round and the evidence as it grows")
  func terminal() throws {
    let repository = try napping("0.03")
    try nap("0.15", in: repository, "slower")
    let run = try repository.project.shell(
      "script -qec 'stty cols 80; \"$PERFGATE\" run --against HEAD~1' /dev/null </dev/null"
    )
    let lines = run.output.split { $0 == "\r" || $0 == "\n" || $0 == "\r\n" }.map(String.init)
    let shown = lines.filter { $0.contains("[0/1] nap: round ") }
    #expect(
      shown.contains { $0.contains(" of 40, wall +") && $0.contains(", worse 10^") },
      "\(run.transcript)"
    )
    #expect(shown.allSatisfy { $0.count < 80 + "\u{1B}[K".count }, "\(run.transcript)")
    #expect(run.output.contains("of a second attempt, wall +"), "\(run.transcript)")
    #expect(run.output.contains("worse, confirmed"), "\(run.transcript)")
  }

  @Test("a long name is cut on a terminal, never what is said of it", arguments: [80, 130])
  func longName(columns: Int) throws {
    let name = "documents/" + String(repeating: "long-", count: 20) + "漢字"
    let repository = try napping(
      "0.02",
      Self.configuration.replacing("id: nap", with: "id: \(name)")
    )
    try nap("0.15", in: repository, "slower")
    let run = try repository.project.shell(
      "script -qec 'stty cols \(columns); \"$PERFGATE\" run --against HEAD~1' /dev/null </dev/null"
    )
    let lines = run.output.split { $0 == "\r" || $0 == "\n" || $0 == "\r\n" }.map(String.init)
      .map { $0.replacing("\u{1B}[K", with: "") }
    let rounds = lines.filter { $0.contains(": round ") }
    #expect(rounds.contains { $0.contains(" doc") && $0.contains("漢字: round ") })
    #expect(rounds.allSatisfy { $0.contains(" of 10^") || $0.contains("no evidence yet") })
    #expect(rounds.contains { $0.contains(", up to ") } == (columns == 130), "\(rounds)")
    let settled = lines.filter { $0.hasSuffix(", worse, proven") }
    #expect(settled.count == 1, "\(run.transcript)")
    // Two of the characters take two columns.
    for line in rounds + settled { #expect(line.count + 2 < columns, "\(line)") }
  }

  @Test("a saved run is judged again without its trees, and a killed one never passes")
  func saved() throws {
    let repository = try napping("0.02")
    try nap("0.15", in: repository, "slower")
    #expect(try compare(repository).exit == 10)
    try repository.shell("rm -r .cache* time")
    let again = try repository.project.perfgate("check", "perfgate-out/run.json", "--out", "again")
    #expect(again.exit == 10, "\(again.transcript)")
    #expect(
      try repository.project.folder.text(of: "again/verdict.json")
        == repository.project.folder.text(of: "perfgate-out/verdict.json")
    )
  }

  @Test("a run that was killed has its rounds saved, and never passes")
  func killed() throws {
    let repository = try napping("0.3")
    try nap("0.31", in: repository, "the same")
    let killed = try repository.project.shell(
      "$PERFGATE run --against HEAD~1 --out killed & pid=$!; "
        + "while ! grep -q '\"side\": .\"' killed/run.json; do sleep 0.05; done 2>/dev/null; "
        + "kill -9 $pid; wait $pid"
    )
    #expect(killed.exit == 137, "\(killed.transcript)")
    let judged = try repository.project.perfgate("check", "killed/run.json", "--out", "judged")
    #expect(judged.exit != 0, "\(judged.transcript)")
    #expect(judged.exit != 10, "\(judged.transcript)")
    let path = repository.project.folder.path("killed/run.json")
    let run = try RunDocument(bytes: Files.readBytes(at: path), path: path)
    #expect(run.completion == .incomplete)
    #expect(run.entries[0].invocations.count >= 4)
  }

  @Test(
    "what cannot be asked for",
    arguments: [
      (["run", "--against", "HEAD", "--update-baseline"], 64, "--against"),
      (["run", "--against", "HEAD", "--propose"], 64, "--against"),
      (["run", "--build", "make"], 64, "--build"),
      (["run", "--against", "mian"], 66, "main"),
      (["run", "--against", "HEAD~9"], 20, "HEAD~9"),
    ]
  )
  func mistakes(arguments: [String], exit: Int, phrase: String) throws {
    let repository = try napping("0.02")
    let run = try repository.project.perfgate(arguments)
    #expect(run.exit == exit, "\(run.transcript)")
    #expect(run.diagnostics.contains(phrase), "\(run.transcript)")
  }

  @Test("one command needs no configuration, and is built on both sides")
  func oneCommand() throws {
    let repository = try napping("0.02")
    try nap("0.15", in: repository, "slower")
    try repository.shell("git rm -q perfgate.yaml && git commit -q --amend --no-edit")
    let run = try repository.project.perfgate(
      "run",
      "--against",
      "HEAD~1",
      "--build",
      "cp time built",
      "--",
      "./nap"
    )
    #expect([10, 13].contains(run.exit), "\(run.transcript)")
    #expect(try repository.project.verdict().finding("nap", "wall").state == .regressed)
    #expect(run.diagnostics.contains("building the base: cp time built"))
  }
}

@Suite("Comparing two commands", .waiting)
struct CompareCommandsTests {
  @Test(
    "slower is 10, the same is not",
    arguments: [("sleep 0.15", true), ("sleep 0.02", false)]
  )
  func commands(new: String, isSlower: Bool) throws {
    let project = try TestProject()
    let run = try project.perfgate(
      "ab",
      "sleep 0.02",
      new,
      "--limit",
      "300%",
      "--tolerance",
      "50%"
    )
    let finding = try project.verdict().finding("sleep", "wall")
    #expect(finding.state == (isSlower ? .regressed : .unchanged), "\(run.transcript)")
    #expect(!isSlower || run.exit == 10, "\(run.transcript)")
  }

  @Test(
    "either command that fails is 30, and named",
    arguments: [("false", "true", "the old command fails"), ("true", "false", "the new command")]
  )
  func failing(old: String, new: String, name: String) throws {
    let run = try TestProject().perfgate("ab", old, new)
    #expect(run.exit == 30, "\(run.transcript)")
    #expect(run.flatOutput.contains(name), "\(run.transcript)")
    #expect(!run.output.contains("your change"), "\(run.transcript)")
    #expect(!run.output.contains("suite"), "\(run.transcript)")
  }

  @Test("what cannot be read is said with the word that is wrong", arguments: ["", "\"sleep"])
  func mistakes(command: String) throws {
    let project = try TestProject()
    for arguments in [["ab", command, "sleep 0"], ["ab", "sleep 0", command]] {
      let run = try project.perfgate(arguments)
      #expect(run.exit == 64, "\(run.transcript)")
      #expect(run.output == "")
      let name = arguments[1] == command ? "the old command" : "the new command"
      #expect(run.diagnostics.contains(name), "\(run.transcript)")
      #expect(run.diagnostics.hasPrefix("error: "), "\(run.transcript)")
    }
  }
}
