import Glibc
import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateStreaming
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Workers", .waiting)
struct WorkerTargetTests {
  let bench: ProcessBench

  init() throws { bench = try ProcessBench() }

  @Test("a worker gets the case, its repeat, the configuration and the deadline")
  func request() async throws {
    let target = try bench.worker(
      "for r in requests: say(id=r['id'], output=r)",
      timeout: ample,
      config: .object(["k": .number(1)])
    )
    try await target.start()
    let text = await result(of: target, makeCase("c1"), within: .seconds(9000), repeatIndex: 2).text
    _ = await target.stop()
    let object = try JSONReader.read(Array(text.utf8)).object()
    #expect(
      object.members.map(\.key) == ["case", "config", "deadline_ms", "id", "input", "repeat"]
    )
    #expect(try object.required("case").string() == "c1")
    #expect(try object.required("repeat").integer() == 2)
    #expect(try object.required("input").string() == "in")
    #expect(try object.required("config").object().required("k").number() == 1)
    let deadline = try object.required("deadline_ms").integer()
    #expect(deadline <= 9_000_000 && deadline > 5_000_000)
  }

  @Test("output, usage and cost are taken; a value is its compact JSON")
  func reply() async throws {
    let target = try bench.worker(
      """
      for r in requests:
          say(id=r["id"], output={"b": [1, 2.5], "a": None}, cost_usd=0.25, spans=[],
              usage={"input": 5, "cached": 2, "output": 7, "reasoning": 3})
      """
    )
    try await target.start()
    let reply = try await target.reply(to: TargetCall(makeCase("c")), attempt())
    _ = await target.stop()
    #expect(reply.output.output == #"{"a":null,"b":[1,2.5]}"#)
    #expect(reply.output.usage == TokenUsage(input: 5, cached: 2, output: 7, reasoning: 3))
    #expect(reply.output.costUSD == 0.25)
    #expect(reply.tokens == 12)
    #expect(try #require(reply.output.serviceSeconds) > 0)
  }

  @Test("what is waited for a free worker is no part of what the service took")
  func queue() async throws {
    let target = try bench.worker(
      """
      for r in requests:
          open("asked", "w").close()
          while not os.path.exists("go"): time.sleep(0.005)
          say(id=r["id"], output="fine")
      """
    )
    try await target.start()
    async let first = result(of: target, makeCase("a"))
    try await bench.wait(for: "asked")
    let begin = ContinuousClock.now
    async let second = result(of: target, makeCase("b"))
    try await Task.sleep(for: .milliseconds(50))
    let waited = begin.duration(to: .now)
    // The first call ends behind this, and the only worker is free then.
    try bench.folder.write("", to: "go")
    let reply = try await second.get()
    let whole = begin.duration(to: .now)
    let other = await first.text
    _ = await target.stop()
    #expect(other == "fine")
    let service = try #require(reply.serviceSeconds)
    #expect(service > 0 && service < (whole - waited) / .seconds(1))
  }

  @Test(
    "errors say themselves whether another attempt may help",
    arguments: [
      (#"{"kind": "bad", "message": "no"}"#, AttemptFailure(.never, kind: "bad", message: "no")),
      (
        #"{"kind": "busy", "message": "later", "retry_after_ms": 1500}"#,
        AttemptFailure(.possible(after: .milliseconds(1500)), kind: "busy", message: "later")
      ),
      (
        #"{"kind": "rate_limit", "retry_after_ms": 20}"#,
        AttemptFailure(
          .throttled(after: .milliseconds(20)),
          kind: "rate_limit",
          message: "rate_limit"
        )
      ),
      (#""broken""#, AttemptFailure(.never, kind: "error", message: "broken")),
    ]
  )
  func errors(_ written: String, _ expected: AttemptFailure) async throws {
    let target = try bench.worker(
      "for r in requests: say(id=r['id'], error=json.loads('''\(written)'''))"
    )
    try await target.start()
    #expect(await result(of: target, makeCase("c")).failure == expected)
    _ = await target.stop()
  }

  @Test("replies may come in any order")
  func outOfOrder() async throws {
    let target = try bench.worker(
      """
      held = []
      for r in requests:
          held.append(r)
          if len(held) == 4:
              for h in reversed(held): say(id=h["id"], output="for " + h["case"])
              held = []
      """,
      inFlight: 4
    )
    try await target.start()
    #expect(target.places == 4)
    let texts = await withTaskGroup(of: (Int, String).self) { group in
      for index in 0..<8 {
        group.addTask { (index, await result(of: target, makeCase("\(index)")).text) }
      }
      return await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
    }
    #expect(texts == Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, "for \($0)") }))
    _ = await target.stop()
  }

  @Test("never more is asked than a worker takes, and the least loaded worker is asked")
  func limits() async throws {
    let target = try bench.worker(
      """
      import threading, selectors
      open_requests = []
      most = 0
      sel = selectors.DefaultSelector()
      os.set_blocking(0, False)
      buffer = b""
      while True:
          time.sleep(0.02)
          piece = b""
          try: piece = os.read(0, 1 << 16)
          except BlockingIOError: piece = None
          if piece == b"": break
          buffer += piece or b""
          while b"\\n" in buffer:
              line, buffer = buffer.split(b"\\n", 1)
              open_requests.append(json.loads(line))
          most = max(most, len(open_requests))
          for r in open_requests: say(id=r["id"], output="%d %d" % (os.getpid(), most))
          open_requests = []
      """,
      count: 2,
      inFlight: 3
    )
    try await target.start()
    let texts = await withTaskGroup(of: String.self) { group in
      for index in 0..<40 {
        group.addTask { await result(of: target, makeCase("\(index)")).text }
      }
      return await group.reduce(into: [String]()) { $0.append($1) }
    }
    _ = await target.stop()
    let parts = texts.map { $0.split(separator: " ") }
    #expect(parts.allSatisfy { $0.count == 2 }, "\(texts)")
    #expect(Set(parts.map(\.first)).count == 2)
    #expect(parts.allSatisfy { (1...3).contains($0.last.flatMap { Int($0) } ?? 0) })
  }

  @Test("1 MiB goes both ways many at a time, through pipes of 64 KiB")
  func large() async throws {
    let target = try bench.worker(echo, count: 2, inFlight: 8)
    try await target.start()
    let input = String(repeating: "abcdefgh", count: 128 << 10)
    let lengths = await withTaskGroup(of: Int.self) { group in
      for index in 0..<40 {
        group.addTask {
          let evalCase = makeCase("\(index)", input: .string("\(index):\(input)"))
          let text = await result(of: target, evalCase).text
          return text == "\(index):\(input)" ? text.utf8.count : 0
        }
      }
      return await group.reduce(into: [Int]()) { $0.append($1) }
    }
    _ = await target.stop()
    #expect(lengths.count == 40 && lengths.allSatisfy { $0 > 1 << 20 })
  }

  @Test("10,000 calls to 4 workers are all answered, each with its own")
  func conservation() async throws {
    let target = try bench.worker(echo, count: 4, inFlight: 16)
    try await target.start()
    let wrong = await withTaskGroup(of: Int.self) { group in
      for hand in 0..<64 {
        group.addTask {
          var wrong = 0
          for index in stride(from: hand, to: 10_000, by: 64) {
            let evalCase = makeCase("c", input: .string("\(index)"))
            if await result(of: target, evalCase).text != "\(index)" { wrong += 1 }
          }
          return wrong
        }
      }
      return await group.reduce(0, +)
    }
    #expect(wrong == 0)
    let summary = await target.stop()
    #expect(summary.restarts == 0)
    #expect(try #require(summary.peakMemoryBytes) > 1 << 20)
  }

  @Test("nothing is left of workers and their children, and no descriptor is")
  func nothingLeft() async throws {
    let mark = mark()
    let before = try openPipes()
    for _ in 0..<3 {
      let target = try bench.worker(
        "import subprocess\nsubprocess.Popen(['setsid', 'sleep', sys.argv[1]])\n" + echo,
        count: 3,
        arguments: [mark]
      )
      try await target.start()
      #expect(await result(of: target, makeCase("c")).text == "in")
      _ = await target.stop()
    }
    #expect(try isGone(mark))
    // The thread that closes them is told, and not waited for.
    for _ in 0..<3000 where try openPipes() > before { usleep(20_000) }
    #expect(try openPipes() <= before)
  }

  @Test("a worker that does not end is killed when it is stopped")
  func stubborn() async throws {
    let mark = mark()
    let target = try bench.worker(
      """
      signal.signal(signal.SIGTERM, signal.SIG_IGN)
      \(echo)
      while True: time.sleep(1)
      """,
      arguments: [mark]
    )
    try await target.start()
    let begin = ContinuousClock.now
    _ = await target.stop()
    #expect(ContinuousClock.now - begin >= .seconds(2))
    #expect(try holders(of: mark) == [])
  }
}
