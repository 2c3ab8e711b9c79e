import ArgumentParser

/// Where reports go and how much is said.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder for run.json, verdict.json, verdict.txt, junit.xml and report.md.",
      valueName: "folder"
    )
  )
  var out: String?

  @Option(help: ArgumentHelp("Write JUnit XML here; - is stdout.", valueName: "path"))
  var junit: String?

  @Option(help: ArgumentHelp("Write the Markdown report here; - is stdout.", valueName: "path"))
  var markdown: String?

  @Option(help: ArgumentHelp("Write verdict.json here; - is stdout.", valueName: "path"))
  var json: String?

  @Flag(name: .shortAndLong, help: "Say only what failed.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Show everything that was measured.")
  var verbose = false

  @Flag(help: ArgumentHelp("No colours.", visibility: .hidden))
  var noColor = false

  /// The folder of reports; `nil` where each report has a place of its own.
  var folder: String? {
    out ?? (junit == nil && markdown == nil && json == nil ? ReportWriter.defaultFolder : nil)
  }

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other.") }
    let streams = [junit, markdown, json].count { $0 == "-" }
    if streams > 1 { throw ValidationError("Only one report can go to stdout.") }
  }
}
