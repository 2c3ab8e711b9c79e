/// The step that values of a metric are multiples of.
enum Granularity {
  /// What clocks of processor time were seen to tick at, in seconds, the coarsest first.
  private static let ticks = [0.01, 0.004, 0.001]
  /// The metrics that the kernel may count in ticks.
  private static let timed = ["cpu", "user", "system"]

  /// The step of a metric, in its unit; 0 where values are continuous.
  ///
  /// - Parameters:
  ///   - values: Of earlier invocations, in the metric's unit.
  ///   - metric: Its name.
  /// - Returns: The coarsest step that all values are multiples of, or what the kernel counts in.
  static func step(of values: [Double], metric: String) -> Double {
    // Memory is counted in pages and told in kilobytes.
    if metric == "peak_rss" { return 4096 }
    guard timed.contains(metric) else { return 0 }
    let seen = values.filter { $0 > 0 }
    let tick = ticks.first { step in
      seen.count >= 3 && seen.allSatisfy { abs(($0 / step).rounded() * step - $0) < 1e-9 }
    }
    return tick ?? 1e-6
  }
}
