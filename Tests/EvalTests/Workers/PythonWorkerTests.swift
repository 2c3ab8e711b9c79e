import PerfgateModel
import PerfgateTestSupport
import Testing

@Suite(
  "The worker client for Python",
  .waiting,
  .enabled(if: WorkerRun.python != nil, "python3 is not installed")
)
struct PythonWorkerTests {
  private static let hello = #"{"hello":{"max_inflight":1,"protocol":"perfgate.worker/1"}}"#

  private static func request(_ id: String, _ input: String) -> String {
    #"{"id":\#(id),"case":"c","repeat":1,"input":\#(input),"config":{"k":2},"deadline_ms":5000}"#
  }

  @Test("says hello first, answers in order, and ends with its input")
  func answers() throws {
    let run = try WorkerRun.python(
      """
      def handle(case):
          return "%s %s %s %s" % (case["case"], case["repeat"], case["input"], case["config"]["k"])
      perfgate_worker.serve(handle)
      """,
      [Self.request("1", #""é \#u{1F600}""#), "", Self.request(#""b""#, "[1]")]
    )
    let texts = run.lines.map { JSONWriter.text($0, form: .compact) }
    #expect(
      texts == [
        Self.hello, #"{"id":1,"output":"c 1 é \#u{1F600} 2"}"#, #"{"id":"b","output":"c 1 [1] 2"}"#,
      ]
    )
    #expect(run.code == 0)
    #expect(run.errors == "")
    try run.expectProtocol()
  }

  @Test("what is printed, also by a child or before serving, goes to standard error")
  func printing() throws {
    let run = try WorkerRun.python(
      """
      import subprocess, sys
      print("loading")
      def handle(case):
          print("asked")
          sys.stdout.write("written ")
          sys.stdout.flush()
          subprocess.run(["sh", "-c", "echo from a child; cat"])
          return "done"
      perfgate_worker.serve(handle)
      """,
      [Self.request("1", "0"), Self.request("2", "0")]
    )
    #expect(run.lines.count == 3)
    #expect(run.answers == ["1": #"{"output":"done"}"#, "2": #"{"output":"done"}"#])
    for text in ["loading", "asked", "written ", "from a child"] {
      #expect(run.errors.contains(text), "\(text)")
    }
  }

  @Test("a line that is no request, and an answer that is no JSON, are told and end nothing")
  func malformed() throws {
    let run = try WorkerRun.python(
      """
      import perfgate_worker as p
      def handle(case):
          kind = case["input"]
          if kind == "raise": raise ValueError("bad value")
          if kind == "exit": raise SystemExit(3)
          if kind == "nan": return float("nan")
          if kind == "object": return object()
          if kind == "dict": return {"answer": 1}
          if kind == "surrogate": return "a\\ud800b"
          if kind == "limit": raise p.WorkerError("rate_limit", "slow down", 500)
          if kind == "usage": return {"output": 1, "usage": {"input": 3}, "cost_usd": 0.5, "id": 9}
          return kind
      p.serve(handle)
      """,
      ["nonsense", "[1]", "{}", "\u{FEFF}{}", String(repeating: "[", count: 100_000)]
        + ["raise", "exit", "nan", "object", "dict", "surrogate", "limit", "usage", "plain"].map {
          Self.request("\"\($0)\"", "\"\($0)\"")
        }
    )
    let nobody = run.lines.filter { line in
      guard case .object(let members) = line else { return false }
      return members.sorted.contains { $0.key == "id" && $0.value == .null }
    }
    #expect(nobody.count == 5)
    let answers = run.answers
    let wanted = [
      "raise": #"{"error":{"kind":"exception","message":"ValueError: bad value"}}"#,
      "exit": #"{"error":{"kind":"exception","message":"SystemExit: 3"}}"#,
      "limit": #"{"error":{"kind":"rate_limit","message":"slow down","retry_after_ms":500}}"#,
      "usage": #"{"cost_usd":0.5,"output":1,"usage":{"input":3}}"#,
      "plain": #"{"output":"plain"}"#, "surrogate": #"{"output":"a?b"}"#,
    ]
    for (id, answer) in wanted { #expect(answers["\"\(id)\""] == answer) }
    for id in ["nan", "object"] {
      #expect(answers["\"\(id)\""]?.hasPrefix(#"{"error":{"kind":"reply","#) == true, "\(id)")
    }
    #expect(answers["\"dict\""]?.contains("without any of output, error, score") == true)
    #expect(run.errors.contains("ValueError: bad value"))
    try run.expectProtocol()
  }

  @Test(
    "several at a time: a slow one does not keep the others",
    arguments: ["def handle(case):", "async def handle(case):"]
  )
  func inflight(definition: String) throws {
    // The first waits until the second has been answered: one after the other would never end.
    let isAsync = definition.hasPrefix("async")
    let run = try WorkerRun.python(
      """
      import asyncio, threading
      gate = threading.Event()
      \(definition)
          if case["input"] == "first":
              while not gate.wait(0 if \(isAsync ? "True" : "False") else 0.01):
                  \(isAsync ? "await asyncio.sleep(0.01)" : "pass")
          else:
              gate.set()
          return case["input"]
      perfgate_worker.serve(handle, max_inflight=2)
      """,
      [Self.request("1", #""first""#), Self.request("2", #""second""#)]
    )
    #expect(run.answers == ["1": #"{"output":"first"}"#, "2": #"{"output":"second"}"#])
    let hello = run.lines.first.map { JSONWriter.text($0, form: .compact) }
    #expect(hello == #"{"hello":{"max_inflight":2,"protocol":"perfgate.worker/1"}}"#)
    #expect(run.code == 0)
  }

  @Test("async handlers fail as plain ones do")
  func asyncFailure() throws {
    let run = try WorkerRun.python(
      """
      async def handle(case):
          if case["input"] == 1: raise KeyError("k")
          return {"vector": [1, 0.5]}
      perfgate_worker.serve(handle)
      """,
      [Self.request("1", "1"), "nonsense", Self.request("2", "2")]
    )
    #expect(run.answers["1"] == #"{"error":{"kind":"exception","message":"KeyError: 'k'"}}"#)
    #expect(run.answers["2"] == #"{"vector":[1,0.5]}"#)
    #expect(run.answers["null"]?.contains("not JSON") == true)
  }

  @Test(
    "a number of cases at a time that is none is refused before hello",
    arguments: ["0", "True", "1.5"]
  )
  func refused(count: String) throws {
    let run = try WorkerRun.python("perfgate_worker.serve(str, max_inflight=\(count))", [])
    #expect(run.code == 1)
    #expect(run.lines.isEmpty)
    #expect(run.errors.contains("max_inflight is a whole number of at least 1"))
  }
}
