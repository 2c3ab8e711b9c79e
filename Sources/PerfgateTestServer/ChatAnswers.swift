import PerfgateModel

/// Answers `/chat/completions` by rules.
struct ChatAnswers {
  /// What the rules have for this request.
  let fault: ServerRules.Fault?
  /// How long the server takes.
  let latency: Duration
  /// The model as it was asked for.
  let model: String
  /// Whether a stream is asked for.
  let streams: Bool
  /// Whether the stream is to tell its usage.
  let tellsUsage: Bool
  /// The answer.
  let answer: String
  /// The bytes that were asked.
  let promptBytes: Int

  /// Reads a request.
  ///
  /// - Throws: `JSONError` where it is none.
  init(
    _ request: ServedRequest,
    _ rules: ServerRules,
    fault: ServerRules.Fault?
  ) throws(JSONError) {
    let object = try JSONReader.read(request.body).object()
    model = try object.required("model").string()
    guard let last = try object.required("messages").array().last else {
      throw JSONError("'messages' is empty", offset: object.offset)
    }
    let prompt = try last.object().required("content").string()
    streams = try object["stream"]?.bool() ?? false
    let options = try object["stream_options"]?.object()
    let isIncluded = try options?["include_usage"]?.bool() ?? false
    tellsUsage = !streams || isIncluded
    promptBytes = request.body.count
    answer = rules.answer(to: prompt)
    latency = rules.latency
    self.fault = fault
  }

  /// The reply.
  var reply: ServedReply {
    switch fault {
    case .throttled?:
      return .json(
        Self.error("slow down", code: "rate_limit_exceeded"),
        status: 429,
        headers: [
          ("retry-after", "0"), ("x-ratelimit-limit-requests", "60000"),
          ("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "1ms"),
        ]
      )
    case .failed?: return .json(Self.error("it broke", code: "server_error"), status: 500)
    case .unavailable?:
      let headers = [("retry-after-ms", "1")]
      return .json(Self.error("overloaded", code: "overloaded"), status: 503, headers: headers)
    case .cutConnection?: return ServedReply(status: nil, ending: .cut)
    case .hang?: return ServedReply(status: nil, ending: .hang)
    case .empty?: return .json("")
    case .wrongJSON?: return .json(#"{"choices": [{"message": {"content": oops"#)
    case .huge?:
      let piece = ServedReply.Piece(bytes: Array(repeating: UInt8(ascii: " "), count: 17 << 20))
      return ServedReply(pieces: [piece])
    case .slow?, .cutStream?, .wrongUsage?, .missingUsage?, nil: break
    }
    return streams ? streamed : whole
  }

  private var delay: Duration {
    fault == .slow ? max(.milliseconds(50), latency * 10) : latency
  }

  private var usage: JSONValue? {
    if fault == .missingUsage || !tellsUsage { return nil }
    let input = promptBytes / 4 + 1
    let cached = fault == .wrongUsage ? input + 1 : input / 2
    let output = answer.utf8.count / 4 + 1
    return .object([
      "prompt_tokens": .integer(input), "completion_tokens": .integer(output),
      "total_tokens": .integer(input + output),
      "prompt_tokens_details": .object(["cached_tokens": .integer(cached)]),
      "completion_tokens_details": .object(["reasoning_tokens": .integer(0)]),
    ])
  }

  private var whole: ServedReply {
    let choice = JSONValue.object([
      "index": .integer(0), "finish_reason": .string("stop"),
      "message": .object(["role": .string("assistant"), "content": .string(answer)]),
    ])
    var bytes = JSONWriter.bytes(
      document("chat.completion", choices: [choice], usage: usage),
      form: .compact
    )
    guard fault == .cutStream else {
      return ServedReply(pieces: [.init(bytes: bytes, after: delay)])
    }
    bytes.removeLast(bytes.count / 2)
    return ServedReply(
      pieces: [.init(bytes: bytes, after: delay), .init("")],
      ending: .cut
    )
  }

  private var streamed: ServedReply {
    var parts: [Substring] = []
    var rest = Substring(answer)
    while !rest.isEmpty {
      parts.append(rest.prefix(16))
      rest = rest.dropFirst(16)
    }
    let texts = parts.map { event(delta: ["content": .string(String($0))]) }
    var pieces = [
      ServedReply.Piece(event(delta: ["content": .string(""), "role": .string("assistant")])),
      ServedReply.Piece(texts.joined(), after: delay),
    ]
    if fault == .cutStream { return .events(pieces, ending: .cut) }
    var end = event(delta: [:], finishReason: "stop")
    if let usage { end += Self.event(document("chat.completion.chunk", choices: [], usage: usage)) }
    pieces.append(.init(end + "data: [DONE]\n\n"))
    return .events(pieces)
  }

  private func event(delta: JSONMembers, finishReason: String? = nil) -> String {
    let choice = JSONValue.object([
      "index": .integer(0), "delta": .object(delta), "finish_reason": .string(orNull: finishReason),
    ])
    return Self.event(document("chat.completion.chunk", choices: [choice], usage: nil))
  }

  private static func event(_ value: JSONValue) -> String {
    "data: \(JSONWriter.text(value, form: .compact))\n\n"
  }

  private func document(_ kind: String, choices: [JSONValue], usage: JSONValue?) -> JSONValue {
    .object(
      [
        "id": .string("chatcmpl-1"), "object": .string(kind), "created": .integer(0),
        "model": .string("\(model)-served"), "choices": .array(choices), "usage": usage,
      ],
      omittingNil: true
    )
  }

  /// An error as the protocol has it.
  static func error(_ message: String, code: String) -> String {
    let error = JSONValue.object(["message": .string(message), "code": .string(code)])
    return JSONWriter.text(.object(["error": error]), form: .compact)
  }
}
