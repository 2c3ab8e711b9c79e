import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Interrupted invocations", .waiting)
struct InterruptTests {
  /// Measures `quick`, then `slow`, which says that it has begun and is a tree that does not want
  /// to end; `later` is never reached.
  private static func tree(_ mark: String, quick: String = "0.05") -> String {
    """
    suite: naps
    defaults: {warmup: 0, samples: {min: 3, max: 3, time: 10ms}}
    benchmarks:
      - {id: quick, command: [sleep, "\(quick)"]}
      - id: slow
        setup: echo setup >>hooks
        command: |
          trap '' TERM
          sleep \(mark) & setsid sleep \(mark) & (setsid sh -c 'sleep \(mark) & sleep \(mark)' &)
          touch begun
          sleep \(mark); sleep \(mark)
        teardown: echo teardown >>hooks
      - {id: later, command: [sleep, "0.01"], teardown: echo later >>hooks}
    rules:
      - {match: {metric: cpu}, limit: off}
      - {match: {metric: peak_rss}, limit: off}
    """
  }

  private static func mark() -> String { "61.\(UInt32.random(in: 1_000_000...UInt32.max))" }

  /// Starts `perfgate ARGUMENTS` in the background and waits until `begun` is there; signals are
  /// not ignored, though a shell ignores them for what it starts there.
  private static func begin(_ arguments: String) -> String {
    """
    env --default-signal=INT,HUP,TERM "$PERFGATE" \(arguments) & tool=$!
    while [ ! -e begun ]; do
      sleep 0.02; kill -0 $tool || exit 9
    done
    """
  }

  private func run(
    of project: TestProject,
    at path: String = "perfgate-out/run.json"
  ) throws
    -> RunDocument
  {
    try RunDocument(bytes: Files.readBytes(at: project.folder.path(path)), path: path)
  }

  @Test(
    "a signal ends all children, keeps what was measured and is 130",
    arguments: ["INT", "TERM", "HUP"]
  )
  func signals(name: String) throws {
    let mark = Self.mark()
    let project = try TestProject(Self.tree(mark))
    // Twice at once, as timeout and npm tell it, is once.
    let invocation = try project.shell(
      "\(Self.begin("run"))\nkill -\(name) $tool; kill -\(name) $tool; wait $tool"
    )
    #expect(invocation.exit == 130, "\(invocation.transcript)")
    #expect(invocation.output.hasPrefix("INTERRUPTED: stopped by a signal after 1 of 3"))
    #expect(try project.shell("pgrep -x -f 'sleep \(mark)'").exit == 1)
    #expect(try project.folder.text(of: "hooks") == "setup\nteardown\n")
    let run = try run(of: project)
    #expect(run.completion == .interrupted)
    #expect(run.entries.map(\.status) == [.measured, .skipped, .skipped])
    // Whoever judges it later was not interrupted: something is missing.
    let checked = try project.perfgate("check", "perfgate-out/run.json", "--out", "checked")
    #expect(checked.exit == 12, "\(checked.transcript)")
    #expect(checked.flatOutput.contains("the run is incomplete: it has 1 of 3 benchmarks"))
    #expect(try project.folder.text(of: "checked/verdict.txt").contains("later"))
    let verdict = try project.verdict()
    #expect(verdict.exit == .interrupted)
    #expect(verdict.causes.first?.code == .interrupted)
    #expect(try project.folder.text(of: "perfgate-out/junit.xml").contains("INTERRUPTED") == false)
    #expect(try project.folder.text(of: "perfgate-out/report.md").contains("INTERRUPTED"))
  }

  @Test("Ctrl-C in a terminal goes to perfgate alone, and a second one ends it at once")
  func terminal() throws {
    let mark = Self.mark()
    let project = try TestProject(Self.tree(mark))
    let type = { (keys: String) in
      """
      rm -f begun code
      (while [ ! -e begun ]; do sleep 0.02; done; \(keys); while [ ! -e code ]; do sleep 0.02; done) |
        script -qec 'trap : INT; "$PERFGATE" run; echo $? >code' /dev/null
      """
    }
    let once = try project.shell(type("printf '\\003'"))
    #expect(once.output.contains("INTERRUPTED"), "\(once.transcript)")
    #expect(try project.folder.text(of: "code") == "130\n")
    #expect(try project.folder.text(of: "hooks") == "setup\nteardown\n")
    let twice = try project.shell(type("printf '\\003'; sleep 0.7; printf '\\003'"))
    #expect(!twice.output.contains("INTERRUPTED"), "\(twice.transcript)")
    #expect(try project.folder.text(of: "code") == "130\n")
    #expect(try project.folder.text(of: "hooks") == "setup\nteardown\nsetup\n")
    let left =
      "for i in $(seq 2400); do pgrep -x -f 'sleep \(mark)' >/dev/null || exit 0; sleep 0.05; done; exit 9"
    #expect(try project.shell(left).exit == 0)
  }

  @Test("a teardown that does not end is ended itself")
  func endlessTeardown() throws {
    let mark = Self.mark()
    let project = try TestProject(
      Self.tree(mark).replacing(
        "teardown: echo teardown >>hooks",
        with: "teardown: touch down; sleep \(mark)"
      )
    )
    let invocation = try project.shell(
      """
      \(Self.begin("measure -q"))
      kill -INT $tool
      while [ ! -e down ]; do sleep 0.02; done
      sleep 0.6
      kill -INT $tool; wait $tool; echo $?
      for i in $(seq 2400); do pgrep -x -f 'sleep \(mark)' >/dev/null || exit 0; sleep 0.05; done
      exit 9
      """
    )
    #expect(invocation.exit == 0, "\(invocation.transcript)")
    #expect(invocation.output.hasSuffix("130\n"))
  }

  @Test("a build that is interrupted is ended, and nothing is measured")
  func build() throws {
    let mark = Self.mark()
    let project = try TestProject(
      "build: touch begun; sleep \(mark); true\nbenchmarks: [{id: a, command: [touch, ran]}]"
    )
    let invocation = try project.shell("\(Self.begin("run"))\nkill -TERM $tool; wait $tool")
    #expect(invocation.exit == 130, "\(invocation.transcript)")
    #expect(!Files.exists(project.folder.path("ran")))
    #expect(try run(of: project).entries.map(\.status) == [.skipped])
    #expect(try project.verdict().exit == .interrupted)
  }

  @Test(
    "an interrupted recording changes no baseline",
    arguments: ["run --update-baseline", "baseline record", "baseline record --recordings 3"]
  )
  func recording(command: String) throws {
    let project = try TestProject(TestProject.sleeping("0.05"))
    #expect(try project.perfgate("baseline", "record", "-q").exit == 0)
    let snapshot = "find baselines -type f | sort | xargs md5sum"
    let before = try project.shell(snapshot).output
    let mark = Self.mark()
    try project.write(Self.tree(mark).replacing("quick", with: "nap"))
    let invocation = try project.shell("\(Self.begin(command))\nkill -INT $tool; wait $tool")
    #expect(invocation.exit == 130, "\(invocation.transcript)")
    #expect(invocation.diagnostics.contains("interrupted: no baseline was changed"))
    #expect(try project.shell(snapshot).output == before)
    #expect(try project.shell("find . -name '.perfgate-*'").output == "")
  }

  @Test("the recordings before an interrupted one stay")
  func laterRecording() throws {
    let script =
      "n=$(($(cat n 2>/dev/null || echo 0) + 1)); echo $n >n; [ $n -lt 5 ] || { touch begun; sleep 100; }"
    let project = try TestProject(
      TestProject.sleeping("0.05").replacing(#"[sleep, "0.05"]"#, with: #"[sh, -c, "\#(script)"]"#)
    )
    let invocation = try project.shell(
      "\(Self.begin("baseline record --recordings 3"))\nkill -INT $tool; wait $tool"
    )
    #expect(invocation.exit == 130, "\(invocation.transcript)")
    #expect(
      invocation.diagnostics.contains("this recording is left out, the recording before it stay")
    )
    let path = try project.baselinePath()
    let baseline = try BaselineDocument(
      bytes: Files.readBytes(at: project.folder.path(path)),
      path: path
    )
    #expect(baseline.metrics["wall"]?.recordings.count == 1)
  }

  @Test("a signal that perfgate was started with ignored does not end it")
  func ignored() throws {
    let project = try TestProject(TestProject.sleeping("0.3"))
    let invocation = try project.shell(
      """
      env --ignore-signal=HUP "$PERFGATE" measure & tool=$!
      sleep 0.3; kill -HUP $tool; wait $tool
      """
    )
    #expect(invocation.exit == 0, "\(invocation.transcript)")
  }

  @Test("a run that is killed leaves a valid document, which check and report call incomplete")
  func killed() throws {
    let project = try TestProject(Self.tree(Self.mark()))
    let invocation = try project.shell("\(Self.begin("run -q"))\nkill -KILL $tool; wait $tool")
    #expect(invocation.exit == 137, "\(invocation.transcript)")
    let run = try run(of: project)
    #expect(run.completion == .incomplete)
    #expect(run.accounting.planned == 3)
    #expect(run.entries.last?.reason == "the run had not come to it")
    #expect(run.entries.last?.tags == [])
    let shown = try project.perfgate("report", "perfgate-out/run.json", "--json", "-")
    #expect(shown.exit == 0)
    #expect(shown.output.contains("the run is incomplete: it has"))
    let checked = try project.perfgate("check", "perfgate-out/run.json", "--out", "checked")
    #expect(checked.exit == 12, "\(checked.transcript)")
    #expect(checked.flatOutput.contains("the run is incomplete: it has"))
  }
}
