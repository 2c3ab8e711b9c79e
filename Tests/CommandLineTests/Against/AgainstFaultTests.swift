import PerfgateModel
import PerfgateTestSupport
import Testing

/// What goes wrong between two revisions; tests of the store say more of shallow clones, submodules and
/// revisions that do not exist.
@Suite("Comparing with another revision that goes wrong", .serialized)
struct AgainstFaultTests {
  private static let rules = """
    rules:
      - {match: {metric: cpu}, limit: off}
      - {match: {metric: peak_rss}, limit: off}
      - {match: {metric: wall}, against: {limit: 400%, tolerance: 100%}}
    """

  @Test(
    "a side that fails after some rounds alone is told apart: 30 for the head, 20 for the base",
    arguments: [(MeasurementSide.head, 30), (.base, 20)]
  )
  func flaky(side: MeasurementSide, exit: Int) throws {
    let repository = try GitProject(
      """
      defaults: {warmup: 0}
      benchmarks: [{id: nap, command: [./nap]}]
      \(Self.rules)
      """,
      recording: false
    )
    // From its eighth invocation on, which is in the fourth round, in the tree that has the file.
    try repository.project.folder.write(
      """
      #!/bin/sh
      echo >>count
      test ! -e flaky || test $(wc -l <count) -lt 8 || { echo gave up >&2; exit 3; }
      exec sleep 0.01
      """,
      to: "nap"
    )
    try repository.shell("chmod +x nap; echo count >>.gitignore")
    for turn in [MeasurementSide.base, .head] {
      try repository.shell(turn == side ? "touch flaky" : "rm -f flaky; echo \(turn) >note")
      try repository.commit(turn.rawValue)
    }
    let run = try repository.project.perfgate("run", "--against", "HEAD~1")
    #expect(run.exit == exit, "\(run.transcript)")
    let finding = try repository.project.verdict().finding("nap", nil)
    #expect(finding.state == .errored)
    #expect(finding.side == side)
    #expect(finding.output?.contains("gave up") == true)
    #expect(run.flatOutput.contains("not your change") == (side == .base), "\(run.transcript)")
    let entry = try repository.project.run().entries[0]
    #expect(entry.invocations.count == 12, "three rounds are kept")
    #expect(entry.failures.map(\.side) == [side])
  }

  @Test("a base whose build was killed by kill -9 is made anew, and nothing of it is left")
  func killedBuild() throws {
    let mark = "86397.\(UInt32.random(in: 0..<1_000_000))"
    let repository = try GitProject(
      """
      build: sh build.sh
      defaults: {warmup: 0}
      benchmarks: [{id: nap, command: [sleep, "0.01"]}]
      \(Self.rules)
      """,
      recording: false
    )
    let folder = repository.project.folder
    try folder.write(
      "touch half; test -e '\(folder.path)/go' || { touch '\(folder.path)/began'; sleep \(mark); }\n",
      to: "build.sh"
    )
    try repository.shell("printf 'go\\nbegan\\nhalf\\n' >>.gitignore")
    try repository.commit("slow build")
    try folder.write("true\n", to: "build.sh")
    try repository.commit("fast build")
    let killed = try repository.project.shell(
      "$PERFGATE run --against HEAD~1 & pid=$!; while ! test -e began; do sleep 0.05; done; "
        + "kill -9 $pid; wait $pid"
    )
    #expect(killed.exit == 137, "\(killed.transcript)")
    #expect(try repository.shell("find .cache -name half | wc -l").contains("1"))
    try repository.shell("touch go")
    let run = try repository.project.perfgate("run", "--against", "HEAD~1")
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(run.diagnostics.contains("building the base: sh build.sh"), "\(run.transcript)")
    #expect(try repository.shell("git worktree list | wc -l").contains("2"))
    #expect(try repository.shell("pgrep -fc '[s]leep \(mark)' || true").contains("0"))
    #expect(try repository.shell("ls .cache/*/*.built | wc -l").contains("1"))
    let again = try repository.project.perfgate("run", "--against", "HEAD~1")
    #expect(!again.diagnostics.contains("building the base"), "\(again.transcript)")
  }

  @Test("suites that only one side has are new, or missing: 12")
  func suites() throws {
    let repository = try GitProject("suites: [packages/*/perfgate.yaml]\n", recording: false)
    func write(_ name: String) throws {
      try repository.project.folder.write(
        """
        suite: \(name)
        defaults: {warmup: 0}
        benchmarks: [{id: nap, command: [sleep, "0.01"]}]
        \(Self.rules)
        """,
        to: "packages/\(name)/perfgate.yaml"
      )
    }
    try write("both")
    try write("gone")
    try repository.commit("base")
    try repository.shell("rm -r packages/gone")
    try write("new")
    try repository.commit("head")
    let run = try repository.project.perfgate("run", "--against", "HEAD~1")
    #expect(run.exit == 12, "\(run.transcript)")
    let verdict = try repository.project.verdict()
    #expect(try verdict.finding("both:nap").state == .unchanged)
    #expect(try verdict.finding("new:nap").state == .new)
    #expect(try verdict.finding("gone:nap", nil).state == .missing)
  }

  @Test("before the first commit, and outside of a repository, there is one error with a hint")
  func nothingToCompare() throws {
    let project = try TestProject("benchmarks: [{id: nap, command: [sleep, \"0.01\"]}]\n")
    for (script, exit, phrase) in [
      ("true", 66, "in no work tree of git"), ("git init -q .", 20, "there is no commit yet"),
    ] {
      let run = try project.shell(
        "export GIT_CEILING_DIRECTORIES=/tmp; \(script) && $PERFGATE run --against HEAD~1"
      )
      #expect(run.exit == exit, "\(run.transcript)")
      #expect(run.output == "")
      #expect(run.diagnostics.contains(phrase), "\(run.transcript)")
      #expect(run.diagnostics.contains("  hint: "))
    }
  }
}
