import PerfgateEval
import PerfgateStreaming
import PerfgateTestServer
import Testing

@Suite("Statuses")
struct StatusTests {
  private static let error = #"{"error":{"message":"no\nway \u001b[31m","code":"x"}}"#

  @Test(
    "a status says whether a retry may help",
    arguments: [
      (400, "status", .never), (401, "status", .never), (403, "status", .never),
      (404, "status", .never), (422, "status", .never), (501, "status", .never),
      (302, "status", .never), (204, "status", .never),
      (408, "status", .possible()), (409, "status", .possible()), (425, "status", .possible()),
      (500, "status", .possible()), (502, "status", .possible()), (503, "status", .possible()),
      (504, "status", .possible()), (529, "status", .possible()),
      (429, "throttled", .throttled()),
    ] as [(Int, String, AttemptFailure.Retry)]
  )
  func retry(status: Int, kind: String, retry: AttemptFailure.Retry) async throws {
    // 204 has no body.
    let reply = ServedReply.json(status == 204 ? "" : Self.error, status: status)
    let failure = try await withTarget(scripted(reply)) { target, _ in await target.failure() }
    #expect(failure?.retry == retry)
    #expect(failure?.kind == kind)
    #expect(failure?.message.hasPrefix("HTTP \(status)") == true)
    if status != 204 { #expect(failure?.message.contains("no way [31m") == true) }
  }

  @Test(
    "the server says how long to wait",
    arguments: [
      (429, "retry-after", "2", .throttled(after: .seconds(2))),
      (429, "retry-after-ms", "20", .throttled(after: .milliseconds(20))),
      (503, "retry-after", "2", .possible(after: .seconds(2))),
      (400, "retry-after", "2", .never),
    ] as [(Int, String, String, AttemptFailure.Retry)]
  )
  func wait(status: Int, name: String, value: String, retry: AttemptFailure.Retry) async throws {
    let reply = ServedReply.json("{}", status: status, headers: [(name, value)])
    let failure = try await withTarget(scripted(reply)) { target, _ in await target.failure() }
    #expect(failure?.retry == retry)
  }

  @Test("rates are told with replies and with failures")
  func rates() async throws {
    let headers = [("x-ratelimit-limit-requests", "60"), ("x-ratelimit-reset-requests", "6m0s")]
    let expected = ServerRates(requests: .init(perMinute: 60, resetAfter: .seconds(360)))
    let reply = try await withTarget(scripted(.json(completion(), headers: headers))) {
      target,
      _ in
      try await target.ask("hello")
    }
    #expect(reply.rates == expected)
    for body in [
      ServedReply.json("{}", status: 429, headers: headers), .json("{oops", headers: headers),
    ] {
      let failure = try await withTarget(scripted(body)) { target, _ in await target.failure() }
      #expect(failure?.rates == expected)
    }
  }

  @Test("where no money is left no retry helps")
  func quota() async throws {
    let reply = ServedReply.json(#"{"error":{"code":"insufficient_quota"}}"#, status: 429)
    let failure = try await withTarget(scripted(reply)) { target, _ in await target.failure() }
    #expect(failure?.retry == .never)
    #expect(failure?.kind == "quota")
  }

  @Test(
    "the server's words are found in whatever form, on one line and shortened",
    arguments: [
      (#"{"error":"a  b"}"#, "HTTP 400: a b"), (#"{"message":"a"}"#, "HTTP 400: a"),
      (#"{"detail":"a"}"#, "HTTP 400: a"), ("<p>a</p>\r\n<p>b", "HTTP 400: <p>a</p> <p>b"),
      ("", "HTTP 400"), (#"{"error":{"message":null}}"#, #"HTTP 400: {"error":{"message":null}}"#),
      (
        String(repeating: "x", count: 5000),
        "HTTP 400: " + String(repeating: "x", count: 200) + "..."
      ),
      ("a\u{202E}b\u{0}c", "HTTP 400: a b c"),
    ]
  )
  func words(body: String, message: String) async throws {
    let reply = ServedReply.json(body, status: 400)
    let failure = try await withTarget(scripted(reply)) { target, _ in await target.failure() }
    #expect(failure?.message == message)
  }

  @Test("a redirect is not followed, so that the key stays where it belongs")
  func redirect() async throws {
    let other = TestServer()
    let port = try await other.start()
    let reply = ServedReply(
      status: 307,
      headers: [("location", "http://127.0.0.1:\(port)/v1/chat/completions")]
    )
    let failure = try await withTarget(scripted(reply)) { target, _ in await target.failure() }
    #expect(failure?.message == "HTTP 307: redirects are not followed")
    #expect(other.statistics.connections == 0)
    await other.stop()
  }
}
