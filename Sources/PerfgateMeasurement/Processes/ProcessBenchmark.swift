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

  /// How long what cleans up may still take once perfgate is interrupted.
  private static let cleaningPatienceNanoseconds: Int64 = 10_000_000_000

  private let plan: BenchmarkPlan
  private let context: MeasurementContext
  private let builder: RequestBuilder
  private let limit: TimeLimit?
  /// Of the command itself, which may be bound to processors; hooks are not.
  private let measured: RequestBuilder
  private let pause: () -> Void
  private let progress: (MeasurementProgress.Step) -> Void
  private var padding: EnvironmentPadding
  private var shellCost: ShellCost?
  private var metrics = ProcessMetrics()
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
    builder = RequestBuilder(
      context: context,
      workingDirectory: plan.workingDirectory,
      environment: plan.environment,
      timeoutSeconds: plan.timeoutSeconds
    )
    measured = RequestBuilder(
      context: context,
      workingDirectory: plan.workingDirectory,
      environment: plan.environment,
      timeoutSeconds: plan.timeoutSeconds,
      processors: plan.pin?.numbers ?? []
    )
    padding = EnvironmentPadding(seed: context.seed)
  }

  /// Measures to the end or to the first failure; what was measured is kept in either case.
  ///
  /// - Throws: `ProcessError` where the runner fails, which says nothing of the benchmark.
  mutating func measure() throws(ProcessError) -> RunEntry {
    let begin = context.now()
    var entry = RunEntry(
      key: plan.key,
      tags: plan.tags,
      command: plan.command.asTyped,
      status: .measured
    )
    guard !isSuiteOver else { return skipped(entry) }
    if try runHooks(plan.setup, named: "setup", invocation: nil) { try sampleUnlessKilled() }
    // Also after a failure: what setup made must not stay behind.
    _ = try runHooks(plan.teardown, named: "teardown", invocation: nil)
    entry.invocations = InvocationColumns(count: metrics.count)
    entry.metrics = metrics.samples(subtracting: shellCost)
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
      entry.warnings = MeasurementWarnings.all(in: entry, unsettled: unsettled)
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
      failures.append(
        InvocationFailure(
          invocation: metrics.count,
          kind: .signal,
          detail: "ended the process that runs it: it killed its parent, or memory ran short"
        )
      )
    }
  }

  private mutating func sample() throws(ProcessError) {
    let request: ProcessRequest
    let idleShell: ProcessRequest?
    do throws(ExecutableLookupError) {
      request = try measured.request(for: plan.command, standardInput: plan.standardInput)
      idleShell = plan.command.needsShell ? try measured.request(for: .shell(":")) : nil
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
      if plan.prepare.isEmpty, plan.cleanup.isEmpty {
        try sampleSeries(of: request, begin: begin)
      } else {
        guard let outcome = try invoke(request, invocation: metrics.count) else { return }
        record(outcome, begin: begin)
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
      guard let outcome = try invoke(request, invocation: nil) else { return false }
      warmup.append(Double(outcome.resources.wallNanoseconds) / 1e9)
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
      if let failure = failure(of: outcome, invocation: metrics.count) {
        failures.append(failure)
        return false
      }
      record(outcome, begin: begin)
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

  private mutating func record(_ outcome: ProcessOutcome, begin: Int64) {
    metrics.append(outcome)
    progress(.sampled(metrics.count, seconds: seconds(since: begin)))
  }

  /// Learns what is to be subtracted; false where the shell itself fails, since values with and
  /// without its cost must never be compared.
  private mutating func measureShell(_ request: ProcessRequest) throws(ProcessError) -> Bool {
    switch try ShellCost.measure(request, runner: context.runner) {
    case .success(let cost):
      shellCost = cost
      return true
    case .failure(let failure):
      let reason = InvocationFailure(
        failure.outcome,
        expectedExit: 0,
        timeoutSeconds: plan.timeoutSeconds,
        invocation: nil
      )
      if let reason { failures.append(reason.ofHook("the shell", command: .shell(":"))) }
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
  ) throws(ProcessError) -> ProcessOutcome? {
    guard try runHooks(plan.prepare, named: "prepare", invocation: invocation) else { return nil }
    let outcome = try context.runner.run(Self.padded(request, with: &padding))
    let failure = failure(of: outcome, invocation: invocation)
    if let failure { failures.append(failure) }
    guard try runHooks(plan.cleanup, named: "cleanup", invocation: invocation), failure == nil
    else { return nil }
    return outcome
  }

  private func failure(of outcome: ProcessOutcome, invocation: Int?) -> InvocationFailure? {
    InvocationFailure(
      outcome,
      expectedExit: Int(plan.expectedExit),
      timeoutSeconds: plan.timeoutSeconds,
      invocation: invocation
    )
  }

  /// Runs hooks in their order; false after the first one that fails.
  private mutating func runHooks(
    _ hooks: [CommandLine],
    named name: String,
    invocation: Int?
  ) throws(ProcessError) -> Bool {
    let isCleaning = name == "cleanup" || name == "teardown"
    let patience = isCleaning ? Self.cleaningPatienceNanoseconds : 0
    for hook in hooks {
      guard let failure = try failure(of: hook, invocation: invocation, patience: patience) else {
        continue
      }
      failures.append(failure.ofHook(name, command: hook))
      return false
    }
    return true
  }

  private func failure(
    of hook: CommandLine,
    invocation: Int?,
    patience: Int64
  ) throws(ProcessError) -> InvocationFailure? {
    var request: ProcessRequest
    do throws(ExecutableLookupError) {
      request = try builder.request(for: hook)
      request.interruptPatienceNanoseconds = patience
    } catch {
      return InvocationFailure(error, invocation: invocation)
    }
    return InvocationFailure(
      try context.runner.run(request),
      expectedExit: 0,
      timeoutSeconds: plan.timeoutSeconds,
      invocation: invocation
    )
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
