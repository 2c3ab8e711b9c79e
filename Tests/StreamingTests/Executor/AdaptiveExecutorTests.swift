import PerfgateStreaming
import PerfgateTestSupport
import Testing

@Suite("Adaptive concurrency")
struct AdaptiveExecutorTests {
  private func settings(_ initial: Int, _ maximum: Int) -> ExecutorSettings {
    ExecutorSettings(concurrency: .adaptive(initial: initial, maximum: maximum))
  }

  /// How many attempts began in each second.
  private func perSecond(_ course: ExecutorScene.Course) -> [Int] {
    var counts: [Int] = []
    for moment in course.beginnings {
      let second = Int(moment.components.seconds)
      while counts.count <= second { counts.append(0) }
      counts[second] += 1
    }
    return counts
  }

  @Test("while nothing is throttled it grows by five per cent a round")
  func growth() throws {
    let scene = ExecutorScene(settings: settings(4, 12), inputs: 250)
    let course = try scene.run { input, _, clock throws(AttemptFailure) in
      try await clock.pass(.seconds(1))
      return AttemptReply(input)
    }
    var width = 4.0
    var expected: [Int] = []
    while expected.reduce(0, +) + Int(width) <= 250 {
      expected.append(Int(width))
      width = min(width * 1.05, 12)
    }
    #expect(expected.max() == 12)
    #expect(Array(perSecond(course).prefix(expected.count)) == expected)
  }

  @Test("an episode of throttling makes it narrower once")
  func shrinking() throws {
    let scene = ExecutorScene(settings: settings(40, 40), inputs: 400)
    let course = try scene.run { input, attempt, clock throws(AttemptFailure) in
      try await clock.pass(.seconds(1))
      // All that run in the third second are throttled.
      if clock.now.offset == .seconds(3), attempt.number == 1 {
        throw AttemptFailure(.throttled(), kind: "rate", message: "429")
      }
      return AttemptReply(input)
    }
    #expect(Array(perSecond(course).prefix(3)) == [40, 40, 40])
    #expect(course.summary.throttled == 40)
    #expect(course.summary.succeeded == 400)
    let after = course.made.filter { $0.began >= .seconds(3) && $0.began < .seconds(4) }
    #expect(after.count >= 32)
    var running = 0
    let steps =
      course.made.filter { $0.began >= .seconds(3) }
      .flatMap { made in [(made.began, 1), (made.began + (made.took ?? .zero), -1)] }
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    let most = steps.prefix { $0.0 < .seconds(4) }.map { step in
      running += step.1
      return running
    }
    #expect(most.max() == 32)
  }

  @Test("it finds out what a server bears, and stays near it")
  func converges() throws {
    let scene = ExecutorScene(settings: settings(2, 500), inputs: 20_000)
    let running = Shared(0)
    let course = try scene.run { input, _, clock throws(AttemptFailure) in
      let count = running.change { count in
        count += 1
        return count
      }
      defer { running.change { $0 -= 1 } }
      if count > 50 {
        try await clock.pass(.milliseconds(10))
        throw AttemptFailure(.throttled(after: .seconds(1)), kind: "rate", message: "429")
      }
      try await clock.pass(.seconds(1))
      return AttemptReply(input)
    }
    #expect(course.summary.succeeded + course.summary.failed == 20_000)
    let late = course.made.filter { $0.began > .seconds(200) && $0.began < .seconds(400) }
    let perSecond = Double(late.count) / 200
    #expect((30...75).contains(perSecond), "\(perSecond)")
    #expect(course.summary.throttled < 1000, "\(course.summary.throttled)")
  }
}
