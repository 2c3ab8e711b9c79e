#if Bridges
import InMemoryTracing
import PerfgateMonitor
import PerfgateMonitorBridges
import Testing
import Tracing

@Suite("Stages in swift-distributed-tracing")
struct TracingBridgeTests {
  private let tracer = InMemoryTracer()
  private let clock = ManualClock(nanoseconds: 1_000)
  private let monitor: PerformanceMonitor

  init() {
    var options = MonitorOptions()
    options.clock = .manual(clock)
    monitor = PerformanceMonitor(options: options)
    let anchor = ClockAnchor(monotonicNanoseconds: 1_000, unixNanoseconds: 5_000_000_000)
    monitor.add(observer: TracingBridge(tracer: tracer, anchor: anchor))
  }

  @Test("spans keep their times, what is known of them and what they were begun in")
  func spans() throws {
    var run = monitor.stage("run").begin()
    clock.advance(nanoseconds: 100)
    var load = run.child(monitor.stage("load"))
    load.setAttribute("case", to: "a")
    load.setAttribute("tries", to: 2)
    load.addBytes(64)
    load.wait(.queue) { clock.advance(nanoseconds: 30) }
    load.fail()
    run.end()
    let ended = tracer.finishedSpans
    #expect(ended.map(\.operationName) == ["load", "run"])
    let (inner, outer) = (try #require(ended.first), try #require(ended.last))
    #expect(inner.parentSpanID == outer.spanID)
    #expect(inner.traceID == outer.traceID)
    #expect(outer.parentSpanID == nil)
    #expect(inner.startInstant.nanosecondsSinceEpoch == 5_000_000_100)
    #expect(inner.endInstant.nanosecondsSinceEpoch == 5_000_000_130)
    #expect(inner.status?.code == .error)
    #expect(outer.status == nil)
    #expect(inner.attributes.get("case") == .string("a"))
    #expect(inner.attributes.get("tries") == .int64(2))
    #expect(inner.attributes.get("perfgate.bytes") == .int64(64))
    let wait = try #require(inner.events.first)
    #expect(wait.nanosecondsSinceEpoch == 5_000_000_100)
    #expect(wait.attributes.get("perfgate.wait.kind") == .string("queue"))
    #expect(wait.attributes.get("perfgate.wait.nanoseconds") == .int64(30))
  }

  @Test("what is begun after its parent has ended belongs to it, among the latest that ended")
  func lateChild() throws {
    func late(after others: Int) throws -> (child: FinishedInMemorySpan, FinishedInMemorySpan) {
      tracer.clearFinishedSpans()
      var run = monitor.stage("run").begin()
      let context = run.context
      run.end()
      for _ in 0..<others { monitor.stage("other").begin().end() }
      monitor.stage("late").begin(in: context).end()
      let ended = tracer.finishedSpans
      return (try #require(ended.last), try #require(ended.first))
    }
    let (child, parent) = try late(after: 4_095)
    #expect(child.parentSpanID == parent.spanID)
    #expect(child.traceID == parent.traceID)
    #expect(try late(after: 4_096).child.parentSpanID == nil)
  }

  @Test("a root belongs to the span that the task works in")
  func taskContext() {
    tracer.withSpan("request") { _ in monitor.stage("run").begin().end() }
    let ended = tracer.finishedSpans
    #expect(ended.map(\.operationName) == ["run", "request"])
    #expect(ended.first?.parentSpanID == ended.last?.spanID)
  }

  @Test("every span that begins is ended once, however tasks mix")
  func manyTasks() async {
    let stage = monitor.stage("work")
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<200 {
            var outer = stage.begin()
            outer.child(stage).end()
            outer.end()
          }
        }
      }
    }
    #expect(tracer.activeSpans.isEmpty)
    let ended = tracer.finishedSpans
    #expect(ended.count == 3200)
    #expect(ended.count { $0.parentSpanID == nil } == 1600)
  }
}
#endif
