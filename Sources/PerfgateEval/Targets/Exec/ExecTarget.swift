package import PerfgateConfiguration
package import PerfgateModel
package import PerfgateStreaming
import PerfgateSystem

/// A process for each case: JSON on standard input, JSON or plain text on standard output.
package struct ExecTarget: EvalTarget {
  private let plan: TargetPlan
  private let runner: ExecRunner

  /// Creates a target.
  ///
  /// - Parameters:
  ///   - command: What is started for a case.
  ///   - plan: How.
  ///   - context: Where processes come from.
  /// - Throws: `GateError` where there is no such program.
  package init(
    _ command: CommandLine,
    plan: TargetPlan,
    context: ProcessContext
  ) throws(GateError) {
    self.plan = plan
    let request = try context.request(
      for: command,
      adding: plan.environment,
      in: plan.workingDirectory,
      at: plan.location
    )
    runner = ExecRunner(request, context.spawner)
  }

  /// Not every process knows tokens.
  package var reportsUsage: Bool { false }

  /// Nothing is started before there is a case.
  package func start() async throws(GateError) {}

  /// Runs a process for a case.
  package func reply(
    to call: TargetCall,
    _ attempt: Attempt
  ) async throws(AttemptFailure) -> AttemptReply<TargetReply> {
    let limit = attempt.limit(.limit(plan.timeoutSeconds))
    let question = ProcessQuestion.forOneCase(
      call.evalCase,
      repeatIndex: call.repeatIndex,
      config: plan.config,
      deadline: limit
    )
    let answer = try await runner.run(question, within: limit)
    var reply = try Self.read(answer.bytes)
    reply.output.serviceSeconds = answer.seconds
    return reply
  }

  /// Processes have no tokens to plan with.
  package func estimatedTokens(of call: TargetCall) -> Int? { nil }

  /// Every process has ended with its call.
  package func stop() async -> TargetSummary {
    TargetSummary(peakMemoryBytes: runner.peakMemoryBytes)
  }

  /// Reads an answer: an object that has an output or an error, and else text.
  static func read(_ bytes: [UInt8]) throws(AttemptFailure) -> AttemptReply<TargetReply> {
    if let object = try? JSONReader.read(bytes).object(),
      object.members.contains(where: { $0.key == "output" || $0.key == "error" })
    {
      return try ProcessReply(object).targetReply()
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw AttemptFailure(.never, kind: "output", message: "stdout is not UTF-8")
    }
    var end = text.utf8.endIndex
    if text.utf8.last == UInt8(ascii: "\n") { end = text.utf8.index(before: end) }
    return AttemptReply(TargetReply(output: String(text[..<end])))
  }
}

extension Attempt {
  /// How long it may take: the target's own limit, or what is left if that is less.
  func limit(_ own: Duration) -> Duration { timeLimit.map { min($0, own) } ?? own }
}
