import PerfgateModel
import PerfgateTestSupport
import Testing

@Suite(.waiting)
struct DoctorTests {
  @Test("doctor looks at the machine, measures for a while and exits 0")
  func page() throws {
    let run = try TestProject().perfgate("doctor", "--seconds", "1", "--quiet")
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(run.diagnostics == "")
    #expect(run.output.hasPrefix("FIT"), "\(run.transcript)")
    let names = [
      "system", "processor", "cores", "machine class", "baselines", "runs in", "governor", "turbo",
      "clock", "counters", "load", "pressure", "steal", "lock", "host probe",
    ]
    for name in names { #expect(run.output.contains(" \(name) "), "\(name)\n\(run.transcript)") }
    #expect(run.output.contains("no perfgate.yaml here"))
  }

  @Test("in a project it says whether the machine's class has baselines")
  func baselines() throws {
    let project = try TestProject(TestProject.sleeping("0.01"))
    let before = try project.perfgate("doctor", "--seconds", "0.2", "--quiet")
    #expect(before.flatOutput.contains("attention baselines none for this class"))
    #expect(before.flatOutput.contains("-> perfgate baseline record"))
    #expect(try project.perfgate("--update-baseline", "--quiet").exit == 0)
    let after = try project.perfgate("doctor", "--seconds", "0.2", "--quiet")
    #expect(after.flatOutput.contains("good baselines 1 benchmark recorded for this class"))
  }

  @Test("several configurations are looked at together, and suites of one as well")
  func suites() throws {
    let project = try TestProject(TestProject.sleeping("0.01"))
    try project.folder.write(
      TestProject.sleeping("0.01").replacing("suite: naps", with: "suite: more"),
      to: "more.yaml"
    )
    let both = ["-c", "perfgate.yaml", "-c", "more.yaml"]
    #expect(try project.perfgate(["--update-baseline", "--quiet"] + both).exit == 0)
    let doctor = ["doctor", "--seconds", "0.2", "--quiet"]
    for (arguments, count) in [([], "1 benchmark"), (both, "2 benchmarks")] {
      let run = try project.perfgate(doctor + arguments)
      #expect(run.exit == 0)
      #expect(run.flatOutput.contains("\(count) recorded for this class"), "\(run.transcript)")
    }
    let missing = try project.perfgate(doctor + ["-c", "perfgate.yaml", "-c", "none.yaml"])
    #expect(missing.exit == 66, "\(missing.transcript)")
    #expect(missing.diagnostics.contains("none.yaml"))
  }

  @Test("JSON holds the same lines, and nothing else is on stdout")
  func json() throws {
    let run = try TestProject().perfgate("doctor", "--json", "--seconds", "1")
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(run.diagnostics == "")
    #expect(run.output.contains("\"schema\": \"perfgate.doctor/1\""), "\(run.transcript)")
    #expect(run.output.contains("\"name\": \"governor\""))
  }

  @Test("a machine whose lock another perfgate holds is told")
  func busy() throws {
    let run = try TestProject().shell(
      #"flock "$PERFGATE_LOCK" "$PERFGATE" doctor --seconds 0.2 --quiet"#
    )
    #expect(run.exit == 0)
    #expect(run.flatOutput.contains("attention lock another perfgate"), "\(run.transcript)")
  }

  @Test("a configuration that is named must be there, and seconds must make sense")
  func usage() throws {
    let project = try TestProject()
    #expect(try project.perfgate("doctor", "-c", "none.yaml").exit == 66)
    #expect(try project.perfgate("doctor", "--seconds", "0").exit == 64)
    #expect(try project.perfgate("doctor", "--seconds", "soon").exit == 64)
  }
}
