import ArgumentParser
import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateStore

/// `perfgate run`: build, measure, compare, judge, report.
struct RunCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Builds, measures, judges and reports: against baselines, or --against a revision.",
    discussion: """
      perfgate run --against main    this work tree beside where it left main
      perfgate run --against auto    the same in CI, for pull and merge requests
      perfgate run                   with the committed baselines

      --against builds both revisions and measures them in turns, so that it needs no baselines and \
      sees small changes on noisy machines, too. Benchmarks are those of perfgate.yaml, or the command \
      behind --. Exit 0 is a pass, 10 a proven regression; perfgate-out/report.md says the rest.
      """
  )

  @OptionGroup(title: "What") var project: ProjectOptions
  @OptionGroup(title: "Measuring") var measuring: MeasuringOptions
  @OptionGroup(title: "Reports") var output: OutputOptions
  @OptionGroup(title: "Baselines") var recording: RecordingOptions

  @Option(
    help: ArgumentHelp(
      "The lowest severity that fails: critical, major, minor or never.",
      valueName: "severity"
    )
  )
  var failOn: String?

  @Option(
    help: ArgumentHelp(
      "Compare with this revision, measured beside the work tree, instead of baselines: a branch "
        + "(where the work tree left it), a tag or commit, or auto: what CI names, else the main branch.",
      valueName: "revision"
    )
  )
  var against: String?

  @Option(
    help: ArgumentHelp(
      "With a command behind --: build with this first, both revisions with --against.",
      valueName: "command"
    )
  )
  var build: String?

  @OptionGroup(title: "Measuring") var resuming: ResumeOptions

  @Flag(help: "Record what was measured in the committed baselines.")
  var updateBaseline = false

  @Flag(
    help: ArgumentHelp(
      "Write what would be recorded into the folder of reports, for 'baseline apply'."
    )
  )
  var propose = false

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("Measure this command instead of a configuration.", valueName: "command")
  )
  var command: [String] = []

  func validate() throws {
    if updateBaseline && propose {
      throw ValidationError("--propose and --update-baseline exclude each other.")
    }
    if against != nil, updateBaseline || propose {
      throw ValidationError(
        "--against compares with a revision, so it has nothing for \(propose ? "--propose" : "--update-baseline") to record."
      )
    }
    if build != nil, command.isEmpty {
      throw ValidationError(
        "--build goes with a command behind --; else the configuration says it."
      )
    }
    guard !updateBaseline else { return }
    if recording.reason != nil { throw ValidationError("--reason goes with --update-baseline.") }
    if recording.ciWrite { throw ValidationError("--ci-write goes with --update-baseline.") }
  }

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    if updateBaseline {
      try BaselineRecording.checkPermission(ciWrite: recording.ciWrite, tool: tool)
    }
    // Of a run against baselines only evals can be gone on with, by their files of results.
    let resumed = against == nil ? nil : try resuming.run(in: output, drawing: measuring.chance)
    var settings = try measuring.settings()
    settings.seed = resumed?.seed ?? settings.seed
    let session = try MeasuringSession(
      project,
      command: command,
      build: build,
      failOn: failOn,
      measuring: settings,
      output: output,
      tool: tool
    )
    if resuming.resume, against == nil, session.evals.isEmpty {
      throw GateError(
        .usage,
        "--resume goes with --against or evals: a benchmark is measured as a whole",
        hints: ["leave out --resume"]
      )
    }
    let reports = try session.reports(isFolderDefault: true)
    if let against {
      return try await RevisionComparison(session, tool: tool).run(
        against: against,
        reports: reports,
        folder: output.out ?? ReportWriter.defaultFolder,
        resuming: resumed
      )
    }
    return try await gate(session, reports, in: tool)
  }

  /// Measures, judges and reports against baselines, and records where that is asked for.
  private func gate(
    _ session: MeasuringSession,
    _ reports: ReportWriter,
    in tool: ToolContext
  ) async throws(GateError) -> GateExit {
    let proposal =
      propose
      ? try BaselineProposal(
        in: output.out ?? ReportWriter.defaultFolder,
        beside: session.baselines
      ) : nil
    if updateBaseline { try session.baselines.checkWritable() }
    // A baseline that cannot be read must not cost the minutes of a measurement first.
    let baselines = try session.baselines.load(accepting: recording.reason)
    let stages = try session.build(for: session.plans)
    let evals = try await session.prepareEvals(into: reports, resuming: resuming.resume)
    let run = try await session.measure(
      session.plans,
      evals: evals,
      stages: stages,
      reports: reports
    )
    let configuration = session.project.configuration
    let cases = try run.evalTables(in: evals.root, under: configuration, against: baselines)
    var verdict = Judge.verdict(on: run, under: configuration, against: baselines, cases: cases)
    try verdict.addOutputs(of: run, in: evals.root)
    // A first recording has nothing to be told about but what was recorded.
    try reports.publish(
      verdict,
      of: run,
      cases: cases,
      isShown: !updateBaseline || verdict.exit != .nothingToCompare
    )
    if let proposal, run.completion == .complete {
      var proposing = BaselineRecording(
        session: session,
        tool: tool,
        reason: nil,
        proposal: proposal
      )
      try proposing.record(run, verdict: verdict, cases: cases)
      try await proposing.settle()
      try proposing.finishProposal()
    }
    guard updateBaseline else { return verdict.exit }
    try BaselineRecording.checkCompleteness(of: run)
    var recorder = BaselineRecording(session: session, tool: tool, reason: recording.reason)
    try recorder.record(run, verdict: verdict, cases: cases)
    try await recorder.settle()
    let recorded = try recorder.finish()
    let failed = verdict.causes.map(\.code).filter { $0 == .benchmarkFailed }
    return max(failed.first ?? .pass, recorded)
  }
}
