import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("What is printed and written", .waiting)
struct OutputTests {
  @Test("a run leaves every report, and report renders the same again")
  func reports() throws {
    let project = try TestProject(TestProject.sleeping("0.1"))
    #expect(try project.perfgate("--update-baseline").exit == 0)
    #expect(try project.perfgate().exit == 0)
    let names = try Files.names(inDirectory: project.folder.path("perfgate-out"))
    #expect(names == ["junit.xml", "report.md", "run.json", "verdict.json", "verdict.txt"])

    for document in ["run.json", "verdict.json"] {
      let again = try project.perfgate("report", "perfgate-out/\(document)", "--out", "again")
      #expect(again.exit == 0, "\(again.transcript)")
      for name in ["verdict.json", "verdict.txt", "junit.xml", "report.md"] {
        #expect(
          try project.folder.text(of: "again/\(name)")
            == project.folder.text(of: "perfgate-out/\(name)"),
          "\(name) from \(document)"
        )
      }
    }
  }

  @Test("a red run is reported with exit 0 by report")
  func reportExit() throws {
    let project = try TestProject("benchmarks: [{command: [sh, -c, 'exit 1']}]")
    #expect(try project.perfgate().exit == 30)
    #expect(try project.perfgate("report", "perfgate-out/run.json").exit == 0)
  }

  @Test("one report on stdout stands there alone")
  func standardOutput() throws {
    let project = try TestProject(TestProject.sleeping("0.05"))
    let json = try project.perfgate("--json", "-")
    #expect(json.exit == 20)
    let verdict = try VerdictDocument(bytes: Array(json.output.utf8), path: "stdout")
    #expect(verdict.exit == .nothingToCompare)
    let junit = try project.perfgate("--junit", "-")
    #expect(junit.output.hasPrefix("<?xml"))
    #expect(junit.output.hasSuffix("</testsuites>\n"))
    #expect(!Files.exists(project.folder.path("perfgate-out")))
  }

  @Test("measure shows and never gates")
  func measure() throws {
    let project = try TestProject()
    let invocation = try project.perfgate("measure", "--", "sleep", "0.02")
    #expect(invocation.exit == 0)
    #expect(invocation.output.contains("othing was gated"), "\(invocation.transcript)")
    #expect(invocation.output.contains("median"))
    #expect(!Files.exists(project.folder.path("perfgate-out")))
  }

  @Test("one command is recorded and gated without a configuration")
  func singleCommand() throws {
    let project = try TestProject()
    // The default is five seconds.
    let run = { (options: [String], command: [String]) in
      try project.perfgate(["run", "--max-time", "1s"] + options + ["--"] + command)
    }
    let first = try run([], ["sleep", "0.1"])
    #expect(first.exit == 20, "\(first.transcript)")
    #expect(first.output.contains("--update-baseline -- sleep 0.1"), "\(first.transcript)")
    #expect(try run(["--update-baseline"], ["sleep", "0.1"]).exit == 0)
    let slower = try run(["--max-time", "4s"], ["sleep", "0.4"])
    #expect(slower.exit == 10, "\(slower.transcript)")
    let other = try run([], ["env", "sleep", "0.1"])
    #expect(other.exit == 20, "the recorded command is none of its business: \(other.transcript)")
  }

  @Test("help and version are no errors")
  func help() throws {
    let project = try TestProject()
    let help = try project.perfgate("--help")
    #expect(help.exit == 0)
    #expect(help.output.contains("A performance gate for pull requests"))
    #expect(help.output.contains("perfgate run --against auto"))
    #expect(help.diagnostics == "")
    #expect(try project.perfgate("baseline").output.contains("record"))
    #expect(try project.perfgate("run", "--help").output.contains("--update-baseline"))
    #expect(try project.perfgate("help", "ab").output.contains("--tolerance 5%"))
    #expect(try project.perfgate("--version").output == "0.1.0\n")
  }

  @Test("list shows what would run")
  func list() throws {
    let project = try TestProject(
      "benchmarks: [{id: a/b, command: [sleep, '{n}'], parameters: {n: [1, 2]}, tags: [smoke]}]"
    )
    let invocation = try project.perfgate("list")
    #expect(invocation.exit == 0)
    #expect(invocation.output.contains("a/b[n=1]"))
    #expect(invocation.output.contains("smoke"))
    #expect(invocation.output.contains("2 benchmarks"))
  }

  @Test(
    "schemas are printed as they lie in the repository",
    arguments: ["run-v1", "baseline-v1", "verdict-v1", "config-v1"]
  )
  func schemas(name: String) throws {
    let invocation = try TestProject().perfgate("schema", name)
    #expect(invocation.exit == 0)
    #expect(try JSONReader.read(Array(invocation.output.utf8)).object()["$schema"] != nil)
  }

  @Test("colours are for terminals alone")
  func colors() throws {
    let project = try TestProject(TestProject.sleeping("0.01"))
    let plain = try project.perfgate()
    #expect(!plain.output.contains("\u{1B}"))
    let command = "script -qec '\"$PERFGATE\" run' /dev/null"
    #expect(try project.shell(command).output.contains("\u{1B}["))
    #expect(!(try project.shell("NO_COLOR=1 \(command)")).output.contains("\u{1B}[3"))
  }

  @Test("quiet says what failed and nothing else")
  func quiet() throws {
    let project = try TestProject(TestProject.sleeping("0.1"))
    #expect(try project.perfgate("--update-baseline", "-q").exit == 0)
    let invocation = try project.perfgate("-q")
    #expect(invocation.exit == 0)
    #expect(invocation.diagnostics == "")
    #expect(invocation.output.split(separator: "\n").count <= 3, "\(invocation.transcript)")
  }
}
