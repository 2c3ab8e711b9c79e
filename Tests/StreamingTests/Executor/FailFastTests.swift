import PerfgateStreaming
import PerfgateTestSupport
import Testing

@Suite("Stopping an executor")
struct FailFastTests {
  private func failure(_ message: String) -> AttemptFailure {
    AttemptFailure(.never, kind: "unauthorized", message: message)
  }

  private func settings(_ concurrency: Int) -> ExecutorSettings {
    ExecutorSettings(concurrency: .fixed(concurrency))
  }

  @Test("three identical errors that no retry mends stop everything, and nothing vanishes")
  func identical() throws {
    let scene = ExecutorScene(settings: settings(2), inputs: 1000)
    let failure = failure("wrong key")
    let course = try scene.run { _, _, _ throws(AttemptFailure) in throw failure }
    guard case .stopped(.identicalErrors(failure, count: 3)) = course.summary.end else {
      Issue.record("\(course.summary)")
      return
    }
    #expect(course.made.count == 3)
    #expect(course.completions.count == 1000)
    #expect(course.summary.taken == 1000 && course.summary.isBalanced)
    #expect(course.summary.failed + course.summary.skipped == 1000)
    #expect(course.summary.failed >= 3)
    for completion in course.completions {
      if case .skipped(let reason) = completion.outcome {
        #expect(reason == .identicalErrors(failure, count: 3))
      }
    }
  }

  @Test("what runs is ended at once")
  func endsRunning() throws {
    let scene = ExecutorScene(settings: settings(6), inputs: 20)
    let failure = failure("wrong key")
    let course = try scene.run { input, _, clock throws(AttemptFailure) in
      if input < 3 { throw failure }
      try await clock.pass(.seconds(100))
      return AttemptReply(input)
    }
    #expect(course.ended == .zero)
    #expect(course.summary.failed == 3 && course.summary.skipped == 17)
    #expect(course.running == 0)
  }

  @Test("different errors stop nothing, nor do those that a success comes between")
  func others() throws {
    let scene = ExecutorScene(settings: settings(1), inputs: 60)
    let different = try scene.run { input, _, _ throws(AttemptFailure) in
      throw failure("case \(input)")
    }
    #expect(different.summary.failed == 60)
    let between = try scene.run { input, _, _ throws(AttemptFailure) in
      if input % 3 == 2 { return AttemptReply(input) }
      throw failure("the same")
    }
    #expect(between.summary.failed == 40 && between.summary.succeeded == 20)
    let alternating = try scene.run { input, _, _ throws(AttemptFailure) in
      throw failure(input % 2 == 0 ? "even" : "odd")
    }
    #expect(alternating.summary.failed == 5 && alternating.summary.skipped == 55)
  }

  @Test("errors that a retry may mend stop nothing")
  func retryable() throws {
    var settings = settings(4)
    settings.retry = RetryPolicy(maximumRetries: 1)
    let scene = ExecutorScene(settings: settings, inputs: 40)
    let course = try scene.run { _, _, _ throws(AttemptFailure) in
      throw AttemptFailure(.possible(), kind: "server", message: "500")
    }
    #expect(course.summary.failed == 40 && course.summary.skipped == 0)
  }

  @Test("whoever stops it gets what was there, and the rest as skipped")
  func requested() throws {
    let scene = ExecutorScene(settings: settings(5), inputs: 100)
    let course = try scene.run { executor, clock in
      try? await clock.sleep(until: .init(offset: .seconds(4.5)), tolerance: nil)
      executor.stop("the cost cap is reached")
      executor.stop("a later reason")
    } _: { input, _, clock throws(AttemptFailure) in
      try await clock.pass(.seconds(1))
      return AttemptReply(input)
    }
    #expect(course.summary.succeeded == 20 && course.summary.skipped == 80)
    #expect(course.completions.map(\.input).sorted() == Array(0..<100))
    #expect(course.ended == .seconds(4.5))
    guard case .stopped(.requested("the cost cap is reached")) = course.summary.end else {
      Issue.record("\(course.summary.end)")
      return
    }
  }

  @Test("whoever lets it finish gets what had begun, and nothing that is left waits for a limit")
  func finished() throws {
    var settings = settings(5)
    settings.limits = RateLimits(requests: RateLimit(perMinute: 60, burst: 5))
    let scene = ExecutorScene(settings: settings, inputs: 1000)
    let course = try scene.run { executor, clock in
      try? await clock.sleep(until: .init(offset: .seconds(4.5)), tolerance: nil)
      executor.finish("the cost cap is reached")
    } _: { input, _, clock throws(AttemptFailure) in
      try await clock.pass(.seconds(10))
      return AttemptReply(input)
    }
    #expect(course.summary.succeeded == 5 && course.summary.skipped == 995)
    #expect(course.completions.count == 1000 && course.ended == .seconds(10))
  }

  @Test("a result that was there and not delivered when it was stopped is delivered")
  func undelivered() throws {
    var scene = ExecutorScene(settings: settings(5), inputs: 5)
    scene.deliveryTime = .seconds(10)
    let course = try scene.run { executor, clock in
      try? await clock.sleep(until: .init(offset: .seconds(5)), tolerance: nil)
      executor.stop("enough")
    } _: { input, _, _ throws(AttemptFailure) in
      AttemptReply(input)
    }
    #expect(course.summary.succeeded == 5 && course.completions.count == 5)
  }
}
