import PerfgateModel
import PerfgateStatistics
package import PerfgateSystem

/// How much a fixed program in fresh processes differs from itself on this machine.
package struct NoiseMeasurement: Sendable, Equatable {
  /// How many invocations there were.
  package var count: Int
  /// The median time of one, in seconds.
  package var median: Double
  /// How neighbouring invocations differ, as a standard deviation of their logarithms.
  package var spread: Double
  /// How medians of ten stretches of the measurement differ, as a standard deviation of their
  /// logarithms: what is left of the noise in a median.
  package var spreadOfMedians: Double
  /// How far the last third is from the first one as a share, where there is a trend.
  package var drift: Double?
  /// The slowest invocation over the median, less 1.
  package var worst: Double
  /// The share of invocations that took more than a tenth longer than the median.
  package var farOff: Double

  /// The fewest invocations that say something.
  package static let fewest = 20
  private static let stretches = 10
  private static let most = 10_000

  /// The fixed program: a shell that counts, some milliseconds of arithmetic in a fresh process.
  private static let script = "i=0; while [ $i -lt 10000 ]; do i=$((i+1)); done"

  /// Measures for a while.
  ///
  /// - Parameters:
  ///   - context: Runner and clock.
  ///   - seconds: How long, above 0.
  ///   - progress: Told of the invocations so far.
  /// - Returns: `nil` where the program cannot be run, or fewer than 20 invocations fit.
  /// - Throws: `ProcessError` where programs cannot be run at all.
  package static func measure(
    context: MeasurementContext,
    seconds: Double,
    progress: (Int) -> Void = { _ in }
  ) throws(ProcessError) -> NoiseMeasurement? {
    let request = ProcessRequest(
      executable: RequestBuilder.shell,
      arguments: ["-c", script],
      environment: ["PATH": "/usr/bin:/bin"],
      timeoutNanoseconds: 10_000_000_000
    )
    var walls: [Double] = []
    _ = try context.runner.run(request)
    let end = context.now() + Int64(min(seconds, 1e6) * 1e9)
    while context.now() < end, walls.count < most {
      let outcome = try context.runner.run(request)
      guard outcome.termination.isSuccess else { return nil }
      walls.append(Double(max(1, outcome.resources.wallNanoseconds)) / 1e9)
      progress(walls.count)
    }
    return NoiseMeasurement(walls)
  }

  /// Learns from the times of invocations, in seconds, in their order.
  ///
  /// - Parameter walls: At least 20, above 0; `nil` otherwise.
  package init?(_ walls: [Double]) {
    guard walls.count >= Self.fewest, walls.allSatisfy({ $0 > 0 && $0.isFinite }),
      let summary = try? Summary(samples: walls),
      let spread = NeighbourSpread.logarithmic(walls)
    else { return nil }
    let medians = (0..<Self.stretches).compactMap { index in
      try? Summary(
        samples: Array(
          walls[index * walls.count / Self.stretches..<(index + 1) * walls.count / Self.stretches]
        )
      ).median
    }
    count = walls.count
    median = summary.median
    self.spread = spread
    spreadOfMedians = NeighbourSpread.deviation(medians) ?? 0
    drift = Steadiness.drift(of: walls)
    worst = summary.maximum / summary.median - 1
    farOff = Double(walls.count { $0 > 1.1 * summary.median }) / Double(walls.count)
  }
}
