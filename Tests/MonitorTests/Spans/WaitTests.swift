import PerfgateMonitor
import Testing

@Suite("Waits")
struct WaitTests {
  @Test("a wait is kept apart from service time", arguments: WaitKind.allCases)
  func apart(kind: WaitKind) {
    let timed = TimedMonitor()
    var span = timed.stage("run").begin()
    timed.pass(10)
    span.wait(kind) { timed.pass(90) }
    span.wait(kind) { timed.pass(30) }
    timed.pass(5)
    span.end()
    let figures = timed.figures("run")
    #expect(figures.service.maximumNanoseconds == 15)
    #expect(figures.latency.maximumNanoseconds == 135)
    #expect(figures.waits.keys.map(\.self) == [kind])
    #expect(figures.waits[kind]?.count == 2)
    #expect(figures.waits[kind]?.totalNanoseconds == 120)
    #expect(figures.waits[kind]?.maximumNanoseconds == 90)
  }

  @Test("durations with and without waits are both known, however late the first wait comes")
  func late() {
    let timed = TimedMonitor()
    for _ in 0..<99 { timed.root("run", lasting: 10) }
    var span = timed.stage("run").begin()
    span.wait(.queue) { timed.pass(1_000) }
    timed.pass(10)
    span.end()
    let figures = timed.figures("run")
    #expect(figures.service.count == 100)
    #expect(figures.service.maximumNanoseconds == 10)
    #expect(figures.latency.count == 100)
    #expect(figures.latency.minimumNanoseconds == 10)
    #expect(figures.latency.maximumNanoseconds == 1_010)
  }

  @Test("a wait that was told of afterwards is no longer than what is left of the span")
  func toldAfterwards() {
    let timed = TimedMonitor()
    timed.pass(1_000)
    var span = timed.stage("run").begin()
    timed.pass(100)
    span.addWait(.retry, nanoseconds: 30)
    span.addWait(.retry, nanoseconds: 500)
    span.addWait(.queue, nanoseconds: -5)
    span.end()
    let figures = timed.figures("run")
    #expect(figures.service.maximumNanoseconds == 100 - 30 - 0)
    #expect(figures.waits[.retry]?.totalNanoseconds == 30)
    #expect(figures.waits[.queue]?.totalNanoseconds == 0)
  }

  @Test("waits before a span becomes a parent count as those after it")
  func beforeChildren() {
    let timed = TimedMonitor()
    var span = timed.stage("run").begin()
    span.wait(.queue) { timed.pass(10) }
    let child = span.child(timed.stage("call"))
    timed.pass(20)
    child.end()
    span.wait(.retry) { timed.pass(5) }
    span.end()
    let figures = timed.figures("run")
    #expect(figures.service.maximumNanoseconds == 20)
    #expect(figures.exclusiveNanoseconds == 15)
    #expect(figures.critical.waitNanoseconds == [.queue: 10, .retry: 5])
    #expect(figures.critical.serviceNanoseconds == 0)
  }

  @Test("waits of several tasks in one span count once in its service time")
  func together() {
    let timed = TimedMonitor()
    var span = timed.stage("run").begin()
    let context = span.context
    timed.pass(10)
    context.wait(.rateLimit) {
      timed.pass(20)
      context.wait(.queue) { timed.pass(30) }
      timed.pass(5)
    }
    timed.pass(1)
    span.end()
    let figures = timed.figures("run")
    #expect(figures.service.maximumNanoseconds == 11)
    #expect(figures.waits[.rateLimit]?.totalNanoseconds == 55)
    #expect(figures.waits[.queue]?.totalNanoseconds == 30)
    #expect(timed.monitor.snapshot().criticalNanoseconds == 66)
  }

  @Test("a wait told of in a context counts as far as nothing else covers it")
  func toldInContext() {
    let timed = TimedMonitor()
    var span = timed.stage("run").begin()
    let context = span.context
    timed.pass(100)
    context.addWait(.rateLimit, nanoseconds: 40)
    context.addWait(.rateLimit, nanoseconds: 60)
    timed.pass(10)
    span.end()
    let figures = timed.figures("run")
    #expect(figures.service.maximumNanoseconds == 110 - 40)
    #expect(figures.critical.totalNanoseconds == 110)
  }

  @Test("a body that throws has waited, too")
  func throwing() {
    struct Failure: Error {}
    let timed = TimedMonitor()
    var span = timed.stage("run").begin()
    #expect(throws: Failure.self) {
      try span.wait(.queue) {
        timed.pass(10)
        throw Failure()
      }
    }
    span.end()
    #expect(timed.figures("run").waits[.queue]?.totalNanoseconds == 10)
  }

  @Test("an asynchronous wait counts as any other, with and without children")
  func asynchronous() async {
    let timed = TimedMonitor()
    var span = timed.stage("run").begin()
    await span.wait(.queue) {
      await Task.yield()
      timed.pass(10)
    }
    let child = span.child(timed.stage("call"))
    child.end()
    await span.wait(.queue) {
      await Task.yield()
      timed.pass(20)
    }
    span.end()
    #expect(timed.figures("run").waits[.queue]?.totalNanoseconds == 30)
    #expect(timed.figures("run").waits[.queue]?.maximumNanoseconds == 20)
  }

  @Test("edges keep what senders and receivers waited for")
  func edges() {
    let timed = TimedMonitor()
    let edge = timed.monitor.edge(from: timed.stage("run"), to: timed.stage("write"))
    edge.recordItem(bytes: 10)
    edge.recordItem()
    edge.recordBlocked(nanoseconds: 30)
    edge.recordBlocked(nanoseconds: 50)
    edge.recordStarved(nanoseconds: 7)
    timed.monitor.edge(from: timed.stage("run"), to: timed.stage("write")).recordItem()
    var expected = EdgeFigures(sender: "run", receiver: "write")
    (expected.itemCount, expected.bytes) = (3, 10)
    expected.blocked.count = 2
    expected.blocked.totalNanoseconds = 80
    expected.blocked.maximumNanoseconds = 50
    expected.starved.count = 1
    expected.starved.totalNanoseconds = 7
    expected.starved.maximumNanoseconds = 7
    #expect(timed.monitor.snapshot(resetting: true).edges == [expected])
    #expect(timed.monitor.snapshot().edges == [EdgeFigures(sender: "run", receiver: "write")])
  }
}
