import PerfgateEval
import PerfgateStreaming
import PerfgateConfiguration
import PerfgateModel
import PerfgateTestServer
import Testing

@testable import PerfgateHTTP

@Suite("Keys")
struct SecretKeyTests {
  private static let key = "sk-Test-0123456789abcDEF"
  private static let environment = ["TEST_KEY": key]

  /// Whether a text has eight bytes in a row of the key.
  private func shows(_ text: String) -> Bool {
    let bytes = Array(Self.key.lowercased().utf8)
    let text = text.lowercased()
    return (0...bytes.count - 8).contains { start in
      text.contains(String(decoding: bytes[start..<start + 8], as: UTF8.self))
    }
  }

  @Test("the key is sent, and only where one is named")
  func sent() async throws {
    let echo = scripted { request in
      .json(completion(#"{"content":"\#(request.headers["authorization"] == nil)"}"#))
    }
    for (variable, output) in [("TEST_KEY", "false"), (nil, "true")] {
      let reply = try await withTarget(echo, environment: Self.environment) {
        $0.keyVariable = variable
      } _: { target, _ in
        try await target.ask("hello")
      }
      #expect(reply.output.output == output)
    }
    let whole = scripted { request in
      let isWhole = request.headers["authorization"] == "Bearer \(Self.key)"
      return .json(#"{"error":"\#(isWhole)"}"#, status: 400)
    }
    let failure = try await withTarget(whole, environment: Self.environment) {
      $0.keyVariable = "TEST_KEY"
    } _: { target, _ in
      await target.failure()
    }
    #expect(failure?.message == "HTTP 400: true")
  }

  @Test(
    "wherever a server sends it back, it is not shown",
    arguments: [
      #"{"error":{"message":"wrong key KEY."}}"#, #"{"error":"KEY"}"#, #"{"message":"KEYKEY"}"#,
      "KEY", #"{"error":{"message":"HALF***"}}"#, #"{"detail":"xHALFx","error":7}"#,
      #"{"error":{"message":"PADKEY"}}"#,
    ]
  )
  func echoed(template: String) async throws {
    // The key stands where the message is cut off.
    let body = template.replacing("PAD", with: String(repeating: "x", count: 185))
      .replacing("KEY", with: Self.key).replacing("HALF", with: Self.key.prefix(14))
    for status in [400, 401, 429, 500, 503] {
      let reply = ServedReply.json(body, status: status)
      let failure = try await withTarget(scripted(reply), environment: Self.environment) {
        $0.keyVariable = "TEST_KEY"
      } _: { target, _ in
        await target.failure()
      }
      #expect(failure.map { !shows("\($0)") } == true)
      #expect(failure?.message.contains("[key") == true)
    }
  }

  @Test("nor in outputs, models, wrong replies, content types and streams")
  func replies() async throws {
    let ask = { (reply: ServedReply, streams: Bool) async throws -> String in
      try await withTarget(
        scripted(reply),
        streams: streams,
        environment: Self.environment
      ) {
        $0.keyVariable = "TEST_KEY"
      } _: { target, _ in
        do {
          return "\(try await target.ask("hello"))"
        } catch {
          return "\(error)"
        }
      }
    }
    let message = #"{"content":"it is \#(Self.key)!"}"#
    let choice = #""choices":[{"message":\#(message)}]"#
    let output = try await ask(.json(#"{"model":"\#(Self.key)",\#(choice)}"#), false)
    #expect(output.contains("it is [key]!") && !shows(output))
    for (reply, streams) in [
      (ServedReply.json(#"{"\#(Self.key)":1,"\#(Self.key)":2}"#), false),
      (ServedReply(headers: [("content-type", Self.key)], pieces: [.init("x")]), false),
      (ServedReply(headers: [("content-type", Self.key)], pieces: [.init("x")]), true),
      (.events([.init(#"data: {"error":{"message":"\#(Self.key)"}}"# + "\n\n")]), true),
      (.events([.init(#"data: {"\#(Self.key)":1,"\#(Self.key)":2}"# + "\n\n")]), true),
    ] {
      let text = try await ask(reply, streams)
      #expect(text.contains("[key]") && !shows(text), "\(text)")
    }
  }

  @Test("a key shows itself in no text and no dump")
  func dumps() throws {
    let key = try SecretKey(" \(Self.key)\r\n", variable: "X")
    var text = ""
    dump(key, to: &text)
    #expect("\(key)" == "[key]" && !shows(text) && !shows(String(reflecting: key)))
    #expect(key.authorization == "Bearer \(Self.key)")
  }

  @Test(
    "a key that is missing, empty or no header is an error before anything is asked",
    arguments: [
      ([:], "is not set"), (["TEST_KEY": ""], "is empty"), (["TEST_KEY": " \n"], "is empty"),
      (["TEST_KEY": "sk-secret\nx: y"], "is no key"),
      (["TEST_KEY": "sk-secret\u{e9}"], "is no key"),
    ]
  )
  func missing(environment: [String: String], words: String) async throws {
    let error = await #expect(throws: GateError.self) {
      try await withTarget(environment: environment) {
        $0.keyVariable = "TEST_KEY"
      } _: { _, _ in
      }
    }
    #expect(error?.exit == .benchmarkFailed)
    let text = error?.diagnostics.map(\.text).joined() ?? ""
    #expect(text.contains("TEST_KEY") && text.contains(words) && !text.contains("secret"))
  }

  @Test("a key of a few bytes is masked in errors, and is a word in outputs")
  func short() throws {
    let key = try SecretKey("none", variable: "X")
    #expect(key.masked(output: "none of it") == "none of it")
    #expect(key.masked(Array("none of it".utf8)) == Array("[key] of it".utf8))
    let longer = try SecretKey("none-at-all", variable: "X")
    #expect(longer.masked(output: "none-at-all, none-at-al") == "[key], none-at-al")
  }

  /// Outputs, and what is left of them.
  private static let outputs: [(String, String)] = [
    (key, "[key]"), ("it is \(key)!", "it is [key]!"), (key + key, "[key][key]"),
    ("\(key.prefix(16))...", "[key]..."), ("x\(key.suffix(16))", "x[key]"),
    ("a\(key.dropFirst(3).prefix(18))z", "a[key]z"),
    ("\(key.prefix(12)) \(key.suffix(12))", "\(key.prefix(12)) \(key.suffix(12))"),
    (String(key.prefix(15)), String(key.prefix(15))),
    (String(key.suffix(15)), String(key.suffix(15))),
    // With a mark behind it the key's last letter is another character, and the same byte.
    ("é\(key)\u{301}é", "é[key]\u{301}é"),
    // Capitals differ; the seventeen bytes between them are the key's.
    (key.uppercased(), key.uppercased()), (key.lowercased(), "sk-t[key]def"),
    ("", ""), ("no", "no"),
  ]

  @Test("in outputs sixteen bytes in a row of the key are masked, and fewer are not")
  func sixteen() throws {
    let secret = try SecretKey(Self.key, variable: "X")
    for (output, expected) in Self.outputs {
      #expect(Array(secret.masked(output: output).utf8) == Array(expected.utf8), "\(output)")
    }
  }
}
