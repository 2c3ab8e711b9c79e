import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateStreaming
import PerfgateTestSupport
import Testing

@Suite("Recorded outputs")
struct ReplayTargetTests {
  let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func target(_ text: String, output: String? = nil) async throws -> ReplayTarget {
    try folder.write(text, to: "recorded.jsonl")
    let target = ReplayTarget(
      path: "recorded.jsonl",
      output: output,
      folder: folder.path,
      location: place
    )
    try await target.start()
    return target
  }

  private func failure(_ text: String) async throws -> GateError? {
    try folder.write(text, to: "recorded.jsonl")
    let target = ReplayTarget(
      path: "recorded.jsonl",
      output: nil,
      folder: folder.path,
      location: place
    )
    do throws(GateError) {
      try await target.start()
      return nil
    } catch {
      return error
    }
  }

  @Test("rows are found by the case's id or digest, and by the repeat where they have one")
  func rows() async throws {
    let target = try await target(
      """
      {"id": "a", "output": "for a", "usage": {"input": 3, "output": 2}, "cost_usd": 0.5}
      {"case": "dig", "output": {"x": [1, "é"]}}

      {"id": "r", "repeat": 1, "output": "second"}
      {"id": "r", "output": "any"}
      {"id": "e", "error": {"kind": "busy", "message": "was busy"}}
      {"id": "n", "output": null}
      """
    )
    let reply = try await target.reply(to: TargetCall(makeCase("a")), attempt())
    #expect(reply.output.output == "for a")
    #expect(reply.tokens == 5)
    #expect(reply.output.costUSD == 0.5)
    #expect(reply.output.serviceSeconds == nil)
    #expect(!target.isLive)
    #expect(await result(of: target, makeCase("z", digest: "dig")).text == #"{"x":[1,"é"]}"#)
    #expect(await result(of: target, makeCase("r"), repeatIndex: 1).text == "second")
    #expect(await result(of: target, makeCase("r"), repeatIndex: 0).text == "any")
    #expect(await result(of: target, makeCase("e")).text == "[busy]")
    #expect(await result(of: target, makeCase("n")).text == "null")
    let failure = await result(of: target, makeCase("b")).failure
    #expect(failure?.kind == "unrecorded")
    #expect(failure?.isRetryable == false)
    #expect(failure?.message == "no output of case 'b' is recorded in recorded.jsonl")
  }

  @Test("cases with one digest have a recording each, and one that was renamed has the only one")
  func sameDigest() async throws {
    let target = try await target(
      """
      {"case": "d", "id": "one", "output": "1"}
      {"case": "d", "id": "two", "output": "2"}
      {"case": "e", "id": "before", "output": "3"}
      """
    )
    #expect(await result(of: target, makeCase("one", digest: "d")).text == "1")
    #expect(await result(of: target, makeCase("two", digest: "d")).text == "2")
    #expect(await result(of: target, makeCase("three", digest: "d")).text == "[unrecorded]")
    #expect(await result(of: target, makeCase("after", digest: "e")).text == "3")
  }

  @Test("an id is no digest")
  func idIsNoDigest() async throws {
    let target = try await target(#"{"id": "d", "output": "x"}"#)
    #expect(await result(of: target, makeCase("other", digest: "d")).text == "[unrecorded]")
  }

  @Test("the output may be anywhere in a row")
  func path() async throws {
    let target = try await target(
      #"{"id": "a", "choices": [{"message": {"content": "deep"}}]}"#,
      output: "choices.0.message.content"
    )
    #expect(await result(of: target, makeCase("a")).text == "deep")
    let other = try await self.target(#"{"id": "a", "choices": []}"#, output: "choices.0.message")
    #expect(await result(of: other, makeCase("a")).text == "[recording]")
  }

  @Test("a result file of perfgate is replayed, its errors as errors")
  func results() async throws {
    let path = folder.path("cases/qa.jsonl")
    let opened = try ResultFile.open(path, eval: "qa", .anew)
    var lines: [UInt8] = []
    for (index, outcome) in CaseResult.Outcome.allCases.enumerated() {
      var result = CaseResult(
        caseDigest: "digest \(outcome)",
        repeatIndex: 2,
        configurationDigest: "conf",
        id: "id \(index)",
        outcome: outcome
      )
      switch outcome {
      case .passed, .failed:
        result.output = "output \(outcome)"
        result.serviceSeconds = 3
        result.usage = TokenUsage(input: 1, output: 1)
      case .errored:
        result.failure = CaseResult.Failure(part: "target", kind: "timeout", message: "too late")
      case .skipped: result.skipReason = "the budget is used up"
      }
      let key = ResultKey(
        id: result.id,
        caseDigest: result.caseDigest,
        repeatIndex: 2,
        configurationDigest: "conf"
      )
      lines += ResultLine(key, result.members).bytes
    }
    #expect(await opened.file.append(lines[...]).error == nil)
    let target = ReplayTarget(
      path: "cases/qa.jsonl",
      output: nil,
      folder: folder.path,
      location: place
    )
    try await target.start()
    func text(_ digest: String, _ repeatIndex: Int = 2) async -> String {
      await result(of: target, makeCase("c", digest: digest), repeatIndex: repeatIndex).text
    }
    #expect(await text("digest passed") == "output passed")
    #expect(await text("digest failed") == "output failed")
    #expect(await text("digest errored") == "[timeout]")
    #expect(await text("digest skipped") == "[unrecorded]")
    #expect(await text("digest passed", 1) == "[unrecorded]")
    let reply = try await target.reply(
      to: TargetCall(makeCase("c", digest: "digest passed"), repeatIndex: 2),
      attempt()
    )
    #expect(reply.tokens == 2)
    #expect(reply.output.serviceSeconds == nil)
  }

  @Test("two recordings of one case are refused with both lines")
  func duplicates() async throws {
    let error = try await failure(
      """
      {"id": "a", "output": "1"}
      {"id": "b", "output": "2"}
      {"id": "c", "output": "2"}
      {"id": "b", "output": "2"}
      """
    )
    #expect(error?.exit == .malformedData)
    #expect(
      error?.diagnostics.first?.message == "lines 2 and 4 are both the recording of one case"
    )
    #expect(error?.diagnostics.first?.location?.line == 4)
  }

  @Test(
    "what is no recording is refused with its place",
    arguments: [
      (#"{"output": "x"}"#, 1), ("{\"id\": \"a\", \"output\": \"x\"}\n{\"id\": \"b\", \"outp", 2),
      ("[1]", 1), ("{\"id\": 3}", 1),
    ]
  )
  func malformed(_ text: String, _ line: Int) async throws {
    let error = try await failure(text)
    #expect(error?.exit == .malformedData)
    #expect(error?.diagnostics.first?.location?.line == line)
    #expect(error?.diagnostics.first?.location?.column != nil)
  }

  @Test("a file that is not there, or is none, is told with the place in the configuration")
  func missing() async throws {
    for path in ["absent.jsonl", "."] {
      let target = ReplayTarget(path: path, output: nil, folder: folder.path, location: place)
      await #expect(throws: GateError.self) { try await target.start() }
      do throws(GateError) {
        try await target.start()
      } catch {
        #expect(error.exit == .missingInput)
        #expect(error.diagnostics.first?.location == place)
      }
    }
  }

  @Test("200,000 recordings are found again")
  func many() async throws {
    let lines = (0..<200_000).map { "{\"id\":\"\($0)\",\"output\":\"out \($0)\"}\n" }.joined()
    let target = try await target(lines)
    for index in stride(from: 0, to: 200_000, by: 997) {
      #expect(await result(of: target, makeCase("\(index)")).text == "out \(index)")
    }
    #expect(await result(of: target, makeCase("200000")).text == "[unrecorded]")
  }
}
