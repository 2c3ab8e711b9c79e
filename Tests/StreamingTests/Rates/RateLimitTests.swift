import PerfgateStatistics
import PerfgateStreaming
import PerfgateTestSupport
import Testing

@Suite("Rate limits")
struct RateLimitTests {
  private func settings(
    _ concurrency: Int,
    requests: RateLimit? = nil,
    tokens: RateLimit? = nil
  ) -> ExecutorSettings {
    ExecutorSettings(
      concurrency: .fixed(concurrency),
      limits: RateLimits(requests: requests, tokens: tokens)
    )
  }

  /// The most that falls into any minute.
  private func mostInAMinute(_ parts: [(at: Duration, amount: Int)]) -> Int {
    var most = 0
    var sum = 0
    var first = 0
    for part in parts {
      sum += part.amount
      while parts[first].at <= part.at - .seconds(60) {
        sum -= parts[first].amount
        first += 1
      }
      most = max(most, sum)
    }
    return most
  }

  @Test("requests keep their limit over hours, and use it", arguments: [60, 500, 3_000])
  func requests(perMinute: Int) throws {
    let hours = perMinute > 1000 ? 1 : 4
    let inputs = hours * 60 * perMinute
    let scene = ExecutorScene(
      settings: settings(64, requests: RateLimit(perMinute: perMinute)),
      inputs: inputs
    )
    let course = try scene.run { input, _, clock throws(AttemptFailure) in
      var random = SeededGenerator(seed: UInt64(input))
      try await clock.pass(.milliseconds(random.nextIndex(below: 400)))
      return AttemptReply(input)
    }
    let most = mostInAMinute(course.beginnings.map { ($0, 1) })
    #expect(most <= perMinute + RateLimit(perMinute: perMinute).burst)
    let minutes = (course.beginnings.last ?? .zero) / .seconds(60)
    let rate = Double(inputs) / minutes
    #expect(abs(rate / Double(perMinute) - 1) < 0.01, "\(rate)")
    #expect(course.summary.succeeded == inputs)
  }

  @Test(
    "tokens that were estimated too high or too low are settled, so the limit is kept",
    arguments: [0.2, 1, 3]
  )
  func tokens(factor: Double) throws {
    var scene = ExecutorScene(
      settings: settings(32, tokens: RateLimit(perMinute: 150_000)),
      inputs: 12_000
    )
    scene.estimate = { Int(Double(Self.actual($0)) * factor) }
    let course = try scene.run { input, _, clock throws(AttemptFailure) in
      try await clock.pass(.milliseconds(800))
      return AttemptReply(input, tokens: Self.actual(input))
    }
    let used = (0..<12_000).map(Self.actual).reduce(0, +)
    let minutes = course.ended / .seconds(60)
    #expect(minutes > 60)
    let rate = Double(used) / minutes
    #expect(abs(rate / 150_000 - 1) < 0.01, "\(rate) a minute over \(minutes) minutes")
    if factor == 1 {
      let most = mostInAMinute(course.made.map { ($0.began, Self.actual($0.input)) })
      // What is larger than the burst of a second passes when that is there.
      #expect(most <= 150_000 + 2_500 + 2_000)
    }
  }

  /// From 100 to 2,000 tokens.
  private static func actual(_ input: Int) -> Int {
    var random = SeededGenerator(seed: UInt64(input))
    return 100 + random.nextIndex(below: 1901)
  }

  @Test("a large request waits for its turn and no longer, whatever small ones there are")
  func starvation() throws {
    var scene = ExecutorScene(
      settings: settings(20, tokens: RateLimit(perMinute: 60_000)),
      inputs: 400
    )
    scene.estimate = { $0 % 50 == 10 ? 30_000 : 100 }
    let course = try scene.run { input, _, clock throws(AttemptFailure) in
      try await clock.pass(.milliseconds(10))
      return AttemptReply(input)
    }
    #expect(course.made.map(\.input) == Array(0..<400))
    for completion in course.completions {
      // At most two large ones are in the hands of twenty workers.
      #expect(completion.times.rateLimitWait <= .seconds(62))
    }
  }

  @Test("what asks while a large request waits does not pass it, though there is enough for it")
  func overtaking() throws {
    var scene = ExecutorScene(
      settings: settings(2, tokens: RateLimit(perMinute: 60_000)),
      inputs: 3
    )
    // The first ends while 700 of the 1,000 are there that the second waits for.
    scene.estimate = { [600, 30_000, 100][$0] }
    let course = try scene.run { input, _, clock throws(AttemptFailure) in
      try await clock.pass(.milliseconds(300))
      return AttemptReply(input)
    }
    #expect(course.made.map(\.input) == [0, 1, 2])
    #expect(course.beginnings[1] == .milliseconds(600))
  }

  @Test("the limit of a server counts where it is lower, and where none is set")
  func adopted() throws {
    for (configured, named, spacing) in [(60, 30, 2.0), (60, 600, 1.0), (nil, 120, 0.5)] {
      let limit = configured.map { RateLimit(perMinute: $0, burst: 1) }
      let scene = ExecutorScene(settings: settings(1, requests: limit), inputs: 20)
      let course = try scene.run { input, _, _ throws(AttemptFailure) in
        let rates = ServerRates(requests: .init(perMinute: named))
        return AttemptReply(input, rates: rates)
      }
      let gaps = zip(course.beginnings.dropFirst(5), course.beginnings.dropFirst(4)).map { $0 - $1 }
      #expect(gaps.allSatisfy { $0 == .seconds(spacing) }, "\(gaps)")
    }
  }

  @Test("a server with nothing left is asked again when it has something")
  func nothingLeft() throws {
    let limit = RateLimit(perMinute: 6000, burst: 100)
    let scene = ExecutorScene(settings: settings(1, requests: limit), inputs: 4)
    let course = try scene.run { input, _, _ throws(AttemptFailure) in
      let rates = ServerRates(
        requests: .init(remaining: input == 1 ? 0 : 50, resetAfter: .seconds(20))
      )
      return AttemptReply(input, rates: rates)
    }
    #expect(course.beginnings == [0, 0, 20, 20].map { .seconds($0) })
  }

  @Test("hostile rates of a server stop nothing for ever")
  func hostileRates() throws {
    let limit = RateLimit(perMinute: 6000)
    let scene = ExecutorScene(
      settings: settings(3, requests: limit, tokens: limit),
      inputs: 30
    )
    let course = try scene.run { input, _, _ throws(AttemptFailure) in
      let rate = ServerRates.Rate(
        perMinute: [.min, 0, -1, .max, nil][input % 5],
        remaining: [.min, 0, .max][input % 3],
        resetAfter: [.seconds(Int64.max), .seconds(-1), .zero][input % 3]
      )
      if input % 7 == 3 {
        throw AttemptFailure(
          .throttled(after: .seconds(Int64.max)),
          kind: "rate",
          message: "429",
          tokens: .min,
          rates: ServerRates(requests: rate, tokens: rate)
        )
      }
      return AttemptReply(
        input,
        tokens: .max / 1_000_000_000_000,
        rates: ServerRates(requests: rate)
      )
    }
    #expect(course.completions.count == 30)
    #expect(course.summary.isBalanced)
  }
}
