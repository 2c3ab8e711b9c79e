import PerfgateEval
import PerfgateModel
import PerfgateStreaming
import PerfgateTestServer
import Testing

@testable import PerfgateHTTP

@Suite("Streamed replies")
struct ChatStreamTests {
  private static func event(_ delta: String, finish: String = "null") -> String {
    #"data: {"model":"m-2","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}]}"#
      + "\n\n"
  }

  private static let role = event(#"{"role":"assistant","content":""}"#)
  private static let usage =
    #"data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2}}"# + "\n\n"

  @Test("deltas are put together, byte by byte, and usage is read from the last event")
  func together() async throws {
    let text =
      ": hello\r\n\r\n" + Self.role + Self.event(#"{"content":"y\u00e9"}"#)
      + Self.event(#"{"content":"s"}"#) + Self.event("{}", finish: #""stop""#) + Self.usage
      + "data: [DONE]\n\n"
    let pieces = text.utf8.map { ServedReply.Piece(bytes: [$0]) }
    let reply = try await withTarget(scripted(.events(pieces)), streams: true) { target, _ in
      try await target.ask("hello")
    }
    #expect(reply.output.output == "y\u{e9}s")
    #expect(reply.output.usage == TokenUsage(input: 5, output: 2))
    #expect(reply.output.model == "m-2")
    #expect((reply.output.firstTokenSeconds ?? -1) > 0)
  }

  @Test("the first token is the first text, not the first event and not the last")
  func firstToken() async throws {
    var stream = ChatStream()
    stream.take(Self.role.utf8, at: 1)
    #expect(stream.firstTextNanoseconds == nil)
    let text = Array(Self.event(#"{"content":"a"}"#).utf8)
    stream.take(text.dropLast(1), at: 2)
    #expect(stream.firstTextNanoseconds == nil)
    stream.take(text.suffix(1), at: 3)
    stream.take(text, at: 4)
    #expect(stream.firstTextNanoseconds == 3)
    #expect(stream.output == "aa")

    let reply = try await withTarget(
      scripted(
        .events([
          .init(Self.role), .init(Self.event(#"{"content":"a"}"#), after: .milliseconds(80)),
          .init(Self.event("{}", finish: #""stop""#) + "data: [DONE]\n\n"),
        ])
      ),
      streams: true
    ) { target, _ in
      try await target.ask("hello")
    }
    #expect((reply.output.firstTokenSeconds ?? 0) >= 0.08)
    #expect((reply.output.serviceSeconds ?? 0) >= (reply.output.firstTokenSeconds ?? 9))
  }

  @Test("with several choices the first is the reply, and its end that of the reply")
  func choices() throws {
    func event(_ index: Int, _ text: String, finish: String = "null") -> String {
      #"data: {"choices":[{"index":\#(index),"delta":{"content":"\#(text)"},"finish_reason":\#(finish)}]}"#
        + "\n\n"
    }
    var stream = ChatStream()
    stream.take(event(1, "other", finish: #""stop""#).utf8, at: 1)
    #expect(stream.output == "" && !stream.isComplete && stream.firstTextNanoseconds == nil)
    stream.take((event(0, "on") + event(2, "third") + event(0, "e")).utf8, at: 2)
    stream.take(event(0, "", finish: #""length""#).utf8, at: 3)
    #expect(stream.output == "one" && stream.finishReason == "length")
    #expect(stream.firstTextNanoseconds == 2)
  }

  @Test("a stream asks for its usage")
  func request() async throws {
    let bodies = try await withTarget(
      scripted { request in
        .events([
          .init(Self.event(#"{"content":"\#(request.wantsStream)"}"#, finish: #""stop""#))
        ])
      },
      streams: true
    ) { target, _ in
      try await target.ask("hello").output
    }
    #expect(bodies.output == "true")
    #expect(bodies.usage == nil)
    let own = try await withTarget(streams: true) { target, _ in try await target.ask("hello") }
    #expect(own.output.output == "hello")
    #expect(own.output.usage != nil)
  }

  @Test(
    "a stream that ends early is an error that a retry may mend",
    arguments: [ServedReply.Ending.complete, .cut]
  )
  func cut(ending: ServedReply.Ending) async throws {
    let pieces = [ServedReply.Piece(Self.role), .init(Self.event(#"{"content":"ye"}"#))]
    let failure = try await withTarget(
      scripted(.events(pieces, ending: ending)),
      streams: true
    ) { target, _ in
      await target.failure()
    }
    #expect(failure?.kind == "cut")
    #expect(failure?.retry == .possible())
  }

  @Test("what follows [DONE] does not matter, even that the connection breaks")
  func afterTheEnd() async throws {
    let text = Self.event(#"{"content":"yes"}"#) + "data: [DONE]\n\n"
    let reply = try await withTarget(
      scripted(.events([.init(text), .init("data: {oops\n\n")], ending: .cut)),
      streams: true
    ) { target, _ in
      try await target.ask("hello")
    }
    #expect(reply.output.output == "yes")
  }

  @Test("a stream without [DONE] is whole where the model has ended")
  func withoutDone() async throws {
    let text = Self.event(#"{"content":"yes"}"#, finish: #""stop""#)
    let reply = try await withTarget(scripted(.events([.init(text)])), streams: true) { target, _ in
      try await target.ask("hello")
    }
    #expect(reply.output.output == "yes")
  }

  @Test("an error in a stream, a wrong event and a body that is no stream are told apart")
  func faults() async throws {
    for (reply, kind, retry) in [
      (
        ServedReply.events([.init(#"data: {"error":{"message":"overloaded"}}"# + "\n\n")]),
        "server", AttemptFailure.Retry.possible()
      ), (.events([.init("data: {oops\n\n")]), "reply", .never),
      (.json(completion()), "reply", .never),
    ] {
      let failure = try await withTarget(scripted(reply), streams: true) { target, _ in
        await target.failure()
      }
      #expect(failure?.kind == kind)
      #expect(failure?.retry == retry)
    }
  }

  @Test("a filtered stream is an error of its case")
  func filtered() async throws {
    let text =
      Self.event(#"{"content":"yes"}"#, finish: #""content_filter""#) + Self.usage
      + "data: [DONE]\n\n"
    let failure = try await withTarget(scripted(.events([.init(text)])), streams: true) {
      target,
      _ in
      await target.failure()
    }
    #expect(failure?.kind == "filtered")
    #expect(failure?.tokens == 7)
  }
}
