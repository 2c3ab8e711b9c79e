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

  /// Measures the shell's own cost in the same surroundings as the command's.
  ///
  /// - Parameters:
  ///   - builder: The surroundings.
  ///   - runner: Runs the shell.
  /// - Returns: The cost; `nil` where the shell does not run.
  /// - Throws: `ProcessError` where the runner fails.
  static func measure(
    _ builder: RequestBuilder,
    runner: any ProcessRunner
  ) throws(ProcessError) -> ShellCost? {
    guard let request = try? builder.request(for: .shell(":")) else { return nil }
    var metrics = ProcessMetrics()
    for index in 0...invocations {
      let outcome = try runner.run(request)
      guard outcome.termination.isSuccess else { return nil }
      // The first one warms caches.
      if index > 0 { metrics.append(outcome) }
    }
    var overhead: [String: Overhead] = [:]
    for name in Self.metrics {
      guard let summary = try? Summary(samples: metrics[name]) else { continue }
      overhead[name] = Overhead(median: summary.median, uncertainty: summary.scaledMAD)
    }
    return ShellCost(overhead: overhead)
  }
}
