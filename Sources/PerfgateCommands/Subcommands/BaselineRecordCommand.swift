import ArgumentParser
import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateStore

/// `perfgate baseline record`: measure and record.
struct BaselineRecordCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Measures and records the levels in the baselines.",
    discussion: """
      Levels that are below the limit or undecided are added to what is known; better ones begin \
      a new level; worse ones need --reason. New levels are measured a second time, since the \
      run that showed them was chosen by its result.
      """
  )

  @OptionGroup(title: "What") var project: ProjectOptions
  @OptionGroup(title: "Measuring") var measuring: MeasuringOptions
  @OptionGroup(title: "Reports") var output: OutputOptions
  @OptionGroup(title: "Baselines") var recording: RecordingOptions

  @Option(
    help: "Measure so many times, one after the other; more recordings prove smaller changes."
  )
  var recordings = 1

  @Flag(help: "Only benchmarks that have no baseline for this machine class.")
  var onlyMissing = false

  func validate() throws {
    guard (1...40).contains(recordings) else {
      throw ValidationError("--recordings takes 1 to 40.")
    }
  }

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    try BaselineRecording.checkPermission(ciWrite: recording.ciWrite, tool: tool)
    let session = try MeasuringSession(
      project,
      measuring: try measuring.settings(),
      output: output,
      tool: tool
    )
    let plans = try selected(session)
    var recorder = BaselineRecording(session: session, tool: tool, reason: recording.reason)
    guard !plans.isEmpty else { return try recorder.finish() }
    let reports = try session.reports(isFolderDefault: false)
    try session.baselines.checkWritable()
    _ = try session.build(for: plans)
    var failure: GateExit = .pass
    for index in 1...recordings {
      if recordings > 1, !output.quiet {
        try? tool.diagnostics.write("recording \(index) of \(recordings)\n")
      }
      let baselines = try session.baselines.load(accepting: recording.reason)
      let run = try session.measure(plans, reports: reports)
      let verdict = Judge.verdict(on: run, under: session.project.configuration, against: baselines)
      if index == recordings || run.completion != .complete {
        try reports.publish(verdict, of: run, isShown: verdict.exit != .nothingToCompare)
      }
      try BaselineRecording.checkCompleteness(of: run, recorded: index - 1)
      try recorder.record(run, verdict: verdict)
      failure = max(failure, verdict.causes.map(\.code).first { $0 == .benchmarkFailed } ?? .pass)
    }
    try recorder.settle()
    return max(failure, try recorder.finish())
  }

  private func selected(_ session: MeasuringSession) throws(GateError) -> [BenchmarkPlan] {
    guard onlyMissing else { return session.plans }
    let renamed = session.project.configuration.renamed
    let known = try session.baselines.load().following(renamed).places[.machine] ?? [:]
    return session.plans.filter { known[$0.key] == nil }
  }
}
