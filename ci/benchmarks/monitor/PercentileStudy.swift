import Foundation
import PerfgateMonitor
import PerfgateStatistics

/// How far percentiles of log-normal durations are from the exact ones.
struct PercentileStudy {
  let count: Int

  /// The table.
  func table() -> [String] {
    let rows = [0.25, 1, 2].flatMap(rows)
    return [
      "| \(count) log-normal durations, sigma | percentile | exact ns | monitor ns | error |",
      "|---:|---:|---:|---:|---:|",
    ] + rows
  }

  private func rows(sigma: Double) -> [String] {
    let clock = ManualClock()
    var options = MonitorOptions()
    options.clock = .manual(clock)
    let monitor = PerformanceMonitor(options: options)
    let stage = monitor.stage("run")
    var generator = SeededGenerator(seed: 5)
    var values: [Int64] = []
    values.reserveCapacity(count)
    for _ in 0..<count {
      // Box and Muller (1958).
      let radius = (-2 * log(1 - generator.nextUnit())).squareRoot()
      let normal = radius * cos(2 * .pi * generator.nextUnit())
      let value = Int64(1e6 * exp(sigma * normal))
      values.append(value)
      let span = stage.begin()
      clock.advance(nanoseconds: value)
      span.end()
    }
    values.sort()
    let service = monitor.snapshot().stage("run")?.service ?? LatencyDistribution()
    return [50, 90, 95, 99, 99.9].map { percent in
      let rank = Int((percent.nextDown * Double(count) / 100).rounded(.up))
      let exact = values[rank - 1]
      let found = service.percentile(percent)
      let error = 100 * Double(found - exact) / Double(exact)
      return "| \(sigma) | \(percent) | \(exact) | \(found) | \(error.text(3))% |"
    }
  }
}
