import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite(.waiting)
struct PinTests {
  private func configuration(_ pin: String) -> String {
    """
    build: touch built
    defaults: {warmup: 0, samples: {min: 1, max: 1, time: 10ms}}
    benchmarks:
      - id: where
        command: [sh, -c, "grep Cpus_allowed_list /proc/self/status > where"]
        prepare: grep Cpus_allowed_list /proc/self/status > hook
        pin: \(pin)
    """
  }

  @Test("the command is bound to the processors that are named, and its hooks are not")
  func bound() throws {
    let allowed = try #require(Processors.allowed())
    let last = try #require(allowed.last)
    let project = try TestProject(configuration("\(last)"))
    let run = try project.perfgate("measure", "--quiet")
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(try project.folder.text(of: "where") == "Cpus_allowed_list:\t\(last)\n")
    if allowed.count > 1 {
      #expect(try project.folder.text(of: "hook") != "Cpus_allowed_list:\t\(last)\n")
    }
  }

  @Test("a processor that is not there is an error before anything is built or measured")
  func missing() throws {
    let project = try TestProject(configuration("0,1023"))
    let run = try project.perfgate("run")
    #expect(run.exit == 78, "\(run.transcript)")
    #expect(
      run.diagnostics.contains("perfgate.yaml:7:10: error: 'where' is bound to processor 1023")
    )
    #expect(run.diagnostics.contains("hint: processors that can be used: "))
    #expect(try project.shell("ls built where hook 2>/dev/null").output == "")
  }

  @Test(
    "what names no processors is an error with its place",
    arguments: ["x", "''", "-1", "3-2", "1024", "0-2000", "1,", "[0, 1]", "1.5", "~", "0 1"]
  )
  func malformed(pin: String) throws {
    let run = try TestProject(configuration(pin)).perfgate("list")
    #expect(run.exit == 78, "\(run.transcript)")
    #expect(run.diagnostics.contains("perfgate.yaml:7:"), "\(run.transcript)")
    #expect(run.diagnostics.contains("processors such as 2-3 or 0,2"), "\(run.transcript)")
  }
}
