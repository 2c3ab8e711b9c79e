import PerfgateStreaming
import PerfgateTestSupport
import Testing

@Suite("The executor")
struct ExecutorTests {
  private func fixed(_ count: Int) -> ExecutorSettings {
    ExecutorSettings(concurrency: .fixed(count))
  }

  @Test(
    "so many attempts run at a time, and every task has one completion",
    arguments: [1, 2, 7, 50]
  )
  func window(count: Int) throws {
    let scene = ExecutorScene(settings: fixed(count), inputs: 50)
    let course = try scene.run { input, _, clock throws(AttemptFailure) in
      try await clock.pass(.seconds(1))
      return AttemptReply(input * 10)
    }
    #expect(course.mostRunning == min(count, 50))
    #expect(course.completions.map(\.input).sorted() == Array(0..<50))
    #expect(course.summary.succeeded == 50 && course.summary.isBalanced)
    #expect(course.ended == .seconds((50 + count - 1) / count))
    for completion in course.completions {
      guard case .succeeded(let output) = completion.outcome else {
        Issue.record("\(completion)")
        continue
      }
      #expect(output == completion.input * 10)
      #expect(completion.attempts == 1 && completion.times.service == .seconds(1))
    }
  }

  @Test("a completion is delivered when it is there, not with the last")
  func early() throws {
    let scene = ExecutorScene(settings: fixed(2), inputs: 3)
    let course = try scene.run { input, _, clock throws(AttemptFailure) in
      try await clock.pass(.seconds([100, 1, 1][input]))
      return AttemptReply(input)
    }
    #expect(course.completions.map(\.input) == [1, 2, 0])
  }

  @Test("a failure that another attempt may mend is tried again after a drawn wait")
  func retries() throws {
    var settings = fixed(1)
    settings.retry = RetryPolicy(maximumRetries: 3, base: .seconds(1), cap: .seconds(60))
    let scene = ExecutorScene(settings: settings)
    let course = try scene.run { input, attempt, clock throws(AttemptFailure) in
      try await clock.pass(.seconds(2))
      if attempt.number < 4 {
        throw AttemptFailure(.possible(), kind: "server", message: "try again")
      }
      return AttemptReply(input)
    }
    let waits = (1...3).map { settings.retry.wait(beforeRetry: $0, ofTask: 0, seed: 7) }
    var expected = [Duration.zero]
    for wait in waits { expected.append((expected.last ?? .zero) + .seconds(2) + wait) }
    #expect(course.beginnings == expected)
    let completion = try #require(course.completions.first)
    #expect(completion.attempts == 4)
    #expect(completion.times.service == .seconds(2))
    #expect(completion.times.failedAttempts == .seconds(6))
    #expect(completion.times.retryWait == waits.reduce(.zero, +))
  }

  @Test("what fails too often, or can never succeed, is delivered with its last failure")
  func giveUp() throws {
    var settings = fixed(3)
    settings.retry = RetryPolicy(maximumRetries: 2)
    let scene = ExecutorScene(settings: settings, inputs: 2)
    let course = try scene.run { input, attempt, _ throws(AttemptFailure) in
      throw AttemptFailure(
        input == 0 ? .never : .possible(),
        kind: "server",
        message: "attempt \(attempt.number)"
      )
    }
    guard case .failed(let failure, .permanent) = course.completion(of: 0)?.outcome,
      case .failed(let last, .retriesExhausted) = course.completion(of: 1)?.outcome
    else {
      Issue.record("\(course.completions)")
      return
    }
    #expect(failure.message == "attempt 1" && last.message == "attempt 3")
    #expect(course.summary.failed == 2 && course.summary.attempts == 4)
  }

  @Test("the wait that a server names takes the place of the drawn one, whatever the cap")
  func retryAfter() throws {
    var settings = fixed(1)
    settings.retry = RetryPolicy(base: .seconds(1), cap: .seconds(2))
    let scene = ExecutorScene(settings: settings, inputs: 1)
    let course = try scene.run { input, attempt, _ throws(AttemptFailure) in
      switch attempt.number {
      case 1: throw AttemptFailure(.possible(after: .seconds(100)), kind: "busy", message: "503")
      case 2: throw AttemptFailure(.throttled(after: .seconds(7)), kind: "rate", message: "429")
      case 3: throw AttemptFailure(.possible(after: .seconds(-5)), kind: "busy", message: "503")
      default: return AttemptReply(input)
      }
    }
    #expect(course.beginnings == [.zero, .seconds(100), .seconds(107), .seconds(107)])
    #expect(course.summary.throttled == 1)
  }

  @Test("a server that names a wait when it throttles stops everybody")
  func pause() throws {
    let scene = ExecutorScene(settings: fixed(4), inputs: 12)
    let course = try scene.run { input, attempt, clock throws(AttemptFailure) in
      if input == 0 && attempt.number == 1 {
        try await clock.pass(.seconds(0.5))
        throw AttemptFailure(.throttled(after: .seconds(30)), kind: "rate", message: "429")
      }
      try await clock.pass(.seconds(1))
      return AttemptReply(input)
    }
    // Those that had begun go on; nothing begins before the time has passed.
    #expect(course.beginnings.filter { $0 > .zero }.allSatisfy { $0 >= .seconds(30.5) })
    #expect(course.beginnings.count { $0 == .zero } == 4)
    #expect(course.summary.succeeded == 12)
  }

  @Test("an attempt that takes too long is ended, and tried again")
  func attemptTimeout() throws {
    var settings = fixed(2)
    settings.attemptTimeout = .seconds(10)
    settings.retry = RetryPolicy(maximumRetries: 1, base: .milliseconds(1))
    let scene = ExecutorScene(settings: settings, inputs: 20)
    let course = try scene.run { input, attempt, clock throws(AttemptFailure) in
      try await clock.pass(input % 4 == 0 && attempt.number == 1 ? .seconds(1000) : .seconds(9))
      return AttemptReply(input)
    }
    #expect(course.summary.succeeded == 20 && course.summary.attempts == 25)
    let ended = course.made.filter(\.wasCancelled)
    #expect(ended.map(\.input).sorted() == [0, 4, 8, 12, 16])
    #expect(ended.allSatisfy { $0.took == .seconds(10) })
    #expect(course.mostRunning == 2)
  }

  @Test("an attempt that always takes too long fails with that")
  func alwaysTooLong() throws {
    var settings = fixed(1)
    settings.attemptTimeout = .seconds(10)
    settings.retry = RetryPolicy(maximumRetries: 2)
    let scene = ExecutorScene(settings: settings)
    let course = try scene.run { input, _, clock throws(AttemptFailure) in
      try await clock.pass(.seconds(1000))
      return AttemptReply(input)
    }
    guard case .failed(let failure, .retriesExhausted) = course.completions.first?.outcome else {
      Issue.record("\(course.completions)")
      return
    }
    #expect(failure.kind == "timeout")
    #expect(course.made.map(\.number) == [1, 2, 3])
  }

  @Test("all attempts at a task together have a time, and no wait goes beyond it")
  func totalDeadline() throws {
    var settings = fixed(1)
    settings.retry = RetryPolicy(maximumRetries: 100, total: .seconds(60))
    let scene = ExecutorScene(settings: settings, inputs: 2)
    let course = try scene.run { input, _, clock throws(AttemptFailure) in
      if input == 0 {
        throw AttemptFailure(.possible(after: .seconds(25)), kind: "busy", message: "503")
      }
      try await clock.pass(.seconds(1000))
      return AttemptReply(input)
    }
    // At 0, 25 and 50; another would begin at 75.
    #expect(course.made.filter { $0.input == 0 }.map(\.began) == [0, 25, 50].map { .seconds($0) })
    guard case .failed(_, .timeExhausted) = course.completion(of: 0)?.outcome,
      case .failed(let failure, .timeExhausted) = course.completion(of: 1)?.outcome
    else {
      Issue.record("\(course.completions)")
      return
    }
    #expect(failure.kind == "timeout")
    #expect(course.ended == .seconds(50 + 60))
    #expect(course.made.filter { $0.input == 1 }.map(\.took) == [.seconds(60)])
  }

  @Test("a slow delivery holds tasks up, and none is lost")
  func backPressure() throws {
    var scene = ExecutorScene(settings: fixed(4), inputs: 20)
    scene.deliveryTime = .seconds(10)
    let course = try scene.run { input, _, _ throws(AttemptFailure) in AttemptReply(input) }
    #expect(course.ended == .seconds(50))
    #expect(course.completions.count == 20)
  }
}
