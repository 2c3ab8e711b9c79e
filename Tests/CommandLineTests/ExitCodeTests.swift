import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Exit codes of whole invocations", .waiting)
struct ExitCodeTests {
  private func recorded(_ configuration: String) throws -> TestProject {
    let project = try TestProject(configuration)
    let invocation = try project.perfgate("--update-baseline")
    try #require(invocation.exit == 0, "\(invocation.transcript)")
    return project
  }

  @Test("an unchanged program passes")
  func unchanged() throws {
    let project = try recorded(TestProject.sleeping("0.1"))
    let invocation = try project.perfgate()
    #expect(invocation.exit == 0, "\(invocation.transcript)")
    #expect(invocation.output.hasPrefix("PASS"))
    #expect(try project.verdict().counts.decided == 1)
  }

  @Test("a program three times as slow is a regression: 10")
  func regression() throws {
    let project = try recorded(TestProject.sleeping("0.1"))
    try project.write(TestProject.sleeping("0.3"))
    let invocation = try project.perfgate()
    #expect(invocation.exit == 10, "\(invocation.transcript)")
    #expect(invocation.output.hasPrefix("FAIL: 1 regression"))
    #expect(invocation.output.contains("perfgate run --filter nap"))
    #expect(try project.verdict().causes.map(\.code) == [.regression])
    let lenient = try project.perfgate("--fail-on", "never")
    #expect(lenient.exit == 0, "\(lenient.transcript)")
  }

  @Test("a budget that is exceeded is a breach: 11, without any baseline")
  func budget() throws {
    let project = try TestProject(
      TestProject.sleeping("0.1")
        + "\n  - {match: {id: nap, metric: wall}, limit: off, budget: {max: 50ms}}\n"
    )
    let invocation = try project.perfgate()
    #expect(invocation.exit == 11, "\(invocation.transcript)")
    #expect(invocation.output.contains("perfgate.yaml:10"))
  }

  @Test("a vanished benchmark is missing: 12, and what --exclude leaves out is not")
  func vanished() throws {
    let other = "  - {id: other, command: [sleep, '0.1']}"
    let project = try recorded(TestProject.sleeping("0.1", more: other))
    let excluded = try project.perfgate("--exclude", "other")
    #expect(excluded.exit == 0, "\(excluded.transcript)")
    try project.write(TestProject.sleeping("0.1"))
    let invocation = try project.perfgate()
    #expect(invocation.exit == 12, "\(invocation.transcript)")
    #expect(invocation.output.contains("perfgate baseline prune"))
  }

  @Test("without a baseline there is nothing to compare with: 20")
  func noBaseline() throws {
    let project = try TestProject(TestProject.sleeping("0.01"))
    let invocation = try project.perfgate()
    #expect(invocation.exit == 20, "\(invocation.transcript)")
    #expect(invocation.output.contains("not your change"))
    #expect(invocation.flatOutput.contains("perfgate baseline record"))
  }

  @Test("another machine class is never compared: 20, and the known one is named")
  func otherClass() throws {
    let project = try TestProject(TestProject.sleeping("0.1"))
    #expect(try project.perfgate("--update-baseline", "--machine", "lab").exit == 0)
    let invocation = try project.perfgate("--machine", "laptop")
    #expect(invocation.exit == 20, "\(invocation.transcript)")
    #expect(invocation.flatOutput.contains("lab"))
    #expect(try project.perfgate("--machine", "lab").exit == 0)
  }

  @Test("a new benchmark beside known ones is noted: 0")
  func newBenchmark() throws {
    let project = try recorded(TestProject.sleeping("0.1"))
    let other = "  - {id: other, command: [sleep, '0.1']}"
    try project.write(TestProject.sleeping("0.1", more: other))
    let invocation = try project.perfgate()
    #expect(invocation.exit == 0, "\(invocation.transcript)")
    #expect(try project.verdict().counts[.new] == 1)
  }

  @Test(
    "a benchmark that cannot be measured has failed: 30",
    arguments: [
      ("[./nonexistent]", "there is no program ./nonexistent"),
      ("[nonexistent]", "there is no program nonexistent in /usr/bin:/bin"),
      ("[/etc/passwd]", "/etc/passwd is not executable"), ("[/tmp]", "/tmp is a directory"),
      ("'exit 3'", "exited with 3"), ("'kill -SEGV $$'", "was ended by signal 11 (SIGSEGV)"),
      ("[sleep, '100']", "ran longer than its timeout of 0.30 s"),
      ("'sleep 100 & true'", "left 1 process running"),
      ("'trap \"\" TERM; while :; do :; done'", "ran longer than its timeout"),
    ]
  )
  func failing(command: String, words: String) throws {
    let project = try TestProject(
      """
      benchmarks:
        - {id: broken, command: \(command), timeout: 300ms, warmup: 0}
      """
    )
    let invocation = try project.perfgate()
    #expect(invocation.exit == 30, "\(invocation.transcript)")
    #expect(invocation.flatOutput.contains(words), "\(invocation.transcript)")
  }

  @Test("a program that kills what runs it fails alone")
  func killer() throws {
    let more = "  - {id: killer, command: 'kill -9 $PPID'}"
    let project = try recorded(TestProject.sleeping("0.1"))
    try project.write(TestProject.sleeping("0.1", more: more))
    let invocation = try project.perfgate()
    #expect(invocation.exit == 30, "\(invocation.transcript)")
    #expect(invocation.flatOutput.contains("killer"))
    #expect(try project.verdict().counts.decided == 1)
  }

  @Test("a breach behind a regression is told, too")
  func breachedRegression() throws {
    let project = try recorded(TestProject.sleeping("0.1"))
    try project.write(
      TestProject.sleeping("0.3")
        + "\n  - {match: {id: nap, metric: wall}, budget: {max: 150ms}}\n"
    )
    let invocation = try project.perfgate()
    #expect(invocation.exit == 10, "\(invocation.transcript)")
    #expect(invocation.flatOutput.contains("beyond its budget of at most 150 ms"))
    #expect(try project.verdict().causes.map(\.code) == [.regression, .budget])
  }

  @Test("a failed benchmark shows the end of its output, and the others are still judged")
  func failureOutput() throws {
    let more = "  - {id: broken, command: 'echo a clue >&2; exit 1'}"
    let project = try recorded(TestProject.sleeping("0.1"))
    try project.write(TestProject.sleeping("0.1", more: more))
    let invocation = try project.perfgate()
    #expect(invocation.exit == 30, "\(invocation.transcript)")
    #expect(invocation.output.contains("a clue"))
    #expect(try project.verdict().counts.decided == 1)
  }

  @Test("a flood of output is counted and bounded")
  func flood() throws {
    let project = try TestProject(
      """
      benchmarks:
        - {id: flood, command: "yes | head -c 100000000", samples: {min: 1, max: 1}, warmup: 0}
      """
    )
    let invocation = try project.perfgate("measure", "--json", "-")
    #expect(invocation.exit == 0, "\(invocation.transcript)")
    #expect(invocation.output.contains("100000000"))
    #expect(invocation.output.utf8.count < 100_000)
  }

  @Test("a failed build is not measured: 30 with the end of its output")
  func failedBuild() throws {
    let project = try TestProject(
      "build: 'echo no such symbol; exit 2'\nbenchmarks: [sleep 0.01]"
    )
    let invocation = try project.perfgate()
    #expect(invocation.exit == 30)
    #expect(invocation.diagnostics.contains("perfgate.yaml:1:"))
    #expect(invocation.diagnostics.contains("exited with 2"))
    #expect(invocation.diagnostics.contains("no such symbol"))
    #expect(try project.perfgate("measure", "--no-build").exit == 0)
  }

  @Test("Ctrl-C ends the measured program too")
  func interrupted() throws {
    let project = try TestProject("benchmarks: [{command: [sleep, '61.25'], timeout: 100s}]")
    let invocation = try project.shell(
      """
      timeout --signal=INT 2 "$PERFGATE"; test $? -eq 124 || exit 8
      for i in $(seq 2400); do pgrep -x -f 'sleep 61.25' >/dev/null || exit 0; sleep 0.05; done
      exit 9
      """
    )
    #expect(invocation.exit == 0, "\(invocation.transcript)")
  }
}
