package import PerfgateConfiguration
package import PerfgateEval
import PerfgateHost
package import PerfgateModel
package import PerfgateStreaming
package import PerfgateSystem

/// A server with `/chat/completions` as the target of an eval.
package final class ChatTarget: EvalTarget {
  private let address: ServerAddress
  private let request: ChatRequest
  private let streams: Bool
  private let timeout: Duration
  private let access: ServerAccess

  /// Whether tokens are to be expected of every reply.
  package var reportsUsage: Bool { true }

  /// Reads the prompt of a plan; nothing is connected yet.
  ///
  /// - Parameters:
  ///   - plan: The server.
  ///   - target: The target, for its time limit and its place.
  ///   - folder: What files of prompts are relative to.
  ///   - environment: Where the key is looked for when the target starts.
  /// - Throws: `GateError` where the address is none, or a prompt cannot be read.
  package init(
    _ plan: ServerPlan,
    target: TargetPlan,
    folder: String,
    environment: ProcessEnvironment
  ) throws(GateError) {
    address = try ServerAddress(plan.baseURL, path: "/chat/completions")
    request = try ChatRequest(plan, folder: folder, at: target.location)
    streams = plan.streams
    timeout = .seconds(target.timeoutSeconds)
    access = ServerAccess(
      keyVariable: plan.keyVariable,
      environment: environment,
      connectSeconds: target.timeoutSeconds
    )
  }

  /// Reads the key; the first request connects.
  ///
  /// - Throws: `GateError` where the key is missing or none.
  package func start() async throws(GateError) { try await access.open() }

  /// Asks the server for one reply.
  package func reply(
    to call: TargetCall,
    _ attempt: Attempt
  ) async throws(AttemptFailure) -> AttemptReply<TargetReply> {
    guard let session = access.session else {
      throw AttemptFailure(.never, kind: "cancelled", message: "\(address.shown) is not started")
    }
    let body: [UInt8]
    do {
      body = try request.body(for: call.evalCase)
    } catch {
      throw AttemptFailure(.never, kind: "prompt", message: error.message)
    }
    let limit = min(attempt.timeLimit ?? timeout, timeout)
    let begin = MonotonicClock.nowNanoseconds()
    let answer = try await answer(to: body, session, within: limit)
    let reader = ChatAnswerReader(
      key: session.key,
      address: address.shown,
      streams: streams,
      caseID: call.evalCase.id
    )
    return try reader.reply(answer, begin: begin)
  }

  private func answer(
    to body: [UInt8],
    _ session: ServerAccess.Session,
    within limit: Duration
  ) async throws(AttemptFailure) -> ServerAnswer {
    let collector = ReplyCollector(readsStream: streams)
    do {
      return try await session.connections.send(
        to: address,
        body,
        key: session.key,
        within: limit,
        to: collector
      )
    } catch {
      // What follows the end of a stream does not matter, even that the connection broke.
      if let answer = collector.finished { return answer }
      throw ConnectionFailure.of(
        error,
        address,
        limit: limit,
        wasAnswering: collector.hasBegun
      )
    }
  }

  /// The tokens that an attempt will need: what the plan says, or a guess from the messages.
  package func estimatedTokens(of call: TargetCall) -> Int? {
    request.estimatedTokens(for: call.evalCase)
  }

  /// A guess at the tokens of one attempt, from the messages and what a reply may have.
  package func estimatedUsage(of evalCase: EvalCase) -> TokenUsage {
    request.estimatedUsage(for: evalCase)
  }

  /// Whether a parameter limits the tokens of a reply.
  package var limitsReplies: Bool { request.limitsReplies }

  /// Closes all connections; a request that is under way ends with an error.
  package func stop() async -> TargetSummary {
    await access.close()
    return TargetSummary()
  }
}
