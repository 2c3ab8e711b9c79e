import PerfgateStatistics
import PerfgateStreaming
import PerfgateTestSupport
import Synchronization

/// Hours of requests under a simulated clock.
struct RateSimulation {
  let hours: Int

  private static let requestsPerMinute = 600
  private static let tokensPerMinute = 150_000
  private static let largeTokens = 20_000

  private struct Request: Sendable {
    let began: Duration
    let wait: Duration
    let tokens: Int
  }

  private final class Requests: Sendable {
    let list = Mutex<[Request]>([])
  }

  func run() throws {
    let large = "every 500th request needs \(Self.largeTokens) tokens"
    print("\(hours) simulated hours, 64 at a time; \(large)\n")
    print("| limited by | used of the limit | most in any minute | longest wait, small | large |")
    print("|---|---:|---:|---:|---:|")
    try report("requests", requests: Self.requestsPerMinute, tokens: nil)
    try report("tokens", requests: nil, tokens: Self.tokensPerMinute)
    try report("both", requests: Self.requestsPerMinute, tokens: Self.tokensPerMinute)
  }

  /// What the request of an index needs: 240 tokens on average, so that both limits matter.
  private static func tokens(_ index: Int) -> Int {
    var random = SeededGenerator(seed: UInt64(index))
    return index % 500 == 250 ? largeTokens : 20 + random.nextIndex(below: 441)
  }

  private func simulate(requests: Int?, tokens: Int?) throws -> [Request] {
    let perMinute = requests ?? Self.requestsPerMinute
    let count = hours * 60 * perMinute * 9 / 10
    return try Simulation.run(steps: .max) { clock in
      let timeline = Timeline(clock)
      let source = BoundedChannel<Int>(limits: .init(items: 100), timeline: timeline)
      let settings = ExecutorSettings(
        concurrency: .fixed(64),
        limits: RateLimits(
          requests: requests.map { RateLimit(perMinute: $0) },
          tokens: tokens.map { RateLimit(perMinute: $0) }
        )
      )
      let executor = ParallelExecutor<Int, Int>(settings, seed: 1, timeline: timeline)
      let done = Requests()
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          for index in 0..<count { try? await source.send(index) }
          source.finish()
        }
        _ = await executor.run(from: source, estimate: { 2 * Self.tokens($0) }) {
          index,
          _ throws(AttemptFailure) in
          try? await timeline.sleep(until: timeline.now() + .milliseconds(300 + index % 700))
          return AttemptReply(index, tokens: Self.tokens(index))
        } deliver: { completion in
          let times = completion.times
          let request = Request(
            began: times.began,
            wait: times.rateLimitWait,
            tokens: Self.tokens(completion.input)
          )
          done.list.withLock { $0.append(request) }
        }
      }
      return done.list.withLock { $0 }
    }
  }

  private func report(_ name: String, requests: Int?, tokens: Int?) throws {
    let done = try simulate(requests: requests, tokens: tokens).sorted { $0.began < $1.began }
    let minutes = (done.last?.began ?? .seconds(60)) / .seconds(60)
    var used: [Double] = []
    var most: [Double] = []
    if let requests {
      used.append(Double(done.count) / minutes / Double(requests))
      most.append(Double(Self.mostInAMinute(done) { _ in 1 }) / Double(requests))
    }
    if let tokens {
      let sum = done.reduce(0) { $0 + $1.tokens }
      used.append(Double(sum) / minutes / Double(tokens))
      most.append(Double(Self.mostInAMinute(done, \.tokens)) / Double(tokens))
    }
    let small = done.filter { $0.tokens < Self.largeTokens }.map(\.wait).max() ?? .zero
    let large = done.filter { $0.tokens == Self.largeTokens }.map(\.wait).max() ?? .zero
    print(
      "| \(name) | \(used.map(Self.percent).joined(separator: ", ")) "
        + "| \(most.map(Self.percent).joined(separator: ", ")) "
        + "| \(Contest.rounded(small / .seconds(1))) s | \(Contest.rounded(large / .seconds(1))) s |"
    )
  }

  private static func mostInAMinute(_ done: [Request], _ amount: (Request) -> Int) -> Int {
    var most = 0
    var sum = 0
    var first = 0
    for request in done {
      sum += amount(request)
      while done[first].began <= request.began - .seconds(60) {
        sum -= amount(done[first])
        first += 1
      }
      most = max(most, sum)
    }
    return most
  }

  private static func percent(_ share: Double) -> String {
    "\((share * 10_000).rounded() / 100)%"
  }
}
