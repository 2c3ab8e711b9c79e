import ArgumentParser
import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateMonitor
import PerfgateSystem

/// `perfgate eval`: one eval, shown and not gated.
struct EvalCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Runs one eval and shows what it finds as it comes; never gates, and says so.",
    discussion: """
      perfgate eval qa --limit 20    the first 20 cases: what passes, what fails, what it costs
      perfgate eval qa --resume      goes on with results that are there

      The first cases that fail or error are shown while it runs. What became of each is in \
      cases/ID.jsonl of the folder of reports. Cases that fail are no failure of the command; an eval \
      that was stopped, or had more errors than caps.error_rate allows, is: exit 30. To gate: \
      perfgate run.
      """
  )

  @Argument(help: ArgumentHelp("The eval.", valueName: "id"))
  var id: String

  @Option(help: ArgumentHelp("Take this many cases at most.", valueName: "n"))
  var limit: Int?

  @Flag(help: "Keep the results that are there; what errored is tried again.")
  var resume = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The configuration; may be given several times.", valueName: "path")
  )
  var config: [String] = []

  @Option(help: ArgumentHelp("A profile of the configuration.", valueName: "name"))
  var profile: String?

  @OptionGroup(title: "Measuring") var measuring: MeasuringOptions
  @OptionGroup(title: "Reports") var output: OutputOptions

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes at least 1.") }
    if measuring.shards.shard != nil {
      throw ValidationError("--shard has no place here: one eval is run as a whole.")
    }
  }

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    let project = try Project(paths: config, profile: profile)
    try checkKind(in: project.configuration)
    let session = try MeasuringSession(
      project,
      selection: SelectionRecord(filters: [id], only: .evals),
      measuring: try measuring.settings(),
      output: output,
      tool: tool
    )
    let reports = try session.reports(isFolderDefault: true)
    let stages = try session.build(for: [])
    var evals = try await session.prepareEvals(
      into: reports,
      resuming: resume,
      limit: limit
    )
    evals.showsCases = true
    let found = Findings()
    evals.report = { found.reports.append($1) }
    let run = try await session.measure([], evals: evals, stages: stages, reports: reports)
    let description = Judge.description(of: run, under: session.project.configuration)
    try reports.publish(description, of: run)
    guard !output.quiet else { return description.exit }
    for report in found.reports { try tool.diagnostics.write("\n\(report.snapshot.text())") }
    return description.exit
  }

  /// Refuses what is there, but is no eval.
  private func checkKind(in configuration: ProjectConfiguration) throws(GateError) {
    let pattern = SelectionPattern(id)
    guard !configuration.evals.contains(where: { pattern.matches($0.key) }),
      let other = configuration.benchmarks.first(where: { pattern.matches($0.key) })
    else { return }
    let evals = configuration.evals.map(\.key.description)
    throw GateError(
      .usage,
      "'\(other.key)' is a benchmark, and no eval",
      hints: [
        "perfgate measure --filter \(ShellQuoting.quoted(id)) measures it and gates nothing",
        evals.isEmpty ? "there is no eval here" : "the evals are \(evals.joined(separator: ", "))",
      ]
    )
  }

  /// What runs tell while they end, one after the other.
  private final class Findings {
    var reports: [EvalRunner.Report] = []
  }
}
