import PerfgateTestSupport
import Testing

@Suite("Wrong arguments", .waiting)
struct UsageTests {
  @Test(
    "every mistake is one error with a hint, and nothing else: 64",
    arguments: [
      ("run --", "there is no command behind --"),
      ("-c ''", "--config needs the path of a file"),
      ("--fitler x", "unknown option '--fitler' (did you mean '--filter'?)"),
      ("--filter", "missing value for '--filter <glob>'"),
      ("--seed x", "the value 'x' is invalid for '--seed"),
      ("report", "missing expected argument '<document>'"),
      ("run nap", "unexpected argument 'nap'"),
      ("-q -v", "--quiet and --verbose exclude each other"),
      ("baseline record --recordings 99", "--recordings takes 1 to 40"),
      ("ab --limit 5 true true", "--limit takes a percentage up to 10000%, found '5'"),
      ("ab --tolerance=-1% true true", "--tolerance takes a percentage up to 10000%, found '-1%'"),
      ("ab --limit 2% true true", "--limit (2%) must be larger than --tolerance (2%)"),
      ("ab --rounds 7 true true", "--rounds takes 8 to 10000, found 7"),
      ("mesure", "unknown command 'mesure' (did you mean 'measure'?)"),
      ("mesure --help", "unknown command 'mesure' (did you mean 'measure'?)"),
      ("help mesure", "unknown command 'mesure' (did you mean 'measure'?)"),
      ("baseline shwo --help", "unknown command 'baseline shwo' (did you mean 'show'?)"),
    ]
  )
  func oneStyle(arguments: String, message: String) throws {
    let project = try TestProject(TestProject.sleeping("0.01"))
    let refused = try project.shell("\"$PERFGATE\" \(arguments)")
    #expect(refused.exit == 64, "\(refused.transcript)")
    #expect(refused.output == "")
    let lines = refused.diagnostics.split(separator: "\n")
    #expect(lines[0].hasPrefix("error: \(message)"), "\(refused.transcript)")
    #expect(lines.count >= 2)
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  hint: ") }, "\(refused.transcript)")
  }

  @Test("a command behind -- may end in --")
  func terminator() throws {
    let ran = try TestProject().perfgate("measure", "-q", "--", "true", "--")
    #expect(ran.exit == 0, "\(ran.transcript)")
  }

  @Test("help shows what is common in groups, and all of it with --help-hidden")
  func help() throws {
    let project = try TestProject()
    let help = try project.perfgate("run", "--help")
    #expect(help.exit == 0)
    for group in ["WHAT:", "MEASURING:", "REPORTS:", "BASELINES:"] {
      #expect(help.output.contains(group))
    }
    let whole = try project.perfgate("run", "--help-hidden")
    for option in ["--seed", "--ci-write", "--no-color"] {
      #expect(!help.output.contains(option))
      #expect(whole.output.contains(option))
    }
    #expect(try project.perfgate("help", "baseline", "record").output.contains("--recordings"))
  }
}
