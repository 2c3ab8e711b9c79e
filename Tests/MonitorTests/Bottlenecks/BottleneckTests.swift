import PerfgateMonitor
import Testing

@Suite("Bottlenecks")
struct BottleneckTests {
  @Test(
    "a fifth of the critical path is critical, half of that high, a quarter medium",
    arguments: [
      (201, Bottleneck.Severity.critical), (200, .high), (101, .high), (100, .medium),
      (51, .medium), (50, nil),
    ] as [(Int64, Bottleneck.Severity?)]
  )
  func severity(time: Int64, expected: Bottleneck.Severity?) {
    let timed = TimedMonitor()
    timed.root("a", lasting: time)
    // The rest is spread so that no other stage is in the way.
    for index in 0..<100 { timed.root("rest \(index)", lasting: (1_000 - time) / 100) }
    timed.root("rest", lasting: (1_000 - time) % 100)
    let found = timed.monitor.snapshot().bottlenecks.first { $0.stage == "a" }
    #expect(found?.severity == expected)
  }

  @Test("a stage that works is told to be faster, or to run several at a time")
  func service() throws {
    let timed = TimedMonitor()
    for _ in 0..<4 { timed.root("score", lasting: 2_500_000) }
    let bottleneck = try #require(timed.monitor.snapshot().bottlenecks.first)
    #expect(bottleneck.cause == .service)
    #expect(bottleneck.share == 1)
    #expect(bottleneck.causeShare == 1)
    #expect(
      bottleneck.recommendation
        == "score does not wait, 2.50 ms a span: make it faster, or run several at a time"
    )
  }

  @Test(
    "a stage that waits is told what for",
    arguments: [
      (WaitKind.rateLimit, "raise the limit, or cache"), (.queue, "add workers"),
      (.retry, "find out why attempts fail"), (.backPressure, "make the receiver faster"),
    ]
  )
  func waits(kind: WaitKind, advice: String) throws {
    let timed = TimedMonitor()
    var span = timed.stage("run").begin()
    timed.pass(20)
    span.wait(kind) { timed.pass(80) }
    span.end()
    let bottleneck = try #require(timed.monitor.snapshot().bottlenecks.first)
    let isUnknown = kind == .backPressure
    #expect(bottleneck.cause == (isUnknown ? .backPressure(receiver: nil) : .wait(kind)))
    #expect(bottleneck.causeShare == 0.8)
    #expect(bottleneck.recommendation.contains("80%"))
    #expect(bottleneck.recommendation.contains(advice))
  }

  @Test("back-pressure names the stage that senders waited longest for")
  func backPressure() throws {
    let timed = TimedMonitor()
    let run = timed.stage("run")
    timed.monitor.edge(from: run, to: timed.stage("score")).recordBlocked(nanoseconds: 10)
    timed.monitor.edge(from: run, to: timed.stage("write")).recordBlocked(nanoseconds: 70)
    timed.monitor.edge(from: timed.stage("load"), to: run).recordBlocked(nanoseconds: 900)
    var span = run.begin()
    span.wait(.backPressure) { timed.pass(80) }
    span.end()
    let bottleneck = try #require(timed.monitor.snapshot().bottlenecks.first)
    #expect(bottleneck.cause == .backPressure(receiver: "write"))
    #expect(bottleneck.recommendation.contains("make write faster"))
  }

  @Test(
    "a cold cache is told from slow work",
    arguments: [(8, 2, true), (2, 8, false), (0, 0, false)]
  )
  func coldCache(misses: Int, hits: Int, isCold: Bool) throws {
    let timed = TimedMonitor()
    func span(_ lookup: CacheLookup, _ time: Int64) {
      var span = timed.stage("embed").begin()
      span.record(lookup)
      timed.pass(time)
      span.end()
    }
    for _ in 0..<misses { span(.miss, 1_000) }
    for _ in 0..<hits { span(.hit, 10) }
    if misses + hits == 0 { timed.root("embed", lasting: 1_000) }
    let bottleneck = try #require(timed.monitor.snapshot().bottlenecks.first)
    #expect(bottleneck.cause == (isCold ? .coldCache(hitShare: 0.2) : .service))
    #expect(bottleneck.recommendation.contains("cold cache: 20% of its look-ups hit") == isCold)
  }

  @Test("no roots, no bottlenecks")
  func nothing() {
    #expect(TimedMonitor().monitor.snapshot().bottlenecks.isEmpty)
  }
}
