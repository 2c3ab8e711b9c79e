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
  /// Where to propose rather than to record.
  private let proposal: BaselineProposal?
  private var proposed: [BaselineUpdate.Change] = []
  private var pending: [BaselineUpdate.MetricKey: BaselineUpdate.Takeover] = [:]
  /// What had no baseline when the command began: its recordings all show the same level, and
  /// how they differ is what the first ones are taken for.
  private var establishing: [BaselineUpdate.MetricKey: BaselineUpdate.Takeover] = [:]
  private var written: Set<String> = []
  private var recorded: Set<BenchmarkKey> = []
  private var refused: [Finding] = []

  /// Creates a recording.
  ///
  /// - Parameters:
  ///   - session: What is measured.
  ///   - tool: Where to say what was done.
  ///   - reason: Why worse levels are accepted; `nil` refuses them.
  ///   - proposal: Where to propose the baselines; `nil` records them.
  init(
    session: MeasuringSession,
    tool: ToolContext,
    reason: String?,
    proposal: BaselineProposal? = nil
  ) {
    self.session = session
    self.tool = tool
    self.reason = reason
    self.proposal = proposal
  }

  /// Refuses to write where a CI job would change what its own reviewers have to approve.
  ///
  /// - Throws: `GateError` with exit 64.
  static func checkPermission(ciWrite: Bool, tool: ToolContext) throws(GateError) {
    if !tool.isCI || ciWrite { return }
    throw GateError(
      .usage,
      "baselines are not written where CI is set",
      hints: ["add --ci-write where that is meant", "or do it at the desk and commit the files"]
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
  ///   - cases: The cases of evals that it was decided with.
  /// - Throws: `GateError` with exit 73 where a file cannot be written.
  mutating func record(
    _ run: RunDocument,
    verdict: VerdictDocument,
    cases: [BenchmarkKey: EvalCases] = [:]
  ) throws(GateError) {
    // Another run may have recorded meanwhile: what it wrote is kept.
    let (update, files) =
      try proposal == nil
      ? session.baselines.exclusively { () throws(GateError) in try write(run, verdict, cases) }
      : write(run, verdict, cases)
    proposed += update.changes
    for finding in verdict.results where finding.state == .new {
      guard let metric = finding.metric else { continue }
      establishing[.init(benchmark: finding.key, metric: metric)] = .append
    }
    pending = update.pending
    refused = update.refused
    recorded.formUnion(update.changes.map(\.document.key))
    written.formUnion(files)
  }

  private func write(
    _ run: RunDocument,
    _ verdict: VerdictDocument,
    _ cases: [BenchmarkKey: EvalCases]
  ) throws(GateError) -> (update: BaselineUpdate, files: [String]) {
    var baselines = try session.baselines.load()
    // Nothing proposed is committed: what an earlier run of this command left counts all the same.
    baselines.take(proposed.map { ($0.place, $0.document) })
    let update = BaselineUpdate(
      recording: run,
      verdict: verdict,
      baselines: baselines,
      opening: pending.merging(establishing) { pending, _ in pending },
      cases: proposal == nil ? try current(cases, in: baselines) : cases,
      renamed: session.project.configuration.renamed,
      reason: reason,
      isProposal: proposal != nil
    )
    let target = proposal.map { session.baselines.relocated(to: $0.path) } ?? session.baselines
    return (update, try target.write(update))
  }

  /// Cases beside the outcomes that are committed now, which another recording may have written since
  /// these were judged.
  private func current(
    _ cases: [BenchmarkKey: EvalCases],
    in baselines: BaselineSet
  ) throws(GateError) -> [BenchmarkKey: EvalCases] {
    let renamed = session.project.configuration.renamed
    let stored = baselines.following(renamed).places[.portable] ?? [:]
    var cases = cases
    for key in cases.keys {
      guard let own = stored[key] else { continue }
      cases[key]?.base = try CaseFiles.recorded(beside: own)
    }
    return cases
  }

  /// Measures new levels afresh: the run that showed them was chosen by its result and is biased.
  ///
  /// - Throws: `GateError` where measuring or writing fails.
  mutating func settle() async throws(GateError) {
    guard !pending.isEmpty else { return }
    let keys = Set(pending.keys.map(\.benchmark))
    let plans = session.project.configuration.benchmarks.filter { keys.contains($0.key) }
    try? tool.diagnostics.write(
      "measuring \(keys.count) new level\(keys.count == 1 ? "" : "s") afresh\n"
    )
    let evals = try await session.prepareEvals(
      session.evals.filter { keys.contains($0.key) },
      into: nil
    )
    let run = try await session.measure(plans, evals: evals)
    guard run.completion == .complete, !Interruption.isRaised else {
      throw GateError(
        .interrupted,
        "interrupted: the new level\(keys.count == 1 ? "" : "s") of "
          + EntryWords.count(benchmarks: plans.count, evals: evals.evals.count)
          + " \(keys.count == 1 ? "is" : "are") not recorded"
      )
    }
    let baselines = try session.baselines.load(accepting: reason)
    let configuration = session.project.configuration
    let cases = try run.evalTables(in: evals.root, under: configuration, against: baselines)
    let verdict = Judge.verdict(on: run, under: configuration, against: baselines, cases: cases)
    let opening = pending
    let earlier = refused
    try record(run, verdict: verdict, cases: cases)
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

  /// Says what was proposed.
  ///
  /// - Throws: `GateError` where that cannot be shown.
  func finishProposal() throws(GateError) {
    guard let proposal else { return }
    let count = written.count
    let command = ShellQuoting.command(
      ["perfgate", "baseline", "apply"] + session.project.arguments + [proposal.path]
    )
    try? tool.diagnostics.write(
      count == 0
        ? "no baseline to propose\n"
        : "proposed \(count) baseline\(count == 1 ? "" : "s"); take them over with: \(command)\n"
    )
  }

  /// Says what was written and what was not.
  ///
  /// - Returns: The exit code: 0, or 10 where a worse level needs a reason, 12 where only stages
  ///   that are gone do.
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
      let options = session.project.arguments
      let reason = ["--reason", "why it is worth it"]
      let record = ["perfgate", "baseline", "record"] + options + reason
      let accept = ["perfgate", "baseline", "accept"] + options
      let gone =
        refused.contains { $0.state == .missing } ? ", or a stage that is gone," : ""
      text +=
        "not recorded, since a worse level\(gone) needs a reason "
        + "(\(ShellQuoting.command(record)), or \(ShellQuoting.command(accept))):\n"
      for finding in refused { text += "  \(ReportedFinding.line(finding))\n" }
    }
    try tool.output.write(text)
    if refused.isEmpty { return .pass }
    return refused.allSatisfy { $0.state == .missing } ? .missing : .regression
  }
}
