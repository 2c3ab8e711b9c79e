import Glibc
import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateStreaming
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Workers that fail", .waiting)
struct WorkerFaultTests {
  let bench: ProcessBench

  init() throws { bench = try ProcessBench() }

  @Test(
    "a worker without a proper hello is an error that shows what it wrote",
    arguments: [
      ("echo nonsense; echo why >&2; sleep 9", ample, "did not say hello: ", "nonsense"),
      (
        #"echo '{"hello":{"protocol":"other/1"}}'; sleep 9"#, ample,
        "'protocol' is not perfgate.worker/1", "other/1"
      ),
      ("printf torn; echo why >&2; exit 3", ample, "exited with 3 before it said hello", "torn"),
      ("printf torn; echo why >&2; sleep 90", 3, "did not say hello within 3 s", "why"),
    ]
  )
  func hello(_ script: String, timeout: Double, _ message: String, _ note: String) async throws {
    let plan = bench.plan(.worker(.shell(script), count: 2), timeout: timeout)
    let target = try WorkerTarget(.shell(script), count: 2, plan: plan, context: bench.context)
    do throws(GateError) {
      try await target.start()
      Issue.record("it started")
    } catch {
      let diagnostic = try #require(error.diagnostics.first)
      #expect(error.exit == .benchmarkFailed)
      #expect(diagnostic.location == place)
      #expect(diagnostic.message.contains(message), "\(diagnostic.message)")
      #expect(diagnostic.notes.joined().contains(note), "\(diagnostic.notes)")
      #expect(diagnostic.hints.joined().contains("perfgate.worker/1"))
    }
  }

  @Test("a program that is not there is an error of the configuration")
  func missing() throws {
    #expect(throws: GateError.self) {
      let command = CommandLine.words(["no-such-program-at-all"])
      _ = try WorkerTarget(
        command,
        count: 1,
        plan: bench.plan(.worker(command, count: 1)),
        context: bench.context
      )
    }
  }

  @Test(
    "a line that is no reply ends the worker, and what it was asked may be tried again",
    arguments: [
      "print('garbage', flush=True)",
      "say(id='9999999', output='x')",
      "say(output='x')",
      "say(id=r['id'], output='a'); say(id=r['id'], output='b')",
      "sys.stdout.buffer.write(b'{\"id\": \"\\xff\"}\\n'); sys.stdout.flush()",
    ]
  )
  func broken(_ statement: String) async throws {
    let target = try bench.worker(
      """
      first = True
      for r in requests:
          if r["input"] == "bad": \(statement)
          elif r["input"] == "slow": open("asked", "w").close()
          else: say(id=r["id"], output="fine")
      """,
      inFlight: 2
    )
    try await target.start()
    async let slow = result(of: target, makeCase("slow", input: .string("slow")))
    try await bench.wait(for: "asked")
    _ = await result(of: target, makeCase("bad", input: .string("bad")))
    let failure = try #require(await slow.failure)
    #expect(failure.kind == "protocol")
    #expect(failure.isRetryable)
    #expect(await result(of: target, makeCase("good")).text == "fine")
    #expect(await target.stop().restarts == 1)
  }

  @Test("a worker that dies fails its calls, is started again 3 times, and then no more")
  func dying() async throws {
    let target = try bench.worker(
      """
      for r in requests:
          sys.stderr.write("last words")
          sys.stderr.flush()
          os._exit(7)
      """
    )
    try await target.start()
    for _ in 0..<4 {
      let failure = try #require(await result(of: target, makeCase("c")).failure)
      #expect(failure.kind == "worker")
      #expect(failure.message == "the worker exited with 7; stderr: last words")
      #expect(failure.isRetryable)
    }
    let failure = try #require(await result(of: target, makeCase("c")).failure)
    #expect(!failure.isRetryable)
    #expect(failure.message.contains("last words"))
    #expect(await target.stop().restarts == 3)
  }

  @Test("the other workers go on when one is used up")
  func oneUsedUp() async throws {
    let target = try bench.worker(
      """
      try: os.mkdir("taken"); bad = True
      except FileExistsError: bad = os.path.exists("restart") and False
      for r in requests:
          if bad: os._exit(1)
          say(id=r["id"], output="fine")
      """,
      count: 2
    )
    try await target.start()
    var texts: [String] = []
    for index in 0..<10 { texts.append(await result(of: target, makeCase("\(index)")).text) }
    _ = await target.stop()
    #expect(texts.filter { $0 == "fine" }.count >= 9)
  }

  @Test(
    "a call that takes too long ends the worker's group, and the others on it may be tried again"
  )
  func deadline() async throws {
    let mark = mark()
    let target = try bench.worker(
      """
      import subprocess
      signal.signal(signal.SIGTERM, signal.SIG_IGN)
      for r in requests:
          if r["input"] == "fine": say(id=r["id"], output="fine")
          else:
              subprocess.Popen(["sleep", sys.argv[1]])
              open("asked", "w").close()
      """,
      inFlight: 2,
      arguments: [mark]
    )
    try await target.start()
    async let other = result(of: target, makeCase("a"))
    try await bench.wait(for: "asked")
    let failure = await result(of: target, makeCase("b"), within: .milliseconds(400)).failure
    #expect(failure?.kind == "timeout")
    #expect(failure?.isRetryable == true)
    #expect(failure?.message == "no reply within 0.4 s")
    let otherFailure = await other.failure
    #expect(otherFailure?.kind == "worker")
    #expect(otherFailure?.isRetryable == true)
    #expect(await result(of: target, makeCase("c", input: .string("fine"))).text == "fine")
    _ = await target.stop()
    #expect(try isGone(mark))
  }

  @Test("a call that is cancelled frees its place, and its late reply is no fault")
  func cancelled() async throws {
    let target = try bench.worker(
      """
      late = []
      for r in requests:
          if r["input"] == "slow":
              late.append(r)
              open("asked", "w").close()
              continue
          for l in late: say(id=l["id"], output="late")
          late = []
          say(id=r["id"], output=r["input"])
      """
    )
    try await target.start()
    let task = Task { await result(of: target, makeCase("slow", input: .string("slow"))) }
    try await bench.wait(for: "asked")
    task.cancel()
    #expect(await task.value.failure?.kind == "cancelled")
    #expect(await result(of: target, makeCase("next")).text == "in")
    #expect(await result(of: target, makeCase("another")).text == "in")
    #expect(await target.stop().restarts == 0)
  }

  @Test("a worker that never reads keeps nobody from cancelling")
  func neverReads() async throws {
    let target = try bench.worker("time.sleep(60)", inFlight: 8)
    try await target.start()
    let input = JSONValue.string(String(repeating: "x", count: 3 << 20))
    let failures = await withTaskGroup(of: AttemptFailure?.self) { group in
      for index in 0..<4 {
        group.addTask {
          await result(of: target, makeCase("\(index)", input: input), within: .seconds(1)).failure
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(failures.allSatisfy { $0?.isRetryable == true })
    // Whoever comes late learns that the worker was ended for another call.
    #expect(failures.contains { $0?.kind == "timeout" || $0?.kind == "worker" })
    _ = await target.stop()
  }

  @Test("a worker that closes its output is ended")
  func closesOutput() async throws {
    let target = try bench.worker("os.close(1)\nfor r in requests: time.sleep(60)")
    try await target.start()
    let failure = await result(of: target, makeCase("c")).failure
    #expect(failure?.kind == "worker")
    _ = await target.stop()
  }

  @Test("a worker that floods stderr is answered by, and its last 64 KiB are kept")
  func floodsError() async throws {
    let target = try bench.worker(
      """
      for r in requests:
          if r["input"] == "die": os._exit(1)
          sys.stderr.write("y" * (4 << 20) + "the end")
          sys.stderr.flush()
          say(id=r["id"], output="fine")
      """
    )
    try await target.start()
    #expect(await result(of: target, makeCase("c")).text == "fine")
    let failure = await result(of: target, makeCase("d", input: .string("die"))).failure
    #expect(failure?.message.hasSuffix("yythe end") == true)
    #expect(failure?.message.utf8.count ?? 0 < 3000)
    _ = await target.stop()
  }

  @Test("a worker that floods stdout without line feeds is ended at 64 MiB")
  func endlessLine() async throws {
    let target = try bench.worker(
      """
      for r in requests:
          while True: os.write(1, b"z" * 65536)
      """
    )
    try await target.start()
    let failure = await result(of: target, makeCase("c")).failure
    #expect(failure?.kind == "protocol")
    #expect(failure?.message.contains("more than 64 MiB") == true)
    _ = await target.stop()
  }
}
