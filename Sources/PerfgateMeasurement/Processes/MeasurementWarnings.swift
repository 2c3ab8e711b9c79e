import PerfgateModel
import PerfgateStatistics

/// Looks for what makes the values of an entry doubtful.
enum MeasurementWarnings {
  /// Process start-up takes about half a millisecond; below four times that it is most of the time.
  private static let shortSeconds = 0.002
  /// The share of far-off values above which a machine counts as disturbed.
  private static let outlierShare = 0.1

  /// Every warning about an entry, most fundamental first.
  static func all(in entry: RunEntry) -> [MeasurementWarning] {
    guard let wall = entry.samples(of: "wall"), let summary = try? Summary(samples: wall.values)
    else { return [] }
    return [
      shellCost(wall, summary), shortProgram(wall, summary), slowStart(wall, summary),
      bimodal(summary), outliers(summary),
    ].compactMap { $0 }
  }

  private static func shellCost(
    _ wall: MetricSamples,
    _ summary: Summary
  ) -> MeasurementWarning? {
    guard let overhead = wall.overhead, summary.median < 5 * overhead.uncertainty else {
      return nil
    }
    return MeasurementWarning(
      .shellCost,
      metric: "wall",
      "the shell's start (\(QuantityText.seconds(overhead.median)) ± "
        + "\(QuantityText.seconds(overhead.uncertainty)), subtracted) hides a command of "
        + QuantityText.seconds(summary.median),
      advice: "give the command as a list, or let it do more"
    )
  }

  private static func shortProgram(
    _ wall: MetricSamples,
    _ summary: Summary
  ) -> MeasurementWarning? {
    guard wall.overhead == nil, summary.median < shortSeconds else { return nil }
    return MeasurementWarning(
      .shortProgram,
      metric: "wall",
      "an invocation takes \(QuantityText.seconds(summary.median)), mostly process start-up",
      advice: "let one invocation do more work"
    )
  }

  private static func slowStart(
    _ wall: MetricSamples,
    _ summary: Summary
  ) -> MeasurementWarning? {
    guard let first = wall.values.first, wall.values.count >= 5,
      first > summary.median + 5 * summary.scaledMAD, first > 1.1 * summary.median
    else { return nil }
    return MeasurementWarning(
      .slowStart,
      metric: "wall",
      "the first invocation took \(QuantityText.seconds(first)), the median is "
        + QuantityText.seconds(summary.median),
      advice: "raise 'warmup'"
    )
  }

  private static func bimodal(_ summary: Summary) -> MeasurementWarning? {
    guard summary.bimodality?.isIndicated == true else { return nil }
    return MeasurementWarning(
      .bimodal,
      metric: "wall",
      "the values fall into more than one group",
      advice: "look for caches, power states or a second code path, and fix the one to measure"
    )
  }

  private static func outliers(_ summary: Summary) -> MeasurementWarning? {
    let count = summary.outliers.severeLow + summary.outliers.severeHigh
    guard summary.count >= 15, Double(count) > outlierShare * Double(summary.count) else {
      return nil
    }
    return MeasurementWarning(
      .outliers,
      metric: "wall",
      "\(count) of \(summary.count) values are far off",
      advice: "close what else runs on the machine"
    )
  }
}
