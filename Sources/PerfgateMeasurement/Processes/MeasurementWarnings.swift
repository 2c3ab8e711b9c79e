import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics

/// Looks for what makes the values of an entry doubtful.
enum MeasurementWarnings {
  /// Process start-up takes about half a millisecond; below four times that it is most of the time.
  private static let shortSeconds = 0.002
  /// The share of far-off values above which a machine counts as disturbed.
  private static let outlierShare = 0.1

  /// Every warning about an entry, most fundamental first.
  ///
  /// - Parameters:
  ///   - entry: What was measured.
  ///   - plan: How: only a configuration has keys to change.
  ///   - unsettled: How many invocations warmed up without settling; `nil` where they settled.
  /// - Returns: What is doubtful.
  static func all(
    in entry: RunEntry,
    of plan: BenchmarkPlan,
    unsettled: Int? = nil
  ) -> [MeasurementWarning] {
    guard let wall = entry.samples(of: "wall"), let summary = try? Summary(samples: wall.values)
    else { return [] }
    return [
      shellCost(wall, summary, plan), shortProgram(wall, summary), slowStart(wall, summary, plan),
      notSteady(wall, unsettled: unsettled, plan),
      bimodal(summary), outliers(summary),
    ].compactMap { $0 }
  }

  private static func shellCost(
    _ wall: MetricSamples,
    _ summary: Summary,
    _ plan: BenchmarkPlan
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
      advice: plan.isConfigured
        ? "give the command as a list, or let it do more"
        : "leave out what needs a shell, or let the command do more"
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
    _ summary: Summary,
    _ plan: BenchmarkPlan
  ) -> MeasurementWarning? {
    guard let first = wall.values.first, wall.values.count >= 5,
      first > summary.median + 5 * summary.scaledMAD, first > 1.1 * summary.median
    else { return nil }
    return MeasurementWarning(
      .slowStart,
      metric: "wall",
      "the first invocation took \(QuantityText.seconds(first)), the median is "
        + QuantityText.seconds(summary.median),
      advice: plan.isConfigured ? "raise 'warmup'" : "measure again, now that caches are warm"
    )
  }

  private static func notSteady(
    _ wall: MetricSamples,
    unsettled: Int?,
    _ plan: BenchmarkPlan
  ) -> MeasurementWarning? {
    let advice = "let one invocation do more work, or look for what fills up or heats up"
    if let unsettled {
      return MeasurementWarning(
        .notSteady,
        metric: "wall",
        "not steady: still becoming faster after \(unsettled) invocations of warm-up, a tenth of "
          + "the planned time",
        advice: "set 'warmup' to a larger count, or \(advice)"
      )
    }
    guard let drift = Steadiness.drift(of: wall.values) else { return nil }
    return MeasurementWarning(
      .notSteady,
      metric: "wall",
      "not steady: from the first to the last third of the invocations the time moved by "
        + QuantityText.change(JSONNumber.rounded(drift, significantDigits: 2)),
      advice: drift < 0 && plan.isConfigured
        ? "set 'warmup' to auto or a larger count, or \(advice)" : advice
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
