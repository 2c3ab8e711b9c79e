@testable import PerfgateStreaming
import PerfgateTestServer
import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@testable import PerfgateHTTP

@Suite("Prompts")
struct PromptTests {
  private let row: [(String, JSONValue)] = [
    ("name", .string("Ada")), ("n", .number(1.5)), ("none", .null), ("a.b", .string("dotted")),
    ("answers", .array([.string("x"), .object(["deep": .bool(true)])])),
    ("numbers", .numbers([1, 2])), ("input", .string("the row's own")),
    ("caf\u{e9}", .string("noir")),
  ]

  @Test(
    "fields of the row are filled in, and everything else stays",
    arguments: [
      ("{{input}}", "Q?"), ("a {{ name }} b {{name}}{{n}}", "a Ada b Ada1.5"),
      ("{{answers.0}} {{answers.1.deep}} {{answers.1}}", #"x true {"deep":true}"#),
      ("{{numbers.1}} {{numbers}}", "2 [1,2]"), ("{{a.b}}", "dotted"), ("{{caf\u{e9}}}", "noir"),
      (
        "{x} { {{ }} {{}} {{a b}} {{% if %}} {{\nname}}",
        "{x} { {{ }} {{}} {{a b}} {{% if %}} {{\nname}}"
      ),
      ("{{{name}}}", "{Ada}"), ("", ""), ("{{name", "{{name"), ("{{id}}", "case-1"),
    ]
  )
  func filled(template: String, text: String) throws {
    let filled = try PromptTemplate(template).filled(evalCase(.string("Q?"), row: row))
    #expect(filled == text)
  }

  @Test(
    "a field that a case lacks is an error that names both",
    arguments: ["absent", "none", "answers.2", "answers.-1", "answers.x", "name.x", "numbers.9"]
  )
  func missing(name: String) async throws {
    let error = #expect(throws: MissingField.self) {
      try PromptTemplate("{{\(name)}}").filled(evalCase(.string("Q?"), row: row))
    }
    #expect(
      error?.message == "the prompt needs '\(name)', which case 'case-1' (line 7) lacks"
    )
    let failure = try await withTarget {
      $0.prompt = .text("{{\(name)}}")
    } _: { target, server in
      let failure = await target.failure()
      #expect(server.statistics.requests == 0)
      return failure
    }
    #expect(failure?.kind == "prompt" && failure?.retry == .never)
    #expect(failure?.message == error?.message)
  }

  private func sent(
    _ input: JSONValue,
    change: (inout ServerPlan) -> Void = { _ in }
  ) async throws -> String {
    let echo = scripted { request in
      let body = String(decoding: request.body, as: UTF8.self)
      return .json(
        JSONWriter.text(
          .object(["choices": .array([.object(["message": .object(["content": .string(body)])])])])
        )
      )
    }
    return try await withTarget(echo, change: change) { target, _ in
      try await target.reply(
        to: TargetCall(evalCase(input, row: row)),
        .init(task: 0, number: 1, timeLimit: nil)
      ).output.output
    }
  }

  @Test("an input is what the user says, or the messages that it lists")
  func input() async throws {
    #expect(
      try await sent(.string("hi \"you\""))
        == #"{"messages":[{"content":"hi \"you\"","role":"user"}],"model":"test-model"}"#
    )
    let list = JSONValue.array([
      .object(["role": .string("system"), "content": .string("be brief")]),
      .object(["role": .string("user"), "content": .array([])]),
    ])
    #expect(
      try await sent(list)
        == #"{"messages":[{"content":"be brief","role":"system"},{"content":[],"role":"user"}],"#
        + #""model":"test-model"}"#
    )
    for (value, text) in [
      (JSONValue.array([.object(["text": .string("x")])]), #"[{\"text\":\"x\"}]"#),
      (.array([]), "[]"), (.numbers([1, 2]), "[1,2]"), (.object(["a": .null]), #"{\"a\":null}"#),
    ] {
      #expect(
        try await sent(value)
          == #"{"messages":[{"content":"\#(text)","role":"user"}],"model":"test-model"}"#
      )
    }
  }

  @Test("messages, files and parameters are sent as they are written")
  func messages() async throws {
    let folder = try TemporaryDirectory()
    try folder.write("Say {{name}}.\n", to: "prompt.md")
    let body = try await sent(.string("hi")) {
      $0.prompt = .messages([
        .init(role: "developer", content: .file(folder.path("prompt.md"))),
        .init(role: "user", content: .text("{{input}}")),
      ])
      $0.parameters = [
        "temperature": .number(0), "max_tokens": .integer(5), "stop": .strings(["x"]),
      ]
    }
    #expect(
      body
        == #"{"max_tokens":5,"messages":[{"content":"Say Ada.\n","role":"developer"},"#
        + #"{"content":"hi","role":"user"}],"model":"test-model","stop":["x"],"temperature":0}"#
    )
  }

  @Test("a file that is missing, too large or no text is an error before anything is asked")
  func files() throws {
    let folder = try TemporaryDirectory()
    try Files.replaceAtomically(folder.path("bytes"), with: [0xFF])
    for (name, exit) in [("none", GateExit.missingInput), ("bytes", .malformedData)] {
      let error = #expect(throws: GateError.self) {
        try ChatPrompt(.file(name), folder: folder.path)
      }
      #expect(error?.exit == exit)
      #expect(error?.diagnostics.first?.message.contains("'\(name)'") == true)
    }
  }

  @Test(
    "a parameter that perfgate sends itself is refused",
    arguments: ["model", "messages", "stream"]
  )
  func reserved(name: String) {
    var plan = ServerPlan(baseURL: "http://x/v1", model: "m")
    plan.parameters = JSONMembers([(name, .null)])
    let error = #expect(throws: GateError.self) {
      try ChatRequest(plan, folder: "", at: SourcePlace(file: "perfgate.yaml", line: 3))
    }
    #expect(error?.exit == .badConfiguration)
    #expect(error?.diagnostics.first?.text.contains("perfgate.yaml:3: error: '\(name)'") == true)
  }

  @Test("tokens are guessed from the messages and the limit, unless the plan says them")
  func estimates() throws {
    var plan = ServerPlan(baseURL: "http://x/v1", model: "m")
    let place = SourcePlace(file: "perfgate.yaml")
    let asked = evalCase(.string(String(repeating: "x", count: 4000)))
    func estimate() throws -> Int {
      try ChatRequest(plan, folder: "", at: place).estimatedTokens(for: asked)
    }
    #expect(try estimate() == 1001 + 256)
    plan.parameters = ["max_tokens": .integer(10)]
    #expect(try estimate() == 1001 + 10)
    plan.parameters = ["max_completion_tokens": .number(1e300)]
    #expect(try estimate() == 1001 + 256)
    plan.estimatedTokens = 7
    #expect(try estimate() == 7)
  }
}
