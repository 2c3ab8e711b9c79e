import PerfgateEval
import PerfgateModel
import PerfgateStreaming
import PerfgateTestServer
import Testing

@Suite("Replies of /chat/completions")
struct ChatReplyTests {
  @Test(
    "the text is that of the first choice, whatever form it has",
    arguments: [
      (#"{"content":"yes"}"#, "yes"), (#"{"content":""}"#, ""), (#"{"content":null}"#, ""),
      (#"{"content":[{"type":"text","text":"a"},{"type":"image"},{"text":"b"}]}"#, "ab"),
      (#"{"content":null,"refusal":"I will not"}"#, "I will not"),
      (#"{"content":"\ud83d\ude00 \u00e9"}"#, "\u{1F600} \u{e9}"),
    ]
  )
  func texts(message: String, output: String) async throws {
    let reply = try await withTarget(scripted(.json(completion(message)))) { target, _ in
      try await target.ask("hello")
    }
    #expect(reply.output.output == output)
    #expect(reply.output.usage == TokenUsage(input: 5, output: 2))
    #expect(reply.tokens == 7)
    #expect(reply.output.model == "m-2")
    #expect(reply.output.firstTokenSeconds == nil)
  }

  @Test("a reply that was cut at its limit is kept")
  func length() async throws {
    let reply = try await withTarget(scripted(.json(completion(finish: "length")))) { target, _ in
      try await target.ask("hello")
    }
    #expect(reply.output.output == "yes")
  }

  @Test("a filtered reply is an error of its case that no retry mends, and its tokens count")
  func filtered() async throws {
    let body = completion(finish: "content_filter")
    let failure = try await withTarget(scripted(.json(body))) { target, _ in
      await target.failure()
    }
    #expect(
      failure
        == AttemptFailure(
          .never,
          kind: "filtered",
          message: "the server filtered the reply to case 'case-1'",
          tokens: 7
        )
    )
    let request = #"{"error":{"code":"content_filter","message":"no"}}"#
    let asked = try await withTarget(scripted(.json(request, status: 400))) { target, _ in
      await target.failure()
    }
    #expect(asked?.kind == "filtered" && asked?.retry == .never)
    #expect(asked?.message.contains("'case-1'") == true)
  }

  @Test("tokens are split, and missing usage is not 0")
  func usage() async throws {
    let full = """
      {"prompt_tokens":10,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":4},\
      "completion_tokens_details":{"reasoning_tokens":15}}
      """
    let reply = try await withTarget(scripted(.json(completion(usage: full)))) { target, _ in
      try await target.ask("hello")
    }
    #expect(
      reply.output.usage == TokenUsage(input: 10, cached: 4, output: 20, reasoning: 15)
    )
    let missing = try await withTarget(scripted(.json(completion(usage: "null")))) { target, _ in
      try await target.ask("hello")
    }
    #expect(missing.output.usage == nil)
    #expect(missing.tokens == nil)
  }

  @Test(
    "a usage that cannot be is an error",
    arguments: [
      #"{"prompt_tokens":-1,"completion_tokens":2}"#, #"{"prompt_tokens":5}"#,
      #"{"prompt_tokens":5,"completion_tokens":1e12}"#,
      #"{"prompt_tokens":5.5,"completion_tokens":1}"#, #"{"prompt_tokens":"5"}"#, "7",
      #"{"prompt_tokens":5,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":6}}"#,
      #"{"prompt_tokens":5,"completion_tokens":1,"completion_tokens_details":{"reasoning_tokens":2}}"#,
    ]
  )
  func wrongUsage(usage: String) async throws {
    let failure = try await withTarget(scripted(.json(completion(usage: usage)))) { target, _ in
      await target.failure()
    }
    #expect(failure?.kind == "usage")
    #expect(failure?.retry == .never)
  }

  @Test(
    "what is no reply is an error that says what came",
    arguments: [
      (ServedReply.json("{oops"), "expected"), (.json(""), "empty body"),
      (.json("[]"), "expected an object, found an array"),
      (.json("{}"), "'choices' is missing"), (.json(#"{"choices":[]}"#), "'choices' is empty"),
      (.json(#"{"choices":[{"message":{"content":7}}]}"#), "expected"),
      (.json(#"{"choices":[{"message":{"tool_calls":[]}}]}"#), "calls tools"),
      (
        ServedReply(headers: [("content-type", "text/html")], pieces: [.init("<html>")]),
        "text/html"
      ),
      (ServedReply(pieces: [.init(bytes: [0x22, 0xFF, 0x22])]), "reply"),
    ]
  )
  func wrongReply(reply: ServedReply, words: String) async throws {
    let failure = try await withTarget(scripted(reply)) { target, _ in await target.failure() }
    #expect(failure?.kind == "reply")
    #expect(failure?.retry == .never)
    #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
  }

  @Test("a body of more than 16 MiB is not read to its end")
  func oversized() async throws {
    var rules = ServerRules()
    rules.faults = [.huge: 1]
    let failure = try await withTarget(rules) { target, _ in await target.failure() }
    #expect(failure?.kind == "reply")
    #expect(failure?.retry == .never)
    #expect(failure?.message.hasSuffix("answered with more than 16 MiB") == true)
  }

  @Test("a body of nearly 16 MiB is a reply")
  func large() async throws {
    let text = String(repeating: "x", count: 15 << 20)
    let reply = try await withTarget(
      scripted(.json(completion(#"{"content":"\#(text)"}"#)))
    ) { target, _ in
      try await target.ask("hello")
    }
    #expect(reply.output.output.utf8.count == 15 << 20)
  }
}
