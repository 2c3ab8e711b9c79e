import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics
import PerfgateSystem

/// Measures one benchmark: setup, warm-up, fresh processes until enough is known, teardown.
struct ProcessBenchmark {
  /// A fixed time instead of the plan's own.
  struct TimeLimit {
    /// When this benchmark's share is spent, in nanoseconds of the monotonic clock.
    var endOfShare: Int64
    /// When the time of the whole suite is over.
    var suite: TimeShare
  }

  private let plan: BenchmarkPlan
  private let context: MeasurementContext
  private let invoker: BenchmarkInvoker
  private let limit: TimeLimit?
  private let pause: () -> Void
  private let progress: (MeasurementProgress.Step) -> Void
  private var padding: EnvironmentPadding
  private var shellCost: ShellCost?
  private var metrics = ProcessMetrics()
  private var stages = StageSeries()
  private var failures: [InvocationFailure] = []
  /// How many invocations warmed up without settling; `nil` where they settled.
  private var unsettled: Int?

  /// Prepares to measure a benchmark.
  init(
    _ plan: BenchmarkPlan,
    context: MeasurementContext,
    limit: TimeLimit? = nil,
    pause: @escaping () -> Void = {},
    progress: @escaping (MeasurementProgress.Step) -> Void
  ) {
    self.plan = plan
    self.context = context
    self.limit = limit
    self.pause = pause
    self.progress = progress
    invoker = BenchmarkInvoker(plan, context: context)
    padding = EnvironmentPadding(seed: context.seed)
  }

  /// Measures to the end or to the first failure; what was measured is kept in either case.
  ///
  /// - Throws: `ProcessError` where the runner fails, which says nothing of the benchmark.
  mutating func measure() throws(ProcessError) -> RunEntry {
    let begin = context.now()
    var entry = RunEntry(plan, status: .measured)
    guard !isSuiteOver else { return skipped(entry) }
    if let failure = try invoker.runHooks(.setup, invocation: nil) {
      failures.append(failure)
    } else {
      try sampleUnlessKilled()
    }
    // Also after a failure: what setup made must not stay behind.
    if let failure = try invoker.runHooks(.teardown, invocation: nil) { failures.append(failure) }
    entry.invocations = InvocationColumns(count: metrics.count)
    entry.metrics = metrics.samples(subtracting: shellCost) + stages.samples
    entry.failures = failures
    if failures.first?.kind == .interrupted {
      entry.status = .skipped
      let count = "\(metrics.count) invocation\(metrics.count == 1 ? "" : "s")"
      entry.reason = "perfgate was interrupted while measuring it, after \(count)"
    } else if let failure = failures.first {
      entry.status = .failed
      entry.reason = failure.detail
    } else if metrics.count == 0, limit != nil {
      return skipped(entry)
    } else {
      entry.warnings = MeasurementWarnings.all(in: entry, of: plan, unsettled: unsettled)
    }
    entry.measuringSeconds = seconds(since: begin)
    return entry
  }

  /// The entry of a benchmark that the suite's time ran out on.
  private func skipped(_ entry: RunEntry) -> RunEntry {
    var entry = entry
    entry.status = .skipped
    entry.reason = limit?.suite.reason
    entry.metrics = []
    return entry
  }

  /// Whether the suite's time is over: then even a plan's minimum has to wait.
  private var isSuiteOver: Bool { limit?.suite.isOver(at: context.now()) ?? false }

  /// A program that ends the spawner, or the memory of the machine, fails alone: the next one
  /// gets a new spawner.
  private mutating func sampleUnlessKilled() throws(ProcessError) {
    do throws(ProcessError) {
      try sample()
    } catch {
      guard error == .spawnerDied else { throw error }
      failures.append(.killedSpawner(invocation: metrics.count))
    }
  }

  private mutating func sample() throws(ProcessError) {
    let request: ProcessRequest
    let idleShell: ProcessRequest?
    do throws(ExecutableLookupError) {
      (request, idleShell) = try invoker.requests()
    } catch {
      failures.append(InvocationFailure(error, invocation: 0))
      return
    }
    // Not before setup, which may make the folder that the shell runs in.
    if let idleShell {
      guard try measureShell(idleShell) else { return }
    }
    guard try warmUp(request) else { return }
    let begin = context.now()
    while failures.isEmpty, !isSuiteOver, !isEnough(after: seconds(since: begin)) {
      pause()
      if invoker.mayRunInSeries {
        try sampleSeries(of: request, begin: begin)
      } else {
        guard let measured = try invoke(request, invocation: metrics.count) else { return }
        record(measured, begin: begin)
      }
    }
  }

  /// Runs what does not count; false after a failure.
  private mutating func warmUp(_ request: ProcessRequest) throws(ProcessError) -> Bool {
    guard case .fixed(let count) = plan.warmup else { return try warmUpUntilSteady(request) }
    for index in 0..<count where !isSuiteOver {
      guard try invoke(request, invocation: nil) != nil else { return false }
      progress(.warmedUp(index + 1, of: count))
    }
    return true
  }

  private mutating func warmUpUntilSteady(
    _ request: ProcessRequest
  ) throws(ProcessError) -> Bool {
    var samples = plan.samples
    if let limit { samples.timeSeconds = max(0, Double(limit.endOfShare - context.now()) / 1e9) }
    var warmup = AutomaticWarmup(samples)
    let begin = context.now()
    while !isSuiteOver, warmup.needsMore(after: seconds(since: begin)) {
      guard let measured = try invoke(request, invocation: nil) else { return false }
      warmup.append(Double(measured.outcome.resources.wallNanoseconds) / 1e9)
      progress(.warmedUp(warmup.count, of: nil))
    }
    if warmup.isFalling { unsettled = warmup.count }
    return true
  }

  /// Measures up to the next count at which sampling may stop; nothing has to happen in between,
  /// so one invocation follows the other at once.
  private mutating func sampleSeries(
    of request: ProcessRequest,
    begin: Int64
  ) throws(ProcessError) {
    let first = metrics.count
    let next = SampleSizes.stops.first { $0 > first && $0 >= plan.samples.minimum }
    let stop = min(next ?? plan.samples.maximum, plan.samples.maximum)
    var padding = padding
    try context.runner.runSeries(of: stop - first) { _ in
      Self.padded(request, with: &padding)
    } each: { outcome in
      if let failure = invoker.failure(of: outcome, invocation: metrics.count) {
        failures.append(failure)
        return false
      }
      record(MeasuredInvocation(outcome: outcome), begin: begin)
      return !isSuiteOver
    }
    self.padding = padding
  }

  private static func padded(
    _ request: ProcessRequest,
    with padding: inout EnvironmentPadding
  ) -> ProcessRequest {
    var padded = request
    padded.paddingBytes = padding.next()
    return padded
  }

  private mutating func record(_ measured: MeasuredInvocation, begin: Int64) {
    metrics.append(measured.outcome)
    if let export = measured.export { stages.append(export) }
    progress(.sampled(metrics.count, seconds: seconds(since: begin)))
  }

  /// Learns what is to be subtracted; false where the shell itself fails, since values with and
  /// without its cost must never be compared.
  private mutating func measureShell(_ request: ProcessRequest) throws(ProcessError) -> Bool {
    switch try invoker.shellCost(request) {
    case .success(let cost):
      shellCost = cost
      return true
    case .failure(let fault):
      failures.append(fault.failure)
      return false
    }
  }

  /// Sampling may stop at few counts only, so that looking often cannot favour lucky samples.
  private func isEnough(after seconds: Double) -> Bool {
    let count = metrics.count
    if count >= plan.samples.maximum { return true }
    let isSpent =
      limit.map { context.now() >= $0.endOfShare } ?? (seconds >= plan.samples.timeSeconds)
    return count >= plan.samples.minimum && isSpent && SampleSizes.mayStop(at: count)
  }

  /// One invocation between its prepare and cleanup; `nil` after a failure.
  private mutating func invoke(
    _ request: ProcessRequest,
    invocation: Int?
  ) throws(ProcessError) -> MeasuredInvocation? {
    let request = Self.padded(request, with: &padding)
    let (measured, found) = try invoker.invoke(
      request,
      invocation: invocation,
      checking: &stages
    )
    failures += found
    return found.isEmpty ? measured : nil
  }

  private func seconds(since begin: Int64) -> Double {
    Double(context.now() - begin) / 1e9
  }
}

extension CommandLine {
  /// The command as a list of arguments, the shell included.
  var asTyped: [String] {
    switch self {
    case .words(let words): words
    case .shell(let text): [RequestBuilder.shell, "-c", text]
    }
  }

  var needsShell: Bool {
    if case .shell = self { return true }
    return false
  }
}
