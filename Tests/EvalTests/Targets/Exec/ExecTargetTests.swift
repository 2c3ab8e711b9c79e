import Glibc
import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateStreaming
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("A process for each case", .waiting)
struct ExecTargetTests {
  let bench: ProcessBench

  init() throws { bench = try ProcessBench() }

  @Test("the process gets the case with its row, digest, configuration and deadline")
  func request() async throws {
    let command = CommandLine.shell("cat; echo \"$MINE $(basename \"$PWD\")\" >&2; exit 3")
    var plan = bench.plan(.exec(command), timeout: 9000)
    plan.config = .object(["k": .number(1)])
    plan.environment = ["MINE": "own"]
    plan.workingDirectory = "sub"
    try bench.folder.write("", to: "sub/file")
    let failing = try ExecTarget(command, plan: plan, context: bench.context)
    let failure = await result(of: failing, makeCase("c")).failure
    #expect(failure?.message == "the process exited with 3; stderr: own sub")
    let echoing = try ExecTarget(.shell("cat"), plan: plan, context: bench.context)
    let reply = await result(of: echoing, makeCase("c", digest: "abc"), repeatIndex: 4)
    let object = try JSONReader.read(Array(reply.text.utf8)).object()
    #expect(try object.required("id").string() == "c")
    #expect(try object.required("case").string() == "abc")
    #expect(try object.required("repeat").integer() == 4)
    #expect(try object.required("input").string() == "in")
    #expect(try object.required("row").object().required("extra").strings() == ["x", "y"])
    #expect(try object.required("config").object().required("k").number() == 1)
    #expect(try object.required("deadline_ms").integer() == 9_000_000)
  }

  @Test(
    "standard output is an object with an output, or text without its last line feed",
    arguments: [
      (#"{"output": "a\nb"}"#, "a\nb"), (#"{"output": {"b": 1, "a": null}}"#, #"{"a":null,"b":1}"#),
      (#"{"output": null}"#, "null"), ("plain\n\n", "plain\n"), ("", ""),
      (#"{"answer": 1}"#, #"{"answer": 1}"#), ("[1]\n", "[1]"), ("{torn", "{torn"),
      (#"{"error": {"kind": "busy"}}"#, "[busy]"), (#"{"output": 1, "usage": 3}"#, "[reply]"),
      (#"{"output": 1, "cost": -1}"#, "[reply]"),
    ]
  )
  func output(_ written: String, _ expected: String) async throws {
    try bench.folder.write(written, to: "written")
    let target = try bench.exec("cat written")
    #expect(await result(of: target, makeCase("c")).text == expected)
  }

  @Test("usage, cost, the time of the process and its peak memory are told")
  func figures() async throws {
    let target = try bench.exec(
      #"sleep 0.2; echo '{"output":"x","cost":0.5,"usage":{"input":3,"output":4}}'"#
    )
    let reply = try await target.reply(to: TargetCall(makeCase("c")), attempt())
    #expect(reply.tokens == 7)
    #expect(reply.output.costUSD == 0.5)
    #expect(try #require(reply.output.serviceSeconds) >= 0.2)
    #expect(try #require(await target.stop().peakMemoryBytes) > 100_000)
  }

  @Test("a process that fails is an error with the end of its stderr, and is not tried again")
  func fails() async throws {
    let target = try bench.exec("echo out; head -c 300000 /dev/zero | tr '\\0' x >&2; exit 9")
    let failure = try #require(await result(of: target, makeCase("c")).failure)
    #expect(failure.kind == "exit")
    #expect(!failure.isRetryable)
    #expect(failure.message.hasPrefix("the process exited with 9; stderr: ...x"))
    #expect(failure.message.utf8.count < 3000)
  }

  @Test("a process that takes too long is killed with its children", arguments: [false, true])
  func timeout(_ isCancelled: Bool) async throws {
    let mark = mark()
    let target = try bench.exec(
      "trap '' TERM; sleep \(mark) & setsid sleep \(mark) & wait",
      timeout: 3600
    )
    let limit = Duration.milliseconds(isCancelled ? 3_600_000 : 400)
    let task = Task { await result(of: target, makeCase("c"), within: limit) }
    if isCancelled {
      for _ in 0..<3000 where try holders(of: mark).count < 2 { usleep(20_000) }
      task.cancel()
    }
    let failure = await task.value.failure
    #expect(failure?.isRetryable == true)
    #expect(failure?.kind == (isCancelled ? "cancelled" : "timeout"))
    #expect(try isGone(mark))
  }

  @Test("a process that reads nothing, closes its output, or floods it ends as it ends")
  func unusual() async throws {
    let large = makeCase("c", input: .string(String(repeating: "x", count: 4 << 20)))
    #expect(await result(of: try bench.exec("echo ok"), large).text == "ok")
    let closing = try bench.exec("exec >&-; sleep 0.1; exit 4")
    #expect(await result(of: closing, large).text == "[exit]")
    let flooding = try bench.exec("yes")
    let failure = await result(of: flooding, large).failure
    #expect(failure?.message == "stdout is longer than 16 MiB")
    #expect(await result(of: try bench.exec("printf '\\377'"), large).text == "[output]")
    let full = try bench.exec("head -c 16777216 /dev/zero | tr '\\0' x")
    #expect(await result(of: full, large).text.utf8.count == 16 << 20)
  }

  @Test("many processes at once are told apart, and no descriptor is left")
  func many() async throws {
    let target = try bench.exec("sed 's/.*\"id\":\"\\([0-9]*\\)\".*/\\1/'")
    _ = await result(of: target, makeCase("0"))
    let before = try openPipes()
    let texts = await withTaskGroup(of: (Int, String).self) { group in
      for index in 0..<60 {
        group.addTask { (index, await result(of: target, makeCase("\(index)")).text) }
      }
      return await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
    }
    #expect(texts == Dictionary(uniqueKeysWithValues: (0..<60).map { ($0, "\($0)") }))
    // Other tests of this process have pipes, too: only one for each of these would be a leak.
    for _ in 0..<1200 where try openPipes() >= before + 60 {
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(try openPipes() < before + 60)
  }

  @Test("a process sees no descriptor but its own three")
  func descriptors() async throws {
    let target = try bench.exec("ls /proc/self/fd | wc -l; sleep 0.1")
    let texts = await withTaskGroup(of: String.self) { group in
      for _ in 0..<10 { group.addTask { await result(of: target, makeCase("c")).text } }
      return await group.reduce(into: [String]()) { $0.append($1) }
    }
    // The fourth is that of the folder which is listed.
    #expect(texts == Array(repeating: "4", count: 10))
  }
}
