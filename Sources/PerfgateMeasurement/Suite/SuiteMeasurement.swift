package import PerfgateConfiguration
package import PerfgateModel
package import PerfgateSystem

/// Measures the benchmarks of a suite one after the other.
package enum SuiteMeasurement {
  /// Measures every planned benchmark; those that an interruption leaves out are skipped.
  ///
  /// - Parameters:
  ///   - plans: In the order of the configuration.
  ///   - context: Runner, clock and surroundings.
  ///   - time: How long all of it may take; `nil` for as long as the plans say.
  ///   - finished: Receives every entry as soon as it is there, with its place; what it does is on
  ///     no benchmark's time.
  ///   - pause: Called where nothing is measured, again and again.
  ///   - progress: Told of every step.
  /// - Returns: One entry per plan, in the same order.
  /// - Throws: `ProcessError` where programs cannot be run at all.
  package static func measure(
    _ plans: [BenchmarkPlan],
    context: MeasurementContext,
    within time: TimeShare? = nil,
    finished: (Int, RunEntry) -> Void = { _, _ in },
    pause: @escaping () -> Void = {},
    progress: (MeasurementProgress) -> Void
  ) throws(ProcessError) -> [RunEntry] {
    var entries: [RunEntry] = []
    for (index, plan) in plans.enumerated() {
      guard !context.isInterrupted() else {
        entries.append(.skipped(plan, reason: "perfgate was interrupted before it came to it"))
        continue
      }
      try withoutActuallyEscaping(progress) { progress throws(ProcessError) in
        let report = { (step: MeasurementProgress.Step) in
          progress(
            MeasurementProgress(key: plan.key, index: index, total: plans.count, step: step)
          )
        }
        report(.began)
        var own = context
        own.seed = context.seed &+ UInt64(index)
        if let suite = plan.key.suite {
          own.directory = context.suiteDirectories[suite] ?? context.directory
        }
        let entry = try Self.entry(
          of: plan,
          context: own,
          limit: time.map {
            ProcessBenchmark.TimeLimit(
              endOfShare: $0.endOfShare(from: context.now(), remaining: plans.count - index),
              suite: $0
            )
          },
          pause: pause,
          progress: report
        )
        report(.ended(entry.status, reason: entry.reason))
        entries.append(entry)
        finished(index, entry)
        pause()
      }
    }
    return entries
  }

  private static func entry(
    of plan: BenchmarkPlan,
    context: MeasurementContext,
    limit: ProcessBenchmark.TimeLimit?,
    pause: @escaping () -> Void,
    progress: @escaping (MeasurementProgress.Step) -> Void
  ) throws(ProcessError) -> RunEntry {
    if let monitor = plan.monitor, !monitor.isRun {
      return FileReading.entry(plan, monitor, context: context)
    }
    var benchmark = ProcessBenchmark(
      plan,
      context: context,
      limit: limit,
      pause: pause,
      progress: progress
    )
    return try benchmark.measure()
  }
}

extension RunEntry {
  /// A planned benchmark that is not measured.
  ///
  /// - Parameters:
  ///   - plan: What was planned.
  ///   - reason: Why, one phrase.
  /// - Returns: An entry without values.
  package static func skipped(_ plan: BenchmarkPlan, reason: String) -> RunEntry {
    var entry = RunEntry(plan, status: .skipped)
    entry.reason = reason
    return entry
  }

  /// An entry of a planned benchmark, without values.
  init(_ plan: BenchmarkPlan, status: Status) {
    self.init(key: plan.key, tags: plan.tags, command: plan.command.asTyped, status: status)
    origin = plan.monitor == nil ? .process : .monitor
  }
}
