import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateStore
import PerfgateSystem

/// Records measured levels in the committed baselines.
struct BaselineRecording {
  private let session: MeasuringSession
  private let tool: ToolContext
  private let reason: String?
  private var pending: [BaselineUpdate.MetricKey: BaselineUpdate.Acceptance] = [:]
  /// What had no baseline when the command began: its recordings all show the same level, and
  /// how they differ is what the first ones are taken for.
  private var establishing: [BaselineUpdate.MetricKey: BaselineUpdate.Acceptance] = [:]
  private var written: Set<String> = []
  private var recorded: Set<BenchmarkKey> = []
  private var refused: [Finding] = []

  /// Creates a recording.
  init(session: MeasuringSession, tool: ToolContext, reason: String?) {
    self.session = session
    self.tool = tool
    self.reason = reason
  }

  /// Refuses to write where a CI job would change what its own reviewers have to approve.
  ///
  /// - Throws: `GateError` with exit 64.
  static func checkPermission(_ options: RecordingOptions, tool: ToolContext) throws(GateError) {
    let value = tool.environment["CI"] ?? ""
    if value.isEmpty || value == "false" || options.ciWrite { return }
    throw GateError(
      .usage,
      "baselines are not written where CI is set",
      hints: ["add --ci-write where that is meant", "or record at the desk and commit the files"]
    )
  }

  /// Makes sure that nobody interrupted the command: what is recorded is a whole run.
  ///
  /// - Parameters:
  ///   - run: What was measured.
  ///   - recorded: How many runs are in the baselines already.
  /// - Throws: `GateError` with exit 130.
  static func checkCompleteness(of run: RunDocument, recorded: Int = 0) throws(GateError) {
    guard run.completion != .complete || Interruption.isRaised else { return }
    let earlier = "the \(recorded == 1 ? "recording" : "\(recorded) recordings") before it stay"
    throw GateError(
      .interrupted,
      recorded == 0
        ? "interrupted: no baseline was changed"
        : "interrupted: this recording is left out, \(earlier)"
    )
  }

  /// Takes over one measured run.
  ///
  /// - Parameters:
  ///   - run: What was measured.
  ///   - verdict: What was decided about it.
  /// - Throws: `GateError` with exit 73 where a file cannot be written.
  mutating func record(
    _ run: RunDocument,
    verdict: VerdictDocument
  ) throws(GateError) {
    try session.baselines.alone { () throws(GateError) in
      try recordAlone(run, verdict: verdict)
    }
  }

  private mutating func recordAlone(
    _ run: RunDocument,
    verdict: VerdictDocument
  ) throws(GateError) {
    // Another run may have recorded meanwhile: what it wrote is kept.
    let update = BaselineUpdate(
      recording: run,
      verdict: verdict,
      baselines: try session.baselines.load(),
      opening: pending.merging(establishing) { pending, _ in pending },
      reason: reason
    )
    for finding in verdict.results where finding.state == .new {
      guard let metric = finding.metric else { continue }
      establishing[.init(benchmark: finding.key, metric: metric)] = .append
    }
    pending = update.pending
    refused = update.refused
    recorded.formUnion(update.changes.map(\.document.key))
    written.formUnion(
      try session.baselines.write(update.changes.map { ($0.place, $0.document) })
    )
  }

  /// Measures new levels afresh: the run that showed them was chosen by its result and is biased.
  ///
  /// - Throws: `GateError` where measuring or writing fails.
  mutating func settle() throws(GateError) {
    guard !pending.isEmpty else { return }
    let keys = Set(pending.keys.map(\.benchmark))
    let plans = session.project.configuration.benchmarks.filter { keys.contains($0.key) }
    try? tool.diagnostics.write(
      "measuring \(plans.count) new level\(plans.count == 1 ? "" : "s") afresh\n"
    )
    let run = try session.measure(plans)
    guard run.completion == .complete, !Interruption.isRaised else {
      throw GateError(
        .interrupted,
        "interrupted: the new level\(plans.count == 1 ? "" : "s") of \(plans.count) benchmark"
          + "\(plans.count == 1 ? " is" : "s are") not recorded"
      )
    }
    let baselines = try session.baselines.load()
    let verdict = Judge.verdict(
      on: run,
      under: session.project.configuration,
      against: baselines
    )
    let opening = pending
    let earlier = refused
    try record(run, verdict: verdict)
    // An improvement may turn out worse when measured afresh: that is refused, too.
    refused =
      earlier
      + refused.filter { new in
        !earlier.contains { $0.key == new.key && $0.metric == new.metric }
      }
    pending = pending.filter { opening[$0.key] == nil }
    let failed = run.entries.filter { $0.status != .measured }
    if let entry = failed.first {
      throw GateError(
        .benchmarkFailed,
        "'\(entry.key)' could not be measured afresh: \(entry.reason ?? "")"
      )
    }
  }

  /// Says what was written and what was not.
  ///
  /// - Returns: The exit code: 0, or 10 where a worse level needs a reason.
  /// - Throws: `GateError` where the summary cannot be shown.
  func finish() throws(GateError) -> GateExit {
    let count = written.count
    let name = session.baselines.machineClass
    var text = "baselines: nothing new, no file was changed\n"
    if count > 0 {
      let reaches = BaselineReach.all(
        in: try session.baselines.load(),
        under: session.project.configuration
      )
      text =
        BaselineTable.text(reaches.filter { recorded.contains($0.key) })
        + "baselines: \(count) file\(count == 1 ? "" : "s") written in "
        + "\(session.baselines.directory) for \(name); review and commit them\n"
    }
    if !refused.isEmpty {
      text +=
        "not recorded, since a worse level needs a reason "
        + "(perfgate baseline record --reason \"...\"):\n"
      for finding in refused { text += "  \(ReportedFinding.line(finding))\n" }
    }
    try tool.output.write(text)
    return refused.isEmpty ? .pass : .regression
  }
}
