import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Bad input", .waiting)
struct BadInputTests {
  @Test("a missing configuration says what to type: 66")
  func missingConfiguration() throws {
    let invocation = try TestProject().perfgate()
    #expect(invocation.exit == 66)
    #expect(invocation.output == "")
    #expect(
      invocation.diagnostics == """
        error: cannot read perfgate.yaml: no such file or directory
          hint: describe what to measure: echo 'benchmarks: [./my-program --its-option]' > perfgate.yaml
          hint: or measure one command without a file: perfgate run -- ./my-program --its-option

        """
    )
  }

  @Test("all errors of a configuration are reported in one go: 78")
  func manyErrors() throws {
    let project = try TestProject(
      """
      benchmarks: [sleep 0.01]
      rulez: []
      gate: {limt: 5%, tolerance: 7 apples}
      rules:
        - match: {id: "gone/**"}
          limit: 5%
        - match: {metric: wal}
      """
    )
    let invocation = try project.perfgate()
    #expect(invocation.exit == 78)
    #expect(invocation.output == "")
    let lines = invocation.diagnostics.split(separator: "\n").filter { $0.contains("error:") }
    #expect(lines.count == 5, "\(invocation.transcript)")
    #expect(
      lines[0]
        == "perfgate.yaml:2:1: error: unknown key 'rulez' in the configuration (did you mean 'rules'?)"
    )
    #expect(lines[1].hasPrefix("perfgate.yaml:3:8: error: unknown key 'limt'"))
    #expect(invocation.diagnostics.contains("did you mean 'wall'?"))
    #expect(invocation.diagnostics.contains("matches nothing"))
  }

  @Test("YAML that cannot be read is an error with its place: 78")
  func malformed() throws {
    let invocation = try TestProject("benchmarks: [sleep 0.01\nrules: {").perfgate()
    #expect(invocation.exit == 78)
    #expect(invocation.diagnostics.hasPrefix("perfgate.yaml:"), "\(invocation.transcript)")
  }

  @Test("bytes that are no text are refused: 78")
  func notText() throws {
    let project = try TestProject()
    try Files.replaceAtomically(project.folder.path("perfgate.yaml"), with: [0xFF, 0xFE, 0x00])
    let invocation = try project.perfgate()
    #expect(invocation.exit == 78)
    #expect(invocation.diagnostics.contains("not UTF-8"))
  }

  @Test("wrong arguments are refused with what would be right: 64")
  func usage() throws {
    let project = try TestProject(TestProject.sleeping("0.01"))
    let unknown = try project.perfgate("--fitler", "x")
    #expect(unknown.exit == 64)
    #expect(unknown.diagnostics.contains("--filter"))
    #expect(unknown.output == "")
    let word = try project.perfgate("mesure")
    #expect(word.exit == 64)
    #expect(word.diagnostics.contains("unknown command 'mesure' (did you mean 'measure'?)"))
    let nothing = try project.perfgate("--filter", "nop")
    #expect(nothing.exit == 64)
    #expect(nothing.diagnostics.contains("no benchmark matches 'nop'"))
    #expect(nothing.diagnostics.contains("did you mean 'nap'?"))
    #expect(try project.perfgate("--exclude", "typo").exit == 64)
    #expect(try project.perfgate("--exclude", "nap").exit == 64)
    #expect(try project.perfgate("--fail-on", "sometimes").exit == 64)
    #expect(try project.perfgate("--machine", "../evil").exit == 64)
    #expect(try project.perfgate("--machine", "portable").exit == 64)
    #expect(try project.perfgate("--reason", "x").exit == 64)
    #expect(try project.perfgate("--ci-write").exit == 64)
    #expect(try project.perfgate("schema", "nothing").exit == 64)
    let shown = try project.perfgate("baseline", "show", "--filter", "nop")
    #expect(shown.exit == 64)
    #expect(shown.diagnostics.contains("did you mean 'nap'?"))
    let elsewhere = try project.perfgate("baseline", "show", "--machine", "lab")
    #expect(elsewhere.exit == 20)
    #expect(elsewhere.diagnostics.contains("hint: perfgate baseline record --machine lab\n"))
    try project.write(
      TestProject.sleeping("0.01")
        + "\nbaselines: {classes: {portable: {os: linux, arch: x, cpu: '*'}}}"
    )
    #expect(try project.perfgate("list").exit == 0)
    #expect(try project.perfgate("baseline", "show").exit == 78)
  }

  @Test("a damaged baseline is refused before anything is measured: 65")
  func damagedBaseline() throws {
    let project = try TestProject(TestProject.sleeping("0.05"))
    #expect(try project.perfgate("--update-baseline").exit == 0)
    let path = try project.baselinePath()
    let whole = try project.folder.text(of: path)

    let link = path.replacing("nap.json", with: "link.json")
    #expect(try project.shell("ln -s nowhere \(link)").exit == 0)
    let dangling = try project.perfgate()
    #expect(dangling.exit == 65, "\(dangling.transcript)")
    #expect(dangling.diagnostics.contains("\(link): no such file or directory"))
    #expect(dangling.diagnostics.contains("a link that leads nowhere"))
    #expect(try project.shell("rm \(link)").exit == 0)

    try project.folder.write(String(whole.dropLast(20)), to: path)
    let truncated = try project.perfgate()
    #expect(truncated.exit == 65, "\(truncated.transcript)")
    #expect(truncated.diagnostics.contains("truncated"))
    #expect(truncated.diagnostics.hasPrefix("\(path):"))
    #expect(!truncated.diagnostics.contains("invocations"))

    try project.folder.write(
      whole.replacing("perfgate.baseline/1", with: "perfgate.baseline/7"),
      to: path
    )
    let newer = try project.perfgate()
    #expect(newer.exit == 65)
    #expect(newer.diagnostics.contains("written by a newer perfgate"))

    for (old, new) in [
      ("\"continuous\"", "\"exact\""), ("\"unit\": \"s\"", "\"unit\": \"bytes\""),
      ("\"median\": ", "\"median\": -"),
    ] {
      try project.folder.write(whole.replacing(old, with: new), to: path)
      let damaged = try project.perfgate()
      #expect(damaged.exit == 65, "\(new): \(damaged.transcript)")
      #expect(damaged.diagnostics.contains("git checkout HEAD -- "))
    }

    try project.folder.write("<<<<<<< HEAD\n\(whole)", to: path)
    let conflict = try project.perfgate()
    #expect(conflict.exit == 65)
    #expect(conflict.diagnostics.contains("merge conflict"))
    #expect(conflict.diagnostics.contains("git checkout --theirs"))
  }

  @Test("a folder that cannot be written is found before anything is measured: 73")
  func unwritableOutput() throws {
    let project = try TestProject(TestProject.sleeping("0.05"))
    try project.folder.write("in the way", to: "file")
    let invocation = try project.perfgate("--out", "file/below")
    #expect(invocation.exit == 73, "\(invocation.transcript)")
    #expect(!invocation.diagnostics.contains("invocations"))
    let report = try project.perfgate("measure", "--junit", "file/below.xml")
    #expect(report.exit == 73, "\(report.transcript)")
    #expect(report.diagnostics.contains("hint: choose another place with --junit"))
    #expect(!report.diagnostics.contains("invocations"))
  }

  @Test("a full disk behind stdout is an error, a reader that leaves is none")
  func outputGone() throws {
    let project = try TestProject(TestProject.sleeping("0.05"))
    let full = try project.shell("\"$PERFGATE\" measure >/dev/full")
    #expect(full.exit == 73, "\(full.transcript)")
    let closed = try project.shell("{ \"$PERFGATE\" list; echo $? >&2; } | true")
    #expect(closed.diagnostics == "0\n")
  }

  @Test("documents that are missing or no documents are told apart: 66 and 65")
  func documents() throws {
    let project = try TestProject()
    #expect(try project.perfgate("report", "gone.json").exit == 66)
    try project.folder.write("{}", to: "empty.json")
    let invocation = try project.perfgate("report", "empty.json")
    #expect(invocation.exit == 65)
    #expect(invocation.diagnostics.hasPrefix("empty.json:1:1: error: 'schema' is missing"))
  }
}
