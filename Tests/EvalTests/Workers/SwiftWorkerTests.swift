import PerfgateModel
import PerfgateTestSupport
import Testing

@Suite("The worker client for Swift", .waiting)
struct SwiftWorkerTests {
  private static func run(_ input: [String]) throws -> WorkerRun {
    try WorkerRun(BuiltTool.path(of: "perfgate-echo-worker"), asked: input)
  }

  private static func request(_ id: String, _ input: String) -> String {
    #"{"id":\#(id),"case":"c1","repeat":1,"input":\#(input)}"#
  }

  @Test("says hello first, answers every kind of request, and ends with its input")
  func answers() throws {
    let inputs = [
      #""é/\#u{1F600}""#, "[1,2.5,null,true]", #"{"b":{},"a":"x"}"#, #""throttled""#, #""broken""#,
      #""score""#, #""vector""#, #""infinite""#,
    ]
    let run = try Self.run(
      inputs.enumerated().map { Self.request("\($0.offset)", $0.element) }
        + ["", #"{"id":"text","input":9007199254740991}"#]
    )
    #expect(run.code == 0)
    let hello = run.lines.first.map { JSONWriter.text($0, form: .compact) }
    #expect(hello == #"{"hello":{"max_inflight":2,"protocol":"perfgate.worker/1"}}"#)
    let extras = #""usage":{"cached":0,"input":3,"output":1,"reasoning":0}"#
    let answers = run.answers
    for (place, input) in inputs.prefix(2).enumerated() {
      #expect(answers["\(place)"] == #"{"cost_usd":0.25,"output":\#(input),\#(extras)}"#)
    }
    #expect(answers["2"] == #"{"cost_usd":0.25,"output":{"a":"x","b":{}},\#(extras)}"#)
    #expect(
      answers["3"]
        == #"{"error":{"kind":"rate_limit","message":"too many","retry_after_ms":250}}"#
    )
    #expect(answers["4"] == #"{"error":{"kind":"exception","message":"Unexpected()"}}"#)
    #expect(answers["5"] == #"{"score":0.25}"#)
    #expect(answers["6"] == #"{"vector":[1,0.5]}"#)
    #expect(answers["7"]?.hasPrefix(#"{"error":{"kind":"reply","#) == true)
    #expect(answers[#""text""#]?.contains(#""output":9007199254740991"#) == true)
    try run.expectProtocol()
  }

  @Test("what is printed goes to standard error")
  func printing() throws {
    let run = try Self.run([Self.request("1", "1")])
    #expect(run.lines.count == 2)
    #expect(run.errors.contains("loading"))
    #expect(run.errors.contains("asked for c1"))
  }

  @Test("a line that is no request is told and ends nothing")
  func malformed() throws {
    let run = try Self.run(
      ["nonsense", "[1]", "{}", String(repeating: "[", count: 100_000), Self.request("5", "1")]
    )
    let kinds = run.lines.dropFirst().map { JSONWriter.text($0, form: .compact) }
    #expect(kinds.count { $0.contains(#""kind":"protocol""#) && $0.contains(#""id":null"#) } == 4)
    #expect(run.answers["5"] != nil)
    #expect(run.code == 0)
    try run.expectProtocol()
  }

  @Test("a slow case does not keep the next")
  func inflight() throws {
    let run = try Self.run([Self.request("1", #""slow""#), Self.request("2", "2")])
    #expect(run.answers.count == 2)
    let second = run.lines.dropFirst().first.map { JSONWriter.text($0, form: .compact) }
    #expect(second?.contains(#""id":2"#) == true)
  }
}
