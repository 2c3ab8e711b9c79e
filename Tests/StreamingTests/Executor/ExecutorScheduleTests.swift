import PerfgateStatistics
import PerfgateStreaming
import PerfgateTestSupport
import Testing

private struct Broken: Error {}

/// A run of an executor that follows from its seed.
private struct ExecutorSchedule: Sendable {
  enum Ending: CaseIterable {
    case none
    case stop
    case cancel
    case sourceFails
    case deliveryFails
  }

  let seed: UInt64
  let settings: ExecutorSettings
  let inputs: Int
  let ending: Ending
  let endsAfter: Duration
  let failureShare: Int

  init(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    self.seed = seed
    inputs = random.nextIndex(below: 60)
    ending = Ending.allCases[random.nextIndex(below: Ending.allCases.count)]
    endsAfter = .milliseconds(random.nextIndex(below: 20_000))
    failureShare = random.nextIndex(below: 5)
    let isFixed = random.nextIndex(below: 2) == 0
    settings = ExecutorSettings(
      concurrency: isFixed
        ? .fixed(1 + random.nextIndex(below: 9))
        : .adaptive(
          initial: 1 + random.nextIndex(below: 5),
          maximum: 1 + random.nextIndex(below: 12)
        ),
      limits: RateLimits(
        requests: random.nextIndex(below: 2) == 0 ? RateLimit(perMinute: 300) : nil,
        tokens: random.nextIndex(below: 2) == 0 ? RateLimit(perMinute: 30_000) : nil
      ),
      retry: RetryPolicy(
        maximumRetries: random.nextIndex(below: 4),
        base: .milliseconds(500),
        cap: .seconds(5),
        total: .seconds(30)
      ),
      attemptTimeout: random.nextIndex(below: 2) == 0 ? .milliseconds(700) : nil
    )
  }

  struct Course: Sendable {
    var completions: [Completion<Int, Int>] = []
    var running = 0
    var sent = 0
    var left = 0
    var summary = ExecutionSummary()
  }

  func run() throws -> Course {
    try Simulation.run(seed: seed) { clock in
      let timeline = Timeline(clock)
      let source = BoundedChannel<Int>(limits: .init(items: 5), timeline: timeline)
      let executor = ParallelExecutor<Int, Int>(settings, seed: seed, timeline: timeline)
      let course = Shared(Course())
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await load(source, course, clock) }
        let work = await withTaskGroup(of: ExecutionSummary?.self) { inner in
          inner.addTask { await carryOut(executor, source, course, clock) }
          inner.addTask {
            guard (try? await timeline.sleep(until: endsAfter)) != nil else { return nil }
            if ending == .stop { executor.stop("asked to") }
            if ending == .sourceFails { source.fail(Broken()) }
            return nil
          }
          var summary = ExecutionSummary()
          while let next = await inner.next() {
            if let next {
              summary = next
              inner.cancelAll()
            } else if ending == .cancel {
              inner.cancelAll()
            }
          }
          return summary
        }
        course.change { $0.summary = work }
        // Whoever does not take everything ends the channel.
        source.fail(Broken())
      }
      course.change { $0.left = source.takeRemaining().count }
      return course.value
    }
  }

  private func load(
    _ source: BoundedChannel<Int>,
    _ course: Shared<Course>,
    _ clock: SimulatedClock
  ) async {
    for input in 0..<inputs {
      guard (try? await source.send(input)) != nil else { return }
      course.change { $0.sent += 1 }
    }
    source.finish()
  }

  private func carryOut(
    _ executor: ParallelExecutor<Int, Int>,
    _ source: BoundedChannel<Int>,
    _ course: Shared<Course>,
    _ clock: SimulatedClock
  ) async -> ExecutionSummary {
    await executor.run(from: source, estimate: { 100 + $0 }) {
      input,
      attempt throws(AttemptFailure) in
      course.change { $0.running += 1 }
      defer { course.change { $0.running -= 1 } }
      return try await answer(input, attempt, clock)
    } deliver: { completion in
      if ending == .deliveryFails, completion.input == inputs / 2 { throw Broken() }
      if completion.input % 3 == 0 {
        try await clock.sleep(until: clock.now.advanced(by: .milliseconds(80)), tolerance: nil)
      }
      course.change { $0.completions.append(completion) }
    }
  }

  private func answer(
    _ input: Int,
    _ attempt: Attempt,
    _ clock: SimulatedClock
  ) async throws(AttemptFailure) -> AttemptReply<Int> {
    var random = SeededGenerator(seed: seed ^ UInt64(input * 100 + attempt.number))
    if random.nextIndex(below: 4) > 0 {
      try await clock.pass(.milliseconds(random.nextIndex(below: 1000)))
    }
    if random.nextIndex(below: 10) < failureShare {
      let after: Duration? =
        random.nextIndex(below: 2) == 0 ? .milliseconds(random.nextIndex(below: 3000)) : nil
      let retry: AttemptFailure.Retry =
        [.never, .possible(after: after), .throttled(after: after)][random.nextIndex(below: 3)]
      throw AttemptFailure(
        retry,
        kind: "drawn",
        message: "\(random.nextIndex(below: 6))",
        tokens: random.nextIndex(below: 100)
      )
    }
    return AttemptReply(input, tokens: random.nextIndex(below: 300))
  }
}

@Suite("Random schedules of the executor")
struct ExecutorScheduleTests {
  @Test("every task has one end, nothing runs on, and nobody waits for ever", arguments: 0..<20)
  func schedules(batch: Int) throws {
    for seed in UInt64(batch * 150)..<UInt64((batch + 1) * 150) {
      let schedule = ExecutorSchedule(seed: seed)
      let course = try schedule.run()
      let summary = course.summary
      try #require(course.running == 0, "seed \(seed)")
      try #require(summary.isBalanced, "seed \(seed): \(summary)")
      let inputs = course.completions.map(\.input)
      try #require(Set(inputs).count == inputs.count, "seed \(seed)")
      try #require(
        summary.succeeded + summary.failed + summary.skipped == inputs.count,
        "seed \(seed): \(summary)"
      )
      try #require(course.sent == summary.taken + course.left, "seed \(seed): \(summary)")
      switch summary.end {
      case .finished, .stopped:
        try #require(summary.abandoned == 0, "seed \(seed): \(summary)")
        if schedule.ending != .sourceFails {
          try #require(inputs.sorted() == Array(0..<schedule.inputs), "seed \(seed)")
        }
      case .cancelled: try #require(schedule.ending == .cancel, "seed \(seed)")
      case .sourceFailed: try #require(schedule.ending == .sourceFails, "seed \(seed)")
      case .deliveryFailed: try #require(schedule.ending == .deliveryFails, "seed \(seed)")
      }
      try checkTimes(of: course, seed)
    }
  }

  private func checkTimes(of course: ExecutorSchedule.Course, _ seed: UInt64) throws {
    let settings = ExecutorSchedule(seed: seed).settings
    for completion in course.completions {
      try #require(completion.attempts <= settings.retry.maximumRetries + 1, "seed \(seed)")
      let limit = settings.attemptTimeout ?? settings.retry.total
      try #require(completion.times.service <= limit, "seed \(seed)")
      if case .succeeded = completion.outcome {
        try #require(completion.attempts >= 1, "seed \(seed)")
      }
    }
  }

  @Test("a cancelled executor returns when its attempts have ended", arguments: [0, 1, 3, 10])
  func cancellation(second: Int) throws {
    for seed in UInt64(0)..<50 {
      let (summary, running) = try Simulation.run(seed: seed) { clock in
        let timeline = Timeline(clock)
        let source = BoundedChannel<Int>(limits: .init(items: 100), timeline: timeline)
        try await source.send(contentsOf: Array(0..<100))
        let settings = ExecutorSettings(concurrency: .fixed(8), attemptTimeout: .seconds(60))
        let executor = ParallelExecutor<Int, Int>(settings, seed: seed, timeline: timeline)
        let running = Shared(0)
        return await withTaskGroup(of: ExecutionSummary.self) { group in
          group.addTask {
            await executor.run(from: source) { input, _ throws(AttemptFailure) in
              running.change { $0 += 1 }
              defer { running.change { $0 -= 1 } }
              try await clock.pass(.seconds(2))
              return AttemptReply(input)
            } deliver: { _ in
            }
          }
          try? await timeline.sleep(until: .seconds(second))
          group.cancelAll()
          let summary = await group.next() ?? ExecutionSummary()
          return (summary, running.value)
        }
      }
      guard case .cancelled = summary.end else {
        Issue.record("seed \(seed): \(summary)")
        return
      }
      #expect(running == 0 && summary.isBalanced)
      #expect(summary.abandoned <= 8)
    }
  }
}
