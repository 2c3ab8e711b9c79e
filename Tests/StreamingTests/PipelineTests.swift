import PerfgateModel
import PerfgateStatistics
import PerfgateStreaming
import PerfgateTestSupport
import Testing

/// load -> run -> score -> write, put together of the parts as an eval does.
@Suite("A whole stream")
struct PipelineTests {
  private struct Case: Sendable {
    let index: Int
    let size: Int
  }

  private struct Result: Sendable {
    var count: ConservationCount
    var written: ResultWriter.Written
    var lines: [UInt8]
    var channels: [ChannelCounters]
    var writes: Int
  }

  private func outcome(_ completion: Completion<Case, Int>) -> String {
    switch completion.outcome {
    case .succeeded(let output): output % 3 == 0 ? "failed" : "passed"
    case .failed: "errored"
    case .skipped: "skipped"
    }
  }

  private func run(seed: UInt64, cases: Int) throws -> Result {
    try Simulation.run(seed: seed) { clock in
      let timeline = Timeline(clock)
      let loaded = BoundedChannel<Case>(
        limits: .init(items: 10, bytes: 5000),
        timeline: timeline
      ) { $0.size }
      let ran = BoundedChannel<Completion<Case, Int>>(limits: .init(items: 7), timeline: timeline)
      let scored = BoundedChannel<ResultLine>(
        limits: .init(items: 20, bytes: 2000),
        timeline: timeline
      ) { $0.bytes.count }
      let count = Shared(ConservationCount())
      let storage = FaultyStorage()
      let settings = ExecutorSettings(
        concurrency: .adaptive(initial: 3, maximum: 8),
        limits: RateLimits(requests: RateLimit(perMinute: 1200)),
        retry: RetryPolicy(maximumRetries: 2, base: .milliseconds(200), total: .seconds(20)),
        attemptTimeout: .seconds(2)
      )
      let executor = ParallelExecutor<Case, Int>(settings, seed: seed, timeline: timeline)
      let written = try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          var random = SeededGenerator(seed: seed)
          for index in 0..<cases {
            count.change { $0.read += 1 }
            // One in fifty is larger than the channel.
            let size = random.nextIndex(below: random.nextIndex(below: 50) == 0 ? 20_000 : 1500)
            try await loaded.send(Case(index: index, size: size))
          }
          loaded.finish()
        }
        group.addTask {
          let summary = await executor.run(from: loaded) { input, attempt throws(AttemptFailure) in
            try await answer(input, attempt, clock, seed)
          } deliver: { completion in
            try await ran.send(completion)
          }
          #expect(summary.isBalanced && summary.taken == cases)
          ran.finish()
        }
        group.addTask { try await score(ran, into: scored, count) }
        return try await ResultWriter(to: storage, timeline: timeline).drain(scored)
      }
      return Result(
        count: count.value,
        written: written,
        lines: storage.now.bytes,
        channels: [loaded.counters, ran.counters, scored.counters],
        writes: storage.now.appends
      )
    }
  }

  private func answer(
    _ input: Case,
    _ attempt: Attempt,
    _ clock: SimulatedClock,
    _ seed: UInt64
  ) async throws(AttemptFailure) -> AttemptReply<Int> {
    var random = SeededGenerator(seed: seed ^ UInt64(input.index * 8 + attempt.number))
    try await clock.pass(.milliseconds(random.nextIndex(below: 2300)))
    if random.nextIndex(below: 6) == 0 {
      throw AttemptFailure(.possible(), kind: "server", message: "500")
    }
    return AttemptReply(input.index)
  }

  /// Two at a time, as many as there are in one go.
  private func score(
    _ ran: BoundedChannel<Completion<Case, Int>>,
    into scored: BoundedChannel<ResultLine>,
    _ count: Shared<ConservationCount>
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<2 {
        group.addTask {
          while true {
            let completions = try await ran.receive(upTo: 5)
            if completions.isEmpty { return }
            for completion in completions {
              let outcome = outcome(completion)
              count.change { count in
                switch outcome {
                case "passed": count.passed += 1
                case "failed": count.failed += 1
                case "errored": count.errored += 1
                default: count.skipped += 1
                }
              }
              let key = ResultFixture.key(completion.input.index)
              try await scored.send(ResultLine(key, ["outcome": .string(outcome)]))
            }
          }
        }
      }
      try await group.waitForAll()
    }
    scored.finish()
  }

  @Test("everything that is read has one end and one line", arguments: UInt64(0)..<25)
  func conserved(seed: UInt64) throws {
    let result = try run(seed: seed, cases: 200)
    try result.count.check(of: "the test")
    #expect(result.count.read == 200 && result.written.lines == 200)
    let lines = result.lines.split(separator: UInt8(ascii: "\n"))
    let cases = try lines.map { line in
      try JSONReader.read(Array(line)).object().required("case").string()
    }
    #expect(Set(cases) == Set((0..<200).map { ResultFixture.key($0).caseDigest }))
    #expect(cases.count == 200)
    for channel in result.channels {
      #expect(channel.sent == 200 && channel.received == 200)
      #expect(channel.peakItems <= 20)
    }
    #expect(result.channels[0].blockedTime > .zero, "the source is held up by what follows")
  }
}
