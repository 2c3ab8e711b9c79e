import PerfgateStatistics
import PerfgateStreaming
import Testing

/// On real threads, where the thread sanitizer looks on.
@Suite("The executor on all processors")
struct ExecutorStressTests {
  @Test("deadlines, retries, limits and windows together lose nothing", arguments: [true, false])
  func everything(isAdaptive: Bool) async throws {
    let inputs = 2000
    let source = BoundedChannel<Int>(limits: .init(items: 20))
    let settings = ExecutorSettings(
      concurrency: isAdaptive ? .adaptive(initial: 4, maximum: 16) : .fixed(16),
      limits: RateLimits(requests: RateLimit(perMinute: 600_000, burst: 50)),
      retry: RetryPolicy(maximumRetries: 2, base: .microseconds(100), cap: .milliseconds(1)),
      attemptTimeout: .milliseconds(5)
    )
    let executor = ParallelExecutor<Int, Int>(settings, seed: 1)
    let ends = Shared<[Int]>([])
    let summary = await withTaskGroup(of: Void.self) { group in
      group.addTask {
        for input in 0..<inputs { try? await source.send(input) }
        source.finish()
      }
      return await executor.run(from: source, estimate: { $0 }) {
        input,
        attempt throws(AttemptFailure) in
        var random = SeededGenerator(seed: UInt64(input * 10 + attempt.number))
        switch random.nextIndex(below: 20) {
        case 0: try? await Task.sleep(for: .milliseconds(20))
        case 1: try? await Task.sleep(for: .microseconds(200))
        case 2: throw AttemptFailure(.possible(), kind: "server", message: "500")
        case 3: throw AttemptFailure(.throttled(), kind: "rate", message: "429")
        default: break
        }
        return AttemptReply(input)
      } deliver: { completion in
        ends.change { $0.append(completion.input) }
      }
    }
    #expect(ends.value.sorted() == Array(0..<inputs))
    #expect(summary.isBalanced && summary.taken == inputs)
  }

  @Test("stopped and cancelled at any moment, it returns and every task has one end")
  func ended() async throws {
    for round in 0..<60 {
      let source = BoundedChannel<Int>(limits: .init(items: 8))
      let settings = ExecutorSettings(concurrency: .fixed(6), attemptTimeout: .milliseconds(2))
      let executor = ParallelExecutor<Int, Int>(settings, seed: UInt64(round))
      let ends = Shared<[Int]>([])
      let summary = await withTaskGroup(of: ExecutionSummary?.self) { group in
        group.addTask {
          for input in 0..<300 {
            guard (try? await source.send(input)) != nil else { break }
          }
          source.finish()
          return nil
        }
        group.addTask {
          await executor.run(from: source) { input, _ throws(AttemptFailure) in
            if input % 5 == 0 { try? await Task.sleep(for: .microseconds(300)) }
            return AttemptReply(input)
          } deliver: { completion in
            ends.change { $0.append(completion.input) }
          }
        }
        try? await Task.sleep(for: .microseconds(round * 40))
        if round % 2 == 0 { executor.stop("enough") } else { group.cancelAll() }
        return await group.reduce(into: ExecutionSummary()) { $0 = $1 ?? $0 }
      }
      #expect(summary.isBalanced, "round \(round): \(summary)")
      #expect(Set(ends.value).count == ends.value.count)
      #expect(ends.value.count == summary.taken - summary.abandoned)
      if round % 2 == 0 { #expect(ends.value.sorted() == Array(0..<300), "round \(round)") }
    }
  }
}
