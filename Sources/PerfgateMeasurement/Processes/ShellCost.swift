import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics
import PerfgateSystem

/// What starting the shell costs, measured with a command that does nothing.
struct ShellCost: Sendable {
  /// The metrics that a shell adds to; memory is a peak, not a sum.
  static let metrics = ["wall", "cpu", "user", "system"]
  /// Enough for a median and its spread, at half a millisecond each.
  private static let invocations = 23

  /// The cost by metric name.
  let overhead: [String: Overhead]

  /// The cost that was subtracted from saved values; `nil` where no shell stood between.
  init?(subtractedFrom entry: RunEntry) {
    let known = entry.metrics.compactMap { samples in
      samples.overhead.map { (samples.name, $0) }
    }
    guard !known.isEmpty else { return nil }
    overhead = Dictionary(known) { first, _ in first }
  }

  private init(overhead: [String: Overhead]) {
    self.overhead = overhead
  }

  /// Measures the shell's own cost in the same surroundings as the command's.
  ///
  /// - Parameters:
  ///   - request: Runs a shell that does nothing, after the benchmark's setup.
  ///   - runner: Runs the shell.
  /// - Returns: The cost, or how the shell ended where it did not succeed.
  /// - Throws: `ProcessError` where the runner fails.
  static func measure(
    _ request: ProcessRequest,
    runner: any ProcessRunner
  ) throws(ProcessError) -> Result<ShellCost, ShellFailure> {
    var metrics = ProcessMetrics()
    for index in 0...invocations {
      let outcome = try runner.run(request)
      guard outcome.termination.isSuccess else { return .failure(ShellFailure(outcome: outcome)) }
      // The first one warms caches.
      if index > 0 { metrics.append(outcome) }
    }
    var overhead: [String: Overhead] = [:]
    for name in Self.metrics {
      guard let summary = try? Summary(samples: metrics[name]) else { continue }
      overhead[name] = Overhead(median: summary.median, uncertainty: summary.scaledMAD)
    }
    return .success(ShellCost(overhead: overhead))
  }
}

/// A shell that could not do nothing.
struct ShellFailure: Error {
  /// How it ended.
  let outcome: ProcessOutcome
}
