import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Faults of the surroundings", .waiting)
struct FaultTests {
  /// A shell that may mount, in a mount namespace of its own.
  static let mounting: [String]? = {
    let probe = "mount -t tmpfs -o size=64k none /mnt"
    let ways = [["unshare", "-m"], ["unshare", "-Urm"]]
    guard let project = try? TestProject() else { return nil }
    return ways.first { way in
      (try? project.shell("\(way.joined(separator: " ")) sh -c '\(probe)' 2>/dev/null"))?.exit == 0
    }
  }()

  private func mounted(_ project: TestProject, _ script: String) throws -> Invocation {
    let way = try #require(Self.mounting).joined(separator: " ")
    try project.folder.write(script, to: "script.sh")
    return try project.shell("\(way) sh script.sh")
  }

  @Test(
    "a full disk is 73, and every file is old or new",
    .enabled(if: mounting != nil, "no file system can be mounted here")
  )
  func fullDisk() throws {
    let project = try TestProject(KillTests.quick)
    let invocation = try mounted(
      project,
      """
      mkdir -p baselines perfgate-out
      mount -t tmpfs -o size=128k none baselines
      mount -t tmpfs -o size=128k none perfgate-out
      "$PERFGATE" baseline record -q || exit 1
      "$PERFGATE" run -q || exit 2
      cat baselines/*/*/a.json perfgate-out/*.* >before
      head -c 1000000 /dev/zero >baselines/filler 2>/dev/null
      head -c 1000000 /dev/zero >perfgate-out/filler 2>/dev/null
      "$PERFGATE" baseline record --recordings 2; test $? -eq 73 || exit 3
      "$PERFGATE" run; test $? -eq 73 || exit 4
      cat baselines/*/*/a.json perfgate-out/*.* | cmp - before || exit 6
      # Room for a run that has just begun, none for what it becomes.
      truncate -s -4096 baselines/filler; truncate -s -4096 perfgate-out/filler
      "$PERFGATE" run -v; test $? -eq 73 || exit 5
      for name in run verdict; do "$PERFGATE" report perfgate-out/$name.json -q || exit 9; done
      find . -name '.perfgate-*' | grep . && exit 7
      rm baselines/filler perfgate-out/filler
      "$PERFGATE" run -q --update-baseline || exit 8
      """
    )
    #expect(invocation.exit == 0, "\(invocation.transcript)")
    #expect(invocation.diagnostics.contains("no space left on device"))
    #expect(invocation.output.contains("PASS"), "what was decided is shown nevertheless")
  }

  @Test("a limit on the length of files is 73 and no death by SIGXFSZ")
  func fileLimit() throws {
    let project = try TestProject(KillTests.quick)
    let invocation = try project.shell("ulimit -f 1; \"$PERFGATE\" run")
    #expect(invocation.exit == 73, "\(invocation.transcript)")
    #expect(invocation.diagnostics.contains("file too large"), "\(invocation.transcript)")
    #expect(try project.shell("find . -name '.perfgate-*'").output == "")
  }

  @Test(
    "a read-only tree is found before anything is measured: 73",
    .enabled(if: mounting != nil, "no file system can be mounted here"),
    arguments: ["run", "baseline record", "run --update-baseline --out /mnt"]
  )
  func readOnly(command: String) throws {
    let project = try TestProject("benchmarks: [{id: a, command: [touch, /mnt/perfgate-ran]}]")
    let invocation = try mounted(
      project,
      """
      mount --bind . . && cd "$PWD" && mount -o remount,ro,bind . || exit 1
      mount -t tmpfs none /mnt
      "$PERFGATE" \(command); code=$?
      test -e /mnt/perfgate-ran && exit 2
      exit $code
      """
    )
    #expect(invocation.exit == 73, "\(invocation.transcript)")
    #expect(invocation.diagnostics.contains("read-only file system"))
  }

  @Test("a baseline that vanishes while measuring is recorded anew")
  func vanishingBaseline() throws {
    let project = try TestProject(KillTests.quick)
    #expect(try project.perfgate("baseline", "record", "-q").exit == 0)
    try project.write(
      KillTests.quick.replacing("{id: a, ", with: "{id: a, teardown: rm -rf baselines, ")
    )
    let invocation = try project.perfgate("--update-baseline")
    #expect(invocation.exit == 0, "\(invocation.transcript)")
    #expect(try project.shell("find baselines -name a.json").output != "")
    #expect(try project.perfgate("--no-build").exit == 0)
  }

  @Test("a program that vanishes while it is measured has failed alone: 30")
  func vanishingProgram() throws {
    let project = try TestProject(
      KillTests.quick.replacing(
        "\nrules:",
        with: """
          \n  - id: gone
              command: [./once]
              setup: 'printf "#!/bin/sh\\nrm once\\n" >once; chmod +x once'
          rules:
          """
      )
    )
    let invocation = try project.perfgate("measure")
    #expect(invocation.exit == 30, "\(invocation.transcript)")
    #expect(invocation.flatOutput.contains("no such file or directory"), "\(invocation.transcript)")
    #expect(invocation.flatOutput.contains("1 benchmark failed"))
  }

  @Test("recordings and runs at once in one project lose nothing")
  func atOnce() throws {
    let project = try TestProject(KillTests.quick)
    let invocation = try project.shell(
      """
      for i in 1 2 3 4; do
        "$PERFGATE" baseline record -q --no-lock >/dev/null & jobs="$jobs $!"
        "$PERFGATE" run -q --no-lock >/dev/null & runs="$runs $!"
      done
      for job in $jobs; do wait $job || exit 1; done
      for job in $runs; do wait $job; code=$?; [ $code -eq 0 ] || [ $code -eq 20 ] || exit $code; done
      find . -name '.perfgate-*' | grep . && exit 2
      exit 0
      """
    )
    #expect(invocation.exit == 0, "\(invocation.transcript)")
    let path = try project.shell("find baselines -name a.json").output.split(separator: "\n")
    let bytes = try Files.readBytes(at: project.folder.path(String(try #require(path.first))))
    let baseline = try BaselineDocument(bytes: bytes, path: "a.json")
    #expect(baseline.metrics["wall"]?.recordings.count == 4)
    _ = try project.verdict()
  }

  @Test(
    "programs that misbehave are measured or fail, and leave nothing behind",
    arguments: [
      ("head -c 30000000 /dev/zero; head -c 30000000 /dev/zero >&2", 0),
      ("exec <&- >&- 2>&-; sleep 0.01", 0),
      ("trap '' TERM HUP INT; sleep MARK; sleep MARK", 30),
      ("f() { [ $1 -gt 6 ] && { exec sleep MARK; }; f $(($1+1)) & f $(($1+1)) & }; f 0", 30),
      (
        "f() { [ $1 -gt 4 ] && { setsid sleep MARK & return; }; f $(($1+1)) & f $(($1+1)) & }; f 0; sleep 0.1",
        30
      ),
      ("kill -STOP $$", 30),
    ]
  )
  func misbehaving(script: String, exit: Int) throws {
    let mark = "62.\(UInt32.random(in: 1_000_000...UInt32.max))"
    let project = try TestProject()
    try project.folder.write(script.replacing("MARK", with: mark), to: "program")
    try project.write(
      """
      defaults: {warmup: 0, timeout: 20s, samples: {min: 1, max: 1, time: 1ms}}
      benchmarks: [{id: bad, command: [sh, ./program]}]
      """
    )
    let invocation = try project.perfgate("measure")
    #expect(invocation.exit == exit, "\(invocation.transcript)")
    #expect(try project.shell("pgrep -x -f 'sleep \(mark)'").exit == 1)
  }
}
