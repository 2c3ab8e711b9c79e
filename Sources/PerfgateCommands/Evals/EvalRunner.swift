import PerfgateConfiguration
import PerfgateEval
import PerfgateHost
import PerfgateModel
import PerfgateMonitor
import PerfgateReport
import PerfgateStreaming
import PerfgateSystem

/// Runs evals that were prepared, one after the other, and makes their entries.
struct EvalRunner {
  /// What one eval gave besides its entry.
  struct Report {
    let outcomes: [EvalOutcome]
    let snapshot: MonitorSnapshot
  }

  let seed: UInt64
  /// The folder for files of results.
  let casesFolder: String
  /// Whether results that are there are kept.
  let beginning: ResultFile.Beginning
  /// When the time of the whole run is over, on the monotonic clock; `nil` where it has none.
  let end: Int64?
  let progress: EvalProgressPrinter
  /// Whether cases that did not pass are shown as they come.
  let showsCases: Bool
  let isInterrupted: @Sendable () -> Bool

  /// The most kinds of errors that are told.
  private static let mostKinds = 6

  /// What a reader must know of cases of which nothing is known: every kind of error, the commonest first,
  /// and one of them.
  static func notice(of eval: PreparedEval, _ report: Report, in folder: String) -> VerdictNotice? {
    guard let tally = report.outcomes.first?.tally, let first = tally.firstFailure else {
      return nil
    }
    // A few that hang must not disappear behind many that end in another way.
    let kinds = tally.failuresByKind.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    var told = kinds.prefix(mostKinds).map { "\($0.value) \(MessageText.shortened($0.key))" }
    let others = tally.count.errored - kinds.prefix(mostKinds).reduce(0) { $0 + $1.value }
    if others > 0 { told.append("\(others) of other kinds") }
    return VerdictNotice(
      "\(tally.count.errored) of \(tally.tried) cases of '\(eval.plan.key)' errored "
        + "and \(tally.count.errored == 1 ? "is" : "are") left out of its scores (\(told.joined(separator: ", "))); the first, "
        + "\(first.id): \(first.failure.kind): \(first.failure.message)",
      advice:
        "each of them is in \(Files.join(folder, CaseFileName.name(of: eval.plan.key, .head)))"
    )
  }

  /// Runs an eval.
  ///
  /// - Parameter eval: What was prepared.
  /// - Returns: Its entry, and what else is known of it; `nil` where it did not run.
  /// - Throws: `GateError` where results cannot be written, or perfgate itself failed.
  func run(_ eval: PreparedEval) async throws(GateError) -> (entry: RunEntry, report: Report?) {
    guard case .runs(let work) = eval.course else {
      let word = eval.planned.isIdentical ? "identical" : "NOT evaluated"
      progress.ended(eval.plan.key, "\(word): \(eval.planned.reason ?? "")")
      return (eval.planned, nil)
    }
    guard !isInterrupted() else { return (eval.planned, nil) }
    var plan = eval.plan
    if let end {
      let left = Double(end - MonotonicClock.nowNanoseconds()) / 1e9
      guard left > 0 else {
        var entry = eval.planned
        entry.reason = "no time was left of --max-time"
        return (entry, nil)
      }
      plan.caps.wallSeconds = min(plan.caps.wallSeconds ?? left, left)
    }
    for side in work.sides {
      if let folder = Files.parent(of: side.path) {
        do throws(FileError) {
          try Files.createDirectories(folder)
        } catch {
          throw GateError(.cannotWrite, "\(error)")
        }
      }
    }
    do throws(GateError) {
      try await start(work)
    } catch {
      await stop(work)
      if isInterrupted() { return (eval.planned, nil) }
      // Whoever made a mistake in the configuration is told so; anything else is the eval's own.
      guard error.exit == .benchmarkFailed else { throw error }
      return (Self.failed(eval, error), nil)
    }
    let monitor = PerformanceMonitor()
    let pipeline = EvalPipeline(
      plan,
      source: EvalPipeline.Source(
        rowCount: work.dataset.facts.caseCount + work.dataset.facts.malformedCount,
        read: { each in try await work.dataset.read(each) }
      ),
      sides: work.sides,
      scoring: work.scoring,
      seed: seed,
      isInterrupted: isInterrupted,
      progress: { [progress] in progress.show($0) },
      notPassed: notPassed(of: eval.plan.key)
    )
    let outcomes: [EvalOutcome]
    do throws(GateError) {
      outcomes = try await pipeline.run(beginning, monitor: monitor)
      await work.scoring.stop()
    } catch {
      await work.scoring.stop()
      throw error
    }
    let entry = try entry(eval, work, outcomes)
    progress.ended(plan.key, Self.summary(of: entry, outcomes))
    return (entry, Report(outcomes: outcomes, snapshot: monitor.snapshot()))
  }

  private func notPassed(of key: BenchmarkKey) -> @Sendable (CaseResult) -> Void {
    guard showsCases else { return { _ in } }
    let file = Files.join(casesFolder, CaseFileName.name(of: key, .head))
    return { [progress] in progress.show($0, keptIn: file) }
  }

  private func start(_ work: PreparedEval.Work) async throws(GateError) {
    for side in work.sides { try await side.target.start() }
    try await work.scoring.start()
  }

  private func stop(_ work: PreparedEval.Work) async {
    for side in work.sides { _ = await side.target.stop() }
    await work.scoring.stop()
  }

  private static func failed(_ eval: PreparedEval, _ error: GateError) -> RunEntry {
    var entry = eval.planned
    entry.status = .failed
    let first = error.diagnostics.first
    let what = [first?.message ?? "it could not be started"]
    entry.reason = (what + (first?.notes ?? []) + (first?.hints ?? [])).joined(separator: "; ")
    return entry
  }

  private func entry(
    _ eval: PreparedEval,
    _ work: PreparedEval.Work,
    _ outcomes: [EvalOutcome]
  ) throws(GateError) -> RunEntry {
    var entry = eval.planned
    entry.measuringSeconds = outcomes.map(\.wallSeconds).max() ?? 0
    entry.cases = try totals(outcomes[0], of: work, side: 0)
    let isComparison = outcomes.count > 1
    if isComparison {
      entry.baseCases = try totals(outcomes[1], of: work, side: 1)
    }
    if outcomes.contains(where: \.isInterrupted) {
      entry.reason = "perfgate was asked to end; --resume goes on with what was done"
      return entry
    }
    // What stopped it at the very end left nothing out.
    if let reason = outcomes.compactMap(\.stopReason).first,
      outcomes.contains(where: { $0.tally.count.skipped > 0 })
    {
      let counts = outcomes[0].tally.count
      entry.status = .failed
      entry.reason =
        "stopped, \(counts.passed + counts.failed + counts.errored) of \(counts.read) cases were "
        + "tried: \(reason)"
      return entry
    }
    entry.status = .measured
    entry.reason = eval.replayReason
    entry.isExcused = eval.replayReason != nil
    entry.invocations = InvocationColumns(count: outcomes.count)
    if isComparison { entry.invocations.side = outcomes.map(\.side) }
    entry.metrics = Self.metrics(outcomes)
    entry.gaps = outcomes[0].tally.gaps(of: eval.plan, unpriced: work.unpriced)
    if isComparison { Self.leaveOutTimes(of: &entry, resumed: outcomes.map(\.tally.resumed).max()) }
    return entry
  }

  /// Takes out times of which those of one side may be of another run: what is compared then is not
  /// the sides, but the moments at which each of them was asked.
  private static func leaveOutTimes(of entry: inout RunEntry, resumed: Int?) {
    guard let resumed, resumed > 0 else { return }
    for name in ["latency", "ttft"] {
      let count = entry.metrics.count
      entry.metrics.removeAll { $0.name == name || $0.name.hasPrefix(name + ".") }
      guard entry.metrics.count < count else { continue }
      entry.gaps[name] =
        "\(resumed) of its results are of an earlier run, at another moment than their pairs may be; "
        + "run it anew without --resume"
    }
  }

  /// The metrics of all sides in one: a value of each side where all have it.
  private static func metrics(_ outcomes: [EvalOutcome]) -> [MetricSamples] {
    guard outcomes.count > 1 else { return outcomes[0].metrics }
    var metrics: [MetricSamples] = []
    for samples in outcomes[0].metrics {
      var joint = samples
      let others = outcomes.dropFirst().map { outcome in
        outcome.metrics.first { $0.name == samples.name }
      }
      if others.allSatisfy({ $0 != nil }) {
        joint.values += others.flatMap { $0?.values ?? [] }
        joint.observations = ([samples] + others.compactMap { $0 }).compactMap(\.observations).min()
      } else {
        joint.side = .head
      }
      metrics.append(joint)
    }
    return metrics
  }

  private func totals(
    _ outcome: EvalOutcome,
    of work: PreparedEval.Work,
    side: Int
  ) throws(GateError) -> CaseTotals {
    let path = work.sides[side].path
    let digest: String
    do throws(FileError) {
      digest = try EvalDigest.hex(ofFile: path)
    } catch {
      throw GateError(.cannotWrite, "the results cannot be read again: \(error)")
    }
    let count = outcome.tally.count
    return CaseTotals(
      file: Files.join(CaseFileName.folder, String(path.dropFirst(casesFolder.count + 1))),
      sha256: digest,
      dataset: work.dataset.facts.digest,
      read: count.read,
      passed: count.passed,
      failed: count.failed,
      errored: count.errored,
      skipped: count.skipped
    )
  }

  private static func summary(of entry: RunEntry, _ outcomes: [EvalOutcome]) -> String {
    if entry.status != .measured { return "\(entry.status.rawValue), \(entry.reason ?? "")" }
    let tally = outcomes[0].tally
    var parts = ["\(tally.count.passed) of \(tally.count.read) cases passed"]
    if tally.count.errored > 0 { parts.append("\(tally.count.errored) errored") }
    if tally.resumed > 0 { parts.append("\(tally.resumed) taken over") }
    if tally.costUSD > 0 { parts.append(QuantityText.text(tally.costUSD, unit: .usd)) }
    return parts.joined(separator: ", ")
      + " in \(QuantityText.wait(seconds: entry.measuringSeconds))"
  }
}
