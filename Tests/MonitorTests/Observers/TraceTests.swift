import PerfgateMonitor
import Testing

@Suite("Recorded traces")
struct TraceTests {
  @Test("spans are kept one by one, with parents, waits, bytes and attributes")
  func records() throws {
    let timed = TimedMonitor { $0.traceCapacity = 10 }
    timed.pass(100)
    var root = timed.stage("case").begin()
    root.setAttribute("id", to: "q1")
    root.setAttribute("id", to: "q2")
    root.setAttribute("score", to: 0.5)
    timed.pass(10)
    var child = root.child(timed.stage("run"))
    child.addBytes(7)
    child.wait(.rateLimit) { timed.pass(30) }
    timed.pass(5)
    child.fail()
    root.wait(.queue) { timed.pass(1) }
    root.end()
    let spans = timed.monitor.recordedTrace().spans
    try #require(spans.count == 2)
    let (first, second) = (spans[0], spans[1])
    #expect(first.stage == "case")
    #expect(first.parentID == nil)
    #expect(first.rootID == first.id)
    #expect((first.startNanoseconds, first.endNanoseconds) == (100, 146))
    #expect(first.waits == [WaitRecord(kind: .queue, startNanoseconds: 145, endNanoseconds: 146)])
    #expect(
      first.attributes == [
        SpanAttribute(key: "id", value: "q2"), SpanAttribute(key: "score", value: 0.5),
      ]
    )
    #expect(!first.isFailed)
    #expect(second.parentID == first.id)
    #expect(second.rootID == first.id)
    #expect(second.isFailed)
    #expect(second.bytes == 7)
    #expect(
      second.waits == [WaitRecord(kind: .rateLimit, startNanoseconds: 110, endNanoseconds: 140)]
    )
    #expect(second.durationNanoseconds == 35)
  }

  @Test("the oldest spans give way")
  func ring() {
    let timed = TimedMonitor { $0.traceCapacity = 5 }
    for _ in 0..<12 { timed.root("run", lasting: 10) }
    let trace = timed.monitor.recordedTrace()
    #expect(trace.spans.map(\.startNanoseconds) == [70, 80, 90, 100, 110])
    #expect(trace.droppedCount == 7)
    #expect(timed.figures("run").spanCount == 12)
  }

  @Test("parents stand before their children, however they ended")
  func order() {
    let timed = TimedMonitor { $0.traceCapacity = 10 }
    var root = timed.stage("a").begin()
    var child = root.child(timed.stage("b"))
    let last = child.child(timed.stage("c"))
    timed.pass(10)
    last.end()
    timed.pass(1)
    child.end()
    timed.pass(1)
    root.end()
    #expect(timed.monitor.recordedTrace().spans.map(\.stage) == ["a", "b", "c"])
  }

  @Test("without a capacity nothing is kept")
  func off() {
    let timed = TimedMonitor()
    timed.root("run", lasting: 10)
    #expect(timed.monitor.recordedTrace().spans.isEmpty)
  }
}
