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

  @Flag(help: "Only benchmarks that lack a baseline for this machine class or platform.")
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
    guard !plans.isEmpty || !session.evals.isEmpty else { return try recorder.finish() }
    let reports = try session.reports(isFolderDefault: false)
    try session.baselines.checkWritable()
    _ = try session.build(for: plans)
    var failure: GateExit = .pass
    for index in 1...recordings {
      if recordings > 1, !output.quiet {
        try? tool.diagnostics.write("recording \(index) of \(recordings)\n")
      }
      let baselines = try session.baselines.load(accepting: recording.reason)
      let evals = try await session.prepareEvals(into: reports)
      let run = try await session.measure(plans, evals: evals, reports: reports)
      let configuration = session.project.configuration
      let cases = try run.evalTables(in: evals.root, under: configuration, against: baselines)
      let verdict = Judge.verdict(on: run, under: configuration, against: baselines, cases: cases)
      if index == recordings || run.completion != .complete {
        try reports.publish(
          verdict,
          of: run,
          cases: cases,
          isShown: verdict.exit != .nothingToCompare
        )
      }
      try BaselineRecording.checkCompleteness(of: run, recorded: index - 1)
      try recorder.record(run, verdict: verdict, cases: cases)
      failure = max(failure, verdict.causes.map(\.code).first { $0 == .benchmarkFailed } ?? .pass)
    }
    try await recorder.settle()
    return max(failure, try recorder.finish())
  }

  private func selected(_ session: MeasuringSession) throws(GateError) -> [BenchmarkPlan] {
    guard onlyMissing else { return session.plans }
    let configuration = session.project.configuration
    let baselines = try session.baselines.load().following(configuration.renamed)
    return session.plans.filter { plan in
      Self.places(of: plan, under: configuration)
        .contains { baselines.places[$0]?[plan.key] == nil }
    }
  }

  /// The places in which a benchmark needs a baseline, since something that belongs there is
  /// compared.
  private static func places(
    of plan: BenchmarkPlan,
    under configuration: ProjectConfiguration
  ) -> Set<BaselinePlace> {
    let metrics = MetricDefinition.process + namedStages(of: plan, under: configuration)
    let compared = metrics.filter { metric in
      let rule = EffectiveRule(
        for: plan.key,
        metric: metric.name,
        kind: metric.kind,
        in: configuration
      )
      return rule.judges(metric.name) && rule.limit != nil
    }
    return Set(compared.map { BaselinePlace(of: $0.kind, metric: $0.name) })
  }

  /// The metrics of stages that rules name; what a pattern matches is known once it was measured.
  private static func namedStages(
    of plan: BenchmarkPlan,
    under configuration: ProjectConfiguration
  ) -> [MetricDefinition] {
    guard plan.monitor != nil else { return [] }
    return configuration.member(of: plan.key).rules
      .filter { $0.isAboutStages && $0.matches(key: plan.key) }.compactMap(\.namedMetric)
  }
}
