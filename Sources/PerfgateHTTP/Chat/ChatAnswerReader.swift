import PerfgateEval
import PerfgateModel
import PerfgateStreaming

/// Makes a reply, or the failure of an attempt, of what a server answered.
struct ChatAnswerReader {
  /// What must not be shown.
  let key: SecretKey?
  /// Of the server, for errors.
  let address: String
  /// Whether a stream was asked for.
  let streams: Bool
  /// The case, for errors that are its alone.
  let caseID: String

  /// The reply.
  ///
  /// - Parameters:
  ///   - answer: What came.
  ///   - begin: When the request was made, by the monotonic clock.
  /// - Returns: The reply, with what the server says of its limits.
  /// - Throws: `AttemptFailure` where it is no reply.
  func reply(
    _ answer: ServerAnswer,
    begin: Int64
  ) throws(AttemptFailure) -> AttemptReply<TargetReply> {
    guard answer.status == 200 else {
      throw StatusFailure.of(answer, key: key, caseID: caseID)
    }
    let rates = RateHeaders.read(answer.headers)
    var failure: AttemptFailure
    do throws(AttemptFailure) {
      let chat = try chatReply(answer)
      let usage = try usage(chat)
      if chat.finishReason == "content_filter" {
        throw AttemptFailure(
          .never,
          kind: "filtered",
          message: "the server filtered the reply to case '\(caseID)'",
          tokens: usage?.total
        )
      }
      var reply = TargetReply(output: key?.masked(output: chat.output) ?? chat.output)
      reply.usage = usage
      reply.model = chat.model.map { shown($0) }
      reply.serviceSeconds = Double(answer.endNanoseconds - begin) / 1e9
      reply.firstTokenSeconds = answer.stream?.firstTextNanoseconds.map {
        Double($0 - begin) / 1e9
      }
      return AttemptReply(reply, tokens: usage?.total, rates: rates)
    } catch {
      failure = error
    }
    failure.rates = rates
    throw failure
  }

  private func chatReply(_ answer: ServerAnswer) throws(AttemptFailure) -> ChatReply {
    if let stream = answer.stream { return try chatReply(stream) }
    let type = answer.headers.mediaType
    if streams {
      throw .wrongReply(
        "\(address) was asked for a stream and answered with \(shown(type ?? "no content type"))"
      )
    }
    if let type, type != "application/json", !type.hasSuffix("+json") {
      throw .wrongReply("\(address) answered with \(shown(type)) in place of application/json")
    }
    guard !answer.body.isEmpty else { throw .wrongReply("\(address) answered with an empty body") }
    do throws(JSONError) {
      return try ChatReply(answer.body)
    } catch {
      throw .wrongReply("the reply of \(address) is none: \(shown(error.message))")
    }
  }

  private func chatReply(_ stream: ChatStream) throws(AttemptFailure) -> ChatReply {
    switch stream.fault {
    case .malformed(let message)?:
      throw .wrongReply("the stream of \(address) is none: \(shown(message))")
    case .reported(let event)?:
      let report = ServerReport(event, orText: [], key, atMost: 200)
      let words = report.message.map { ": \($0)" } ?? ""
      throw AttemptFailure(
        .possible(),
        kind: "server",
        message: "an error in the middle of a stream\(words)"
      )
    case nil: break
    }
    guard stream.isComplete else {
      throw AttemptFailure(
        .possible(),
        kind: "cut",
        message: "\(address) ended its reply before it was complete"
      )
    }
    return ChatReply(stream)
  }

  private func usage(_ chat: ChatReply) throws(AttemptFailure) -> TokenUsage? {
    guard let node = chat.usage else { return nil }
    do throws(JSONError) {
      return try ServerUsage.read(node)
    } catch {
      throw AttemptFailure(
        .never,
        kind: "usage",
        message: "the token usage of \(address) is wrong: \(shown(error.message))"
      )
    }
  }

  /// A text of the server on one line, without the key.
  private func shown(_ text: String) -> String {
    let bytes = Array(text.utf8.prefix(4096))
    return Text.line(key?.masked(bytes) ?? bytes, atMost: 200)
  }
}
