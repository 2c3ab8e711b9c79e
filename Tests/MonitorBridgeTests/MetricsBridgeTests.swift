#if Bridges
import CoreMetrics
import MetricsTestKit
import PerfgateMonitor
import PerfgateMonitorBridges
import Testing

@Suite("Stages in swift-metrics")
struct MetricsBridgeTests {
  private let metrics = TestMetrics()
  private let clock = ManualClock()
  private let monitor: PerformanceMonitor

  init() {
    var options = MonitorOptions()
    options.clock = .manual(clock)
    monitor = PerformanceMonitor(options: options)
    monitor.add(observer: MetricsBridge(factory: metrics))
  }

  @Test("service times, waits, failures and bytes reach instruments with the stage as a dimension")
  func instruments() throws {
    let load = monitor.stage("load")
    var span = load.begin()
    clock.advance(nanoseconds: 300)
    span.wait(.rateLimit) { clock.advance(nanoseconds: 200) }
    span.addBytes(64)
    span.end()
    let failing = load.begin()
    clock.advance(nanoseconds: 50)
    failing.fail()
    let stage = ("stage", "load")
    #expect(try metrics.expectTimer("stage.service", [stage]).values == [300, 50])
    let wait = try metrics.expectTimer("stage.wait", [stage, ("kind", "rate_limit")])
    #expect(wait.values == [200])
    #expect(try metrics.expectCounter("stage.errors", [stage]).totalValue == 1)
    #expect(try metrics.expectCounter("stage.bytes", [stage]).totalValue == 64)
  }

  @Test("waits of one span that run at a time are taken from its service time once")
  func concurrentWaits() throws {
    var span = monitor.stage("load").begin()
    let context = span.context
    context.wait(.queue) {
      context.wait(.queue) { clock.advance(nanoseconds: 300) }
    }
    clock.advance(nanoseconds: 100)
    span.end()
    let stage = ("stage", "load")
    #expect(try metrics.expectTimer("stage.service", [stage]).values == [100])
    let wait = try metrics.expectTimer("stage.wait", [stage, ("kind", "queue")])
    #expect(wait.values == [300, 300])
  }

  @Test("stages do not share instruments")
  func stages() throws {
    for name in ["a", "b", "a"] {
      let span = monitor.stage(name).begin()
      clock.advance(nanoseconds: 10)
      span.end()
    }
    #expect(try metrics.expectTimer("stage.service", [("stage", "a")]).values == [10, 10])
    #expect(try metrics.expectTimer("stage.service", [("stage", "b")]).values == [10])
    #expect(throws: (any Error).self) {
      try metrics.expectCounter("stage.bytes", [("stage", "a")])
    }
  }

  @Test("spans that end on many threads at once are all counted")
  func manyThreads() async throws {
    let stage = monitor.stage("busy")
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<500 { stage.begin().fail() } }
      }
    }
    let dimension = ("stage", "busy")
    #expect(try metrics.expectTimer("stage.service", [dimension]).values.count == 4000)
    #expect(try metrics.expectCounter("stage.errors", [dimension]).totalValue == 4000)
  }
}
#endif
