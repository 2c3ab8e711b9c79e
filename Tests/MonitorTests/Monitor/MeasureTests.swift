import PerfgateMonitor
import Testing

@Suite("Measuring bodies")
struct MeasureTests {
  private struct Failure: Error, Equatable {
    var number: Int
  }

  @Test("a body is measured, and its result handed on")
  func synchronous() {
    let timed = TimedMonitor()
    let result = timed.monitor.measure("load") {
      timed.pass(10)
      return 7
    }
    #expect(result == 7)
    #expect(timed.figures("load").service.maximumNanoseconds == 10)
    #expect(timed.figures("load").failureCount == 0)
  }

  @Test("an error is handed on with its type, and the span has failed")
  func throwing() {
    let timed = TimedMonitor()
    do throws(Failure) {
      try timed.monitor.measure("load") { () throws(Failure) in
        timed.pass(10)
        throw Failure(number: 3)
      }
    } catch {
      #expect(error.number == 3)
    }
    #expect(timed.figures("load").failureCount == 1)
    #expect(timed.figures("load").service.maximumNanoseconds == 10)
  }

  @Test("bodies in bodies are spans in spans, across suspension and child tasks")
  func nesting() async {
    let timed = TimedMonitor()
    await timed.monitor.measure("case") {
      await Task.yield()
      timed.monitor.measure("load") { timed.pass(5) }
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          await timed.monitor.measure("run") {
            await Task.yield()
            timed.pass(20)
          }
        }
      }
      await Task { timed.monitor.measure("score") { timed.pass(3) } }.value
    }
    let snapshot = timed.monitor.snapshot()
    #expect(snapshot.links.map(\.child) == ["load", "run", "score"])
    #expect(Set(snapshot.links.map(\.parent)) == ["case"])
    #expect(snapshot.rootCount == 1)
    #expect(snapshot.stage("case")?.exclusiveNanoseconds == 0)
    #expect(SpanContext.current == nil)
  }

  @Test("an asynchronous error is handed on, and the span has failed")
  func asynchronousError() async {
    let timed = TimedMonitor()
    await #expect(throws: Failure(number: 9)) {
      try await timed.monitor.measure("run") { () async throws(Failure) in
        await Task.yield()
        throw Failure(number: 9)
      }
    }
    #expect(timed.figures("run").failureCount == 1)
  }

  @Test("a body that is given its span tells it of waits and bytes")
  func withSpan() async {
    let timed = TimedMonitor()
    timed.monitor.measure("run") { span in
      span.wait(.rateLimit) { timed.pass(40) }
      span.addBytes(12)
      timed.pass(2)
    }
    await timed.monitor.measure("run") { span in
      await span.wait(.rateLimit) {
        await Task.yield()
        timed.pass(60)
      }
      timed.pass(2)
    }
    let figures = timed.figures("run")
    #expect(figures.waits[.rateLimit]?.totalNanoseconds == 100)
    #expect(figures.bytes == 12)
    #expect(figures.service.maximumNanoseconds == 2)
  }

  @Test("what waits deep inside tells the span that it works for")
  func deepWait() async {
    let timed = TimedMonitor()
    func limiter() async {
      await SpanContext.current?.wait(.rateLimit) {
        await Task.yield()
        timed.pass(30)
      }
    }
    await timed.monitor.measure("run") { await limiter() }
    #expect(timed.figures("run").waits[.rateLimit]?.totalNanoseconds == 30)
    #expect(timed.figures("run").service.maximumNanoseconds == 0)
  }

  @Test("a body runs where its caller does")
  @MainActor
  func isolation() async {
    let timed = TimedMonitor()
    var count = 0
    await timed.monitor.measure("run") {
      await Task.yield()
      MainActor.assertIsolated()
      count += 1
    }
    await timed.monitor.measure("run") { span in
      await span.wait(.queue) {
        await Task.yield()
        count += 1
      }
      MainActor.assertIsolated()
    }
    #expect(count == 2)
    #expect(timed.figures("run").spanCount == 2)
  }

  @Test("a stage measures as the monitor does")
  func stages() async {
    let timed = TimedMonitor()
    let stage = timed.stage("run")
    #expect(stage.measure { 1 } == 1)
    let two = await stage.measure { () async -> Int in
      await Task.yield()
      return 2
    }
    #expect(two == 2)
    stage.measure { span in span.addBytes(5) }
    await stage.measure { span in
      await Task.yield()
      span.addBytes(5)
    }
    #expect(timed.figures("run").spanCount == 4)
    #expect(timed.figures("run").bytes == 10)
  }

  @Test("names at two places of a program are one stage")
  func names() {
    let timed = TimedMonitor()
    timed.monitor.measure("run") { timed.pass(1) }
    timed.monitor.measure("run") { timed.pass(1) }
    timed.root("run", lasting: 1)
    #expect(timed.figures("run").spanCount == 3)
  }

  @Test("a monitor in a monitor keeps its spans to itself")
  func twoMonitors() {
    let outer = TimedMonitor()
    let inner = TimedMonitor()
    outer.monitor.measure("a") {
      inner.monitor.measure("b") { outer.monitor.measure("c") { outer.pass(1) } }
    }
    #expect(inner.figures("b").rootCount == 1)
    #expect(outer.figures("c").rootCount == 1)
  }

  @Test("a monitor that is off leaves the spans of another one in each other")
  func offInside() {
    let outer = TimedMonitor()
    let off = TimedMonitor { $0.isEnabled = false }
    outer.monitor.measure("case") {
      off.stage("off").measure { outer.monitor.measure("a") { outer.pass(10) } }
      off.monitor.measure("off") { span in
        span.addBytes(1)
        outer.monitor.measure("b") { outer.pass(10) }
      }
    }
    let snapshot = outer.monitor.snapshot()
    #expect(snapshot.links.map(\.child) == ["a", "b"])
    #expect(snapshot.rootCount == 1)
    #expect(snapshot.criticalNanoseconds == 20)
  }

  @Test("a monitor that is off leaves asynchronous spans of another one in each other")
  func offInsideAsynchronous() async {
    let outer = TimedMonitor()
    let off = TimedMonitor { $0.isEnabled = false }
    await outer.monitor.measure("case") {
      await off.stage("off").measure {
        await Task.yield()
        outer.monitor.measure("a") { outer.pass(10) }
      }
      await off.monitor.measure("off") { span in
        await Task.yield()
        span.addBytes(1)
        outer.monitor.measure("b") { outer.pass(10) }
      }
    }
    let snapshot = outer.monitor.snapshot()
    #expect(snapshot.links.map(\.child) == ["a", "b"])
    #expect(snapshot.rootCount == 1)
  }

  @Test("the shared monitor is off until somebody turns it on")
  func shared() async {
    #expect(!PerformanceMonitor.shared.isEnabled)
    #expect(measure("x") { 5 } == 5)
    let six = await measure("y") { () async -> Int in 6 }
    #expect(six == 6)
    #expect(PerformanceMonitor.shared.snapshot().stages.isEmpty)
  }
}
