import PerfgateConfiguration
import PerfgateHost
import PerfgateMeasurement
import PerfgateModel
import PerfgateSystem

extension MeasuringSession {
  /// Runs evals after everything that was measured, so that they do not disturb it.
  func evaluate(
    _ evals: PreparedEvals,
    _ conduct: Conduct,
    into measured: inout Measured
  ) async throws(GateError) {
    guard !evals.isEmpty else { return }
    let progress = EvalProgressPrinter(
      stream: tool.diagnostics,
      isQuiet: output.quiet,
      now: { MonotonicClock.nowNanoseconds() }
    )
    defer { progress.finish() }
    let runner = EvalRunner(
      seed: measurement.seed,
      casesFolder: evals.casesFolder,
      beginning: evals.beginning,
      end: conduct.time?.end,
      progress: progress,
      showsCases: evals.showsCases,
      isInterrupted: { Interruption.isRaised }
    )
    for eval in evals.evals {
      let (entry, report) = try await runner.run(eval)
      conduct.finished(measured.entries.count, entry)
      measured.entries.append(entry)
      guard let report else { continue }
      evals.report?(eval, report)
      if let notice = EvalRunner.notice(of: eval, report, in: evals.casesFolder) {
        measured.notices.append(notice)
      }
    }
  }

  /// Prepares the evals that are selected, before anything is measured.
  ///
  /// - Parameters:
  ///   - plans: Which of them; `nil` for all.
  ///   - reports: Where results go, beside the reports; `nil` for a place that nobody sees.
  ///   - base: The base's tree; `nil` where nothing is compared.
  ///   - isResumed: Whether results that are there are kept.
  ///   - limit: The most cases of each; `nil` for all.
  /// - Returns: The evals, ready to run.
  /// - Throws: `GateError` for a dataset, a price list or a program that is not as it must be.
  func prepareEvals(
    _ plans: [EvalPlan]? = nil,
    into reports: ReportWriter?,
    beside base: EvalPreparation.Tree? = nil,
    resuming isResumed: Bool = false,
    limit: Int? = nil
  ) async throws(GateError) -> PreparedEvals {
    let plans = plans ?? evals
    guard !plans.isEmpty else { return PreparedEvals() }
    var prepared = try PreparedEvals(in: reports?.casesFolder, resuming: isResumed)
    let preparation = EvalPreparation(
      head: EvalPreparation.Tree(directory: project.directory, suites: project.directories),
      base: base,
      environment: tool.environment.adding(turn.environment),
      seed: measurement.seed,
      casesFolder: prepared.casesFolder,
      limit: limit
    )
    prepared.evals = try await preparation.prepare(plans)
    return prepared
  }
}
