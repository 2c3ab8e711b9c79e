import PerfgateConfiguration
import PerfgateEval
import PerfgateHTTP
import PerfgateModel
@testable import PerfgateStreaming
import PerfgateSystem
import PerfgateTestServer
import Testing

/// A server and a target that asks it, both ended afterwards.
func withTarget<Result>(
  _ rules: ServerRules = ServerRules(),
  streams: Bool = false,
  timeoutSeconds: Double = 86_400,
  environment: [String: String] = [:],
  change: (inout ServerPlan) -> Void = { _ in },
  _ body: (any EvalTarget, TestServer) async throws -> Result
) async throws -> Result {
  let server = TestServer(rules)
  let port = try await server.start()
  var plan = ServerPlan(baseURL: "http://127.0.0.1:\(port)/v1", model: "test-model")
  plan.streams = streams
  change(&plan)
  var target = TargetPlan(kind: .openai(plan), location: SourcePlace(file: "perfgate.yaml"))
  target.timeoutSeconds = timeoutSeconds
  let made = try ServerTargets.make(
    plan,
    target: target,
    folder: "",
    environment: ProcessEnvironment(environment)
  )
  let result: Result
  do {
    try await made.start()
    result = try await body(made, server)
  } catch {
    _ = await made.stop()
    await server.stop()
    throw error
  }
  _ = await made.stop()
  await server.stop()
  return result
}

/// Rules that answer every chat with the same.
func scripted(_ reply: ServedReply) -> ServerRules {
  scripted { _ in reply }
}

/// Rules that answer chats by a function.
func scripted(_ script: @escaping @Sendable (ServedRequest) -> ServedReply?) -> ServerRules {
  var rules = ServerRules()
  rules.script = script
  return rules
}

/// A case whose row has its input and more.
func evalCase(
  _ input: JSONValue,
  id: String = "case-1",
  row: [(String, JSONValue)] = []
) -> EvalCase {
  EvalCase(
    id: id,
    digest: "00",
    line: 7,
    input: input,
    expected: nil,
    row: .object(JSONMembers([("id", .string(id))] + row)),
    byteCount: 100
  )
}

extension EvalTarget {
  /// One attempt with a text.
  func ask(
    _ text: String,
    id: String = "case-1",
    timeLimit: Duration? = nil
  ) async throws(AttemptFailure) -> AttemptReply<TargetReply> {
    try await reply(
      to: TargetCall(evalCase(.string(text), id: id)),
      Attempt(task: 0, number: 1, timeLimit: timeLimit)
    )
  }

  /// The failure of one attempt.
  func failure(_ text: String = "hello", timeLimit: Duration? = nil) async -> AttemptFailure? {
    do throws(AttemptFailure) {
      let reply = try await ask(text, timeLimit: timeLimit)
      Issue.record("a reply in place of a failure: \(reply.output)")
      return nil
    } catch {
      return error
    }
  }
}

/// A chat completion as JSON.
func completion(
  _ message: String = #"{"role":"assistant","content":"yes"}"#,
  finish: String = "stop",
  usage: String = #"{"prompt_tokens":5,"completion_tokens":2}"#
) -> String {
  #"{"model":"m-2","choices":[{"index":0,"message":\#(message),"finish_reason":"\#(finish)"}],"#
    + #""usage":\#(usage)}"#
}
