import PerfgateConfiguration
import PerfgateEval
import PerfgateHTTP
import PerfgateModel
import PerfgateStreaming
import PerfgateSystem
import PerfgateTestServer
import Synchronization
import Testing

@Suite("Embeddings", .timeLimit(.minutes(30)))
struct EmbeddingTests {
  private func withClient<Result>(
    _ rules: ServerRules = ServerRules(),
    parameters: JSONMembers = [:],
    policy: RetryPolicy = RetryPolicy(base: .milliseconds(1), cap: .milliseconds(2)),
    _ body: (EmbeddingClient, TestServer) async throws -> Result
  ) async throws -> Result {
    let server = TestServer(rules)
    let port = try await server.start()
    var plan = ServerPlan(baseURL: "http://127.0.0.1:\(port)/v1", model: "embedder")
    plan.parameters = parameters
    plan.keyVariable = "TEST_KEY"
    let client = try EmbeddingClient(
      plan,
      timeout: .seconds(86_400),
      policy: policy,
      environment: ProcessEnvironment(["TEST_KEY": "sk-0123456789"])
    )
    try await client.start()
    let result = try await body(client, server)
    await client.stop()
    await server.stop()
    return result
  }

  private func error(
    _ reply: ServedReply,
    texts: [String] = ["a", "b"]
  ) async throws
    -> (ScoringError?, Int)
  {
    try await withClient(scripted(reply)) { client, server in
      let error = await #expect(throws: ScoringError.self) { try await client.embed(texts) }
      return (error, server.statistics.requests)
    }
  }

  @Test(
    "texts have the server's vectors, as numbers and as base64",
    arguments: ["float", "base64"]
  )
  func vectors(format: String) async throws {
    let texts = (0..<600).map { "text \($0)" } + ["", "\u{e9}"]
    try await withClient(parameters: ["encoding_format": .string(format)]) { client, server in
      let vectors = try await client.embed(texts)
      #expect(vectors == texts.map(EmbeddingAnswers.vector))
      #expect(server.statistics.embeddings == 3)
      let none = try await client.embed([])
      #expect(none == [])
      #expect(server.statistics.embeddings == 3)
    }
  }

  @Test("their order is that of the indices")
  func order() async throws {
    let body = #"{"data":[{"index":1,"embedding":[3,4]},{"index":0,"embedding":[1,2]}]}"#
    try await withClient(scripted(.json(body))) { client, _ in
      let vectors = try await client.embed(["a", "b"])
      #expect(vectors == [[1, 2], [3, 4]])
    }
  }

  @Test(
    "vectors that do not fit the texts are an error, and are not asked for again",
    arguments: [
      (#"{"data":[{"embedding":[1]}]}"#, "1 vectors for 2 texts"),
      (#"{"data":[{"embedding":[1]},{"embedding":[1,2]}]}"#, "2 numbers among those of 1"),
      (#"{"data":[{"embedding":[]},{"embedding":[]}]}"#, "0 numbers"),
      (#"{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}"#, "comes twice"),
      (#"{"data":[{"index":0,"embedding":[1]},{"index":2,"embedding":[1]}]}"#, "not asked for"),
      (#"{"data":[{"embedding":[1]},{"embedding":"AAA="}]}"#, "base64"),
      (#"{"data":[{"embedding":[1]},{"embedding":"AADAfw=="}]}"#, "not finite"),
      (#"{"data":[{"embedding":[1]},{"embedding":["1"]}]}"#, "expected a number"),
      (#"{"data":[{"embedding":[1]},{"embedding":[1e400]}]}"#, ""), ("{}", "'data' is missing"),
      ("", "empty"), ("{oops", "expected"),
    ]
  )
  func wrong(body: String, words: String) async throws {
    let (error, requests) = try await error(.json(body))
    #expect(error?.kind == "reply")
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    #expect(requests == 1)
  }

  @Test("failures are tried again where that may help, as often as allowed")
  func retries() async throws {
    for (status, requests) in [(503, 4), (429, 4), (400, 1), (401, 1)] {
      let reply = ServedReply.json("{}", status: status, headers: [("retry-after-ms", "1")])
      let (error, count) = try await error(reply)
      #expect(error?.message == "HTTP \(status): {}")
      #expect(count == requests)
    }
    let flaky = scripted { request in
      request.number < 2 ? .json("", status: 500) : nil
    }
    try await withClient(flaky) { client, server in
      let vectors = try await client.embed(["a"])
      #expect(vectors == [EmbeddingAnswers.vector(of: "a")])
      #expect(server.statistics.requests == 3)
    }
  }

  @Test("nothing is tried for longer than allowed, whatever the server says")
  func total() async throws {
    let reply = ServedReply.json("{}", status: 429, headers: [("retry-after", "3600")])
    try await withClient(scripted(reply), policy: RetryPolicy(total: .seconds(60))) {
      client,
      server in
      let error = await #expect(throws: ScoringError.self) { try await client.embed(["a"]) }
      #expect(error?.kind == "throttled")
      #expect(server.statistics.requests == 1)
    }
  }

  @Test("the key is sent and not shown")
  func key() async throws {
    let echo = scripted {
      .json(#"{"error":"\#($0.headers["authorization"] ?? "")"}"#, status: 400)
    }
    try await withClient(echo) { client, _ in
      let error = await #expect(throws: ScoringError.self) { try await client.embed(["a"]) }
      #expect(error?.message == "HTTP 400: Bearer [key]")
    }
    let wrong = scripted(.json(#"{"sk-0123456789":1,"sk-0123456789":2}"#))
    try await withClient(wrong) { client, _ in
      let error = await #expect(throws: ScoringError.self) { try await client.embed(["a"]) }
      let message = error?.message ?? ""
      #expect(message.contains("[key]") && !message.contains("0123456789"), "\(message)")
    }
  }
}
