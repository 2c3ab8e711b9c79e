package import PerfgateConfiguration
package import PerfgateModel
package import PerfgateStreaming
import PerfgateSystem

/// Processes that stay, and answer cases as JSON lines.
package struct WorkerTarget: EvalTarget {
  private let plan: TargetPlan
  private let pool: WorkerPool

  /// Creates a target.
  ///
  /// - Parameters:
  ///   - command: What is started.
  ///   - count: How many processes.
  ///   - plan: How.
  ///   - context: Where processes come from.
  /// - Throws: `GateError` where there is no such program.
  package init(
    _ command: CommandLine,
    count: Int,
    plan: TargetPlan,
    context: ProcessContext
  ) throws(GateError) {
    self.plan = plan
    pool = WorkerPool(
      WorkerPool.Settings(
        request: try context.request(
          for: command,
          adding: plan.environment,
          in: plan.workingDirectory,
          at: plan.location
        ),
        command: command.description,
        count: count,
        timeout: .limit(plan.timeoutSeconds),
        location: plan.location
      ),
      context.spawner
    )
  }

  /// Not every process knows tokens.
  package var reportsUsage: Bool { false }

  /// As many as all workers together take.
  package var places: Int? { pool.places }

  /// Starts the workers and waits for their hellos.
  package func start() async throws(GateError) { try await pool.start() }

  /// Asks a worker.
  package func reply(
    to call: TargetCall,
    _ attempt: Attempt
  ) async throws(AttemptFailure) -> AttemptReply<TargetReply> {
    let members = ProcessQuestion.members(
      call.evalCase,
      repeatIndex: call.repeatIndex,
      config: plan.config
    )
    let limit = attempt.limit(.limit(plan.timeoutSeconds))
    let answer = try await pool.call(members, within: limit)
    var reply = try ProcessReply(answer.object).targetReply()
    // A clock around the call would count the wait for a worker, too.
    reply.output.serviceSeconds = answer.serviceSeconds
    return reply
  }

  /// Processes have no tokens to plan with.
  package func estimatedTokens(of call: TargetCall) -> Int? { nil }

  /// Ends the workers.
  package func stop() async -> TargetSummary { await pool.stop() }
}
