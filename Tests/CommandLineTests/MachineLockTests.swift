import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite(.waiting)
struct MachineLockTests {
  private static let configuration = """
    suite: naps
    defaults: {warmup: 0, samples: {min: 1, max: 1, time: 10ms}}
    benchmarks: [{id: nap, command: "sleep 0.01"}]
    """

  @Test("a second perfgate waits, says for whom, and goes on as soon as it can")
  func waits() throws {
    let project = try TestProject(Self.configuration)
    // The holder reads its orders from a pipe: nothing depends on how long anything takes.
    let run = try project.shell(
      """
      mkfifo held
      flock "$PERFGATE_LOCK" sh -c 'echo 4711 > "$PERFGATE_LOCK"; cat held' &
      while ! grep -q 4711 "$PERFGATE_LOCK" 2>/dev/null; do sleep 0.02; done
      "$PERFGATE" measure --quiet 2>messages &
      while ! grep -q waiting messages; do sleep 0.02; done
      echo > held
      wait $!
      """
    )
    #expect(run.exit == 0, "\(run.transcript)")
    let messages = try project.folder.text(of: "messages")
    #expect(messages.contains("waiting for another perfgate (process 4711) to finish measuring"))
    #expect(messages.contains("--no-lock"))
  }

  @Test("who waited long enough measures all the same, and the run says so")
  func bounded() throws {
    let project = try TestProject(Self.configuration)
    let run = try project.shell(
      """
      flock "$PERFGATE_LOCK" "$PERFGATE" measure --lock-wait 100ms --out out
      """
    )
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(run.diagnostics.contains("warning: another perfgate was measuring meanwhile"))
    #expect(run.flatOutput.contains("another perfgate was measuring meanwhile"))
    let path = project.folder.path("out/run.json")
    let document = try RunDocument(bytes: Files.readBytes(at: path), path: path)
    #expect(document.notices.count == 1)
  }

  @Test("--no-lock waits for nobody, and a duration that is none is a usage error")
  func options() throws {
    let project = try TestProject(Self.configuration)
    let run = try project.shell(#"flock "$PERFGATE_LOCK" "$PERFGATE" measure --quiet --no-lock"#)
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(run.diagnostics == "")
    #expect(try project.perfgate("measure", "--lock-wait", "soon").exit == 64)
  }

  @Test("a perfgate that is measured by perfgate does not wait for it")
  func nested() throws {
    let inner = #"benchmarks: [{id: outer, command: '"$PERFGATE" measure --quiet -- true'}]"#
    let project = try TestProject(
      "defaults: {warmup: 0, samples: {min: 1, max: 1, time: 10ms}, timeout: 60s}\n\(inner)\n"
    )
    let run = try project.shell(#""$PERFGATE" measure"#)
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(!run.transcript.contains("another perfgate"))
  }

  @Test("building is not measuring: the lock is taken after it")
  func building() throws {
    let project = try TestProject("build: flock -n \"$PERFGATE_LOCK\" true\n\(Self.configuration)")
    let run = try project.perfgate("measure", "--quiet")
    #expect(run.exit == 0, "\(run.transcript)")
  }

  @Test("a holder that is killed frees the lock")
  func killed() throws {
    let project = try TestProject(Self.configuration)
    let run = try project.shell(
      """
      cat > slow.yaml <<'YAML'
      benchmarks: [{id: long, command: "sleep 100"}]
      YAML
      "$PERFGATE" measure --quiet -c slow.yaml &
      holder=$!
      while flock -n "$PERFGATE_LOCK" true; do sleep 0.02; done
      kill -9 $holder
      "$PERFGATE" measure --quiet --lock-wait 60s
      """
    )
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(!run.diagnostics.contains("meanwhile"))
  }
}
