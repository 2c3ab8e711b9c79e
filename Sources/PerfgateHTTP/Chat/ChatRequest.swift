import PerfgateConfiguration
import PerfgateEval
import PerfgateModel

/// The requests that a target makes of cases.
struct ChatRequest: Sendable {
  /// Members that a plan has words of its own for.
  private static let reserved = ["messages", "model", "stream", "stream_options"]
  /// The tokens that a reply is taken to need where nothing limits it.
  private static let usualOutputTokens = 256

  private let prompt: ChatPrompt
  private let members: [(String, JSONValue)]
  private let fixedEstimate: Int?
  private let outputTokens: Int
  /// Whether a parameter limits the tokens of a reply.
  let limitsReplies: Bool

  /// Makes what all requests have in common.
  ///
  /// - Parameters:
  ///   - plan: The server.
  ///   - folder: What files of prompts are relative to.
  ///   - place: Where it is configured.
  /// - Throws: `GateError` where a file cannot be read, or a parameter takes the place of a setting.
  init(_ plan: ServerPlan, folder: String, at place: SourcePlace) throws(GateError) {
    for member in plan.parameters.sorted where Self.reserved.contains(member.key) {
      let setting = member.key == "messages" ? "prompt" : member.key
      throw GateError(
        .badConfiguration,
        "'\(member.key)' is no parameter: perfgate sends it itself",
        at: place,
        hints: ["use '\(setting == "stream_options" ? "stream" : setting)' of the target"]
      )
    }
    prompt = try ChatPrompt(plan.prompt, folder: folder)
    var members = plan.parameters.sorted.map { ($0.key, $0.value) }
    members.append(("model", .string(plan.model)))
    if plan.streams {
      members.append(("stream", .bool(true)))
      // Without it a stream says nothing of its tokens.
      members.append(("stream_options", .object(["include_usage": .bool(true)])))
    }
    self.members = members
    fixedEstimate = plan.estimatedTokens
    let limits = ["max_tokens", "max_completion_tokens"].compactMap { name -> Int? in
      guard case .number(let limit)? = plan.parameters.member(name), limit >= 0 else { return nil }
      return Int(exactly: limit.rounded()).map { min($0, TokenUsage.most) }
    }
    outputTokens = limits.max() ?? Self.usualOutputTokens
    limitsReplies = !limits.isEmpty
  }

  /// The body of the request for a case.
  ///
  /// - Throws: `MissingField` where the case lacks what the prompt needs.
  func body(for evalCase: EvalCase) throws(MissingField) -> [UInt8] {
    let messages = try prompt.messages(for: evalCase)
    return JSONWriter.bytes(
      .object(JSONMembers(members + [("messages", messages)])),
      form: .compact
    )
  }

  /// The tokens that a request will need: a quarter of the bytes of its messages, and what the reply
  /// may have.
  func estimatedTokens(for evalCase: EvalCase) -> Int {
    fixedEstimate ?? estimatedUsage(for: evalCase).total
  }

  /// The same read and written apart, whatever the plan says of their sum.
  func estimatedUsage(for evalCase: EvalCase) -> TokenUsage {
    let messages = try? prompt.messages(for: evalCase)
    let bytes = messages.map(Self.textBytes) ?? evalCase.byteCount
    return TokenUsage(input: bytes / 4, output: outputTokens)
  }

  /// The bytes of all strings of a value.
  private static func textBytes(_ value: JSONValue) -> Int {
    switch value {
    case .string(let text): text.utf8.count
    case .array(let items): items.reduce(0) { $0 + textBytes($1) }
    case .object(let members): members.sorted.reduce(0) { $0 + textBytes($1.value) }
    default: 0
    }
  }
}
