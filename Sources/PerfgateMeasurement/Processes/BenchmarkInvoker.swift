import PerfgateConfiguration
import PerfgateModel
import PerfgateSystem

/// Runs the command and the hooks of one benchmark in one tree, and says what went wrong.
struct BenchmarkInvoker {
  /// How long what cleans up may still take once perfgate is interrupted.
  private static let cleaningPatienceNanoseconds: Int64 = 10_000_000_000

  private let plan: BenchmarkPlan
  private let runner: any ProcessRunner
  /// Of hooks.
  private let builder: RequestBuilder
  /// Of the command itself, which may be bound to processors; hooks are not.
  private let measured: RequestBuilder
  /// What the command writes about its stages; `nil` for what is no monitor.
  private let exported: ExportedFile?

  /// Prepares to run a benchmark.
  ///
  /// - Parameters:
  ///   - plan: What to run.
  ///   - context: The tree, its surroundings and the runner.
  init(_ plan: BenchmarkPlan, context: MeasurementContext) {
    self.plan = plan
    runner = context.runner
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
    exported = plan.monitor.map { ExportedFile($0, in: context.directory) }
  }

  /// Whether nothing has to happen between two invocations, so that one follows the other at once.
  var mayRunInSeries: Bool {
    plan.prepare.isEmpty && plan.cleanup.isEmpty && exported == nil
  }

  /// The request for the command, and that for a shell that does nothing where it needs one.
  ///
  /// - Returns: Both requests.
  /// - Throws: `ExecutableLookupError` where there is no such program.
  func requests() throws(ExecutableLookupError) -> (
    command: ProcessRequest, idleShell: ProcessRequest?
  ) {
    (
      try measured.request(for: plan.command, standardInput: plan.standardInput),
      plan.command.needsShell ? try measured.request(for: .shell(":")) : nil
    )
  }

  /// Measures what a shell costs.
  ///
  /// - Parameter request: Runs a shell that does nothing.
  /// - Returns: The cost, or why it is not known.
  /// - Throws: `ProcessError` where the runner fails.
  func shellCost(
    _ request: ProcessRequest
  ) throws(ProcessError) -> Result<ShellCost, InvocationFault> {
    switch try ShellCost.measure(request, runner: runner) {
    case .success(let cost): return .success(cost)
    case .failure(let failure):
      let reason = InvocationFailure(
        failure.outcome,
        expectedExit: 0,
        timeoutSeconds: plan.timeoutSeconds,
        invocation: nil
      )
      let shown = reason?.ofHook("the shell", command: .shell(":"))
      return .failure(
        InvocationFault(
          failure: shown
            ?? InvocationFailure(invocation: nil, kind: .hook, detail: "the shell failed")
        )
      )
    }
  }

  /// One invocation between its prepare and cleanup.
  ///
  /// - Parameters:
  ///   - request: The command.
  ///   - invocation: Its number; `nil` for one that does not count.
  ///   - stages: What earlier invocations in this tree exported; learns what it did not know.
  /// - Returns: What was measured, `nil` where that is not known, and what went wrong, in its order.
  /// - Throws: `ProcessError` where the runner fails.
  func invoke(
    _ request: ProcessRequest,
    invocation: Int?,
    checking stages: inout StageSeries
  ) throws(ProcessError) -> (measured: MeasuredInvocation?, failures: [InvocationFailure]) {
    if let failure = try runHooks(.prepare, invocation: invocation) { return (nil, [failure]) }
    var measured: MeasuredInvocation?
    var failures: [InvocationFailure] = []
    if let reason = exported?.remove() {
      failures.append(InvocationFailure(invocation: invocation, kind: .export, detail: reason))
    } else {
      let outcome = try runner.run(request)
      measured = MeasuredInvocation(outcome: outcome)
      if let failure = failure(of: outcome, invocation: invocation) {
        failures.append(failure)
      } else if let exported {
        // Before cleanup, which may remove it.
        switch exported.read() {
        case .success(let export):
          measured?.export = export
          if let difference = stages.check(export) {
            failures.append(.ofExport(difference, outcome, invocation: invocation))
          }
        case .failure(let fault):
          failures.append(.ofExport(fault.reason, outcome, invocation: invocation))
        }
      }
    }
    if let failure = try runHooks(.cleanup, invocation: invocation) { failures.append(failure) }
    return (measured, failures)
  }

  /// Why an outcome of the command is no measurement; `nil` where it is one.
  func failure(of outcome: ProcessOutcome, invocation: Int?) -> InvocationFailure? {
    InvocationFailure(
      outcome,
      expectedExit: Int(plan.expectedExit),
      timeoutSeconds: plan.timeoutSeconds,
      invocation: invocation
    )
  }

  /// The commands around the measured one.
  enum Hook: String {
    case setup
    case prepare
    case cleanup
    case teardown
  }

  /// Runs hooks in their order up to the first that fails.
  ///
  /// - Parameters:
  ///   - hook: Which ones.
  ///   - invocation: The invocation that they belong to; `nil` for none.
  /// - Returns: What went wrong; `nil` where all succeeded.
  /// - Throws: `ProcessError` where the runner fails.
  func runHooks(_ hook: Hook, invocation: Int?) throws(ProcessError) -> InvocationFailure? {
    let isCleaning = hook == .cleanup || hook == .teardown
    for command in commands(of: hook) {
      var request: ProcessRequest
      do throws(ExecutableLookupError) {
        request = try builder.request(for: command)
        request.interruptPatienceNanoseconds = isCleaning ? Self.cleaningPatienceNanoseconds : 0
      } catch {
        return InvocationFailure(error, invocation: invocation)
          .ofHook(hook.rawValue, command: command)
      }
      let failure = InvocationFailure(
        try runner.run(request),
        expectedExit: 0,
        timeoutSeconds: plan.timeoutSeconds,
        invocation: invocation
      )
      if let failure { return failure.ofHook(hook.rawValue, command: command) }
    }
    return nil
  }

  private func commands(of hook: Hook) -> [CommandLine] {
    switch hook {
    case .setup: plan.setup
    case .prepare: plan.prepare
    case .cleanup: plan.cleanup
    case .teardown: plan.teardown
    }
  }
}

/// What went wrong, where a value was asked for.
struct InvocationFault: Error {
  /// What went wrong.
  let failure: InvocationFailure
}
