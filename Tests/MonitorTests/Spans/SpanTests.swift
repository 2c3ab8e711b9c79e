import PerfgateMonitor
import Testing

@Suite("Spans")
struct SpanTests {
  @Test("a span counts with its duration, bytes and window")
  func counting() {
    let timed = TimedMonitor()
    timed.pass(1_000)
    var span = timed.stage("load").begin()
    span.addBytes(300)
    span.addBytes(200)
    timed.pass(500_000_000)
    span.end()
    timed.root("load", lasting: 500_000_000)
    let figures = timed.figures("load")
    #expect(figures.spanCount == 2)
    #expect(figures.failureCount == 0)
    #expect(figures.rootCount == 2)
    #expect(figures.bytes == 500)
    #expect(figures.firstStartNanoseconds == 1_000)
    #expect(figures.lastEndNanoseconds == 1_000_001_000)
    #expect(figures.inclusiveNanoseconds == 1_000_000_000)
    #expect(figures.exclusiveNanoseconds == 1_000_000_000)
    #expect(figures.spansPerSecond == 2)
    #expect(figures.bytesPerSecond == 500)
    #expect(figures.meanConcurrency == 1)
  }

  @Test("spans of one stage at the same time do not collide")
  func concurrentSpans() {
    let timed = TimedMonitor()
    let stage = timed.stage("run")
    let first = stage.begin()
    timed.pass(10)
    let second = stage.begin()
    timed.pass(10)
    first.end()
    timed.pass(10)
    second.end()
    let figures = timed.figures("run")
    #expect(figures.spanCount == 2)
    #expect(figures.service.minimumNanoseconds == 20)
    #expect(figures.service.maximumNanoseconds == 20)
    #expect(figures.meanConcurrency == 40.0 / 30)
  }

  @Test("a span that is dropped has failed, one that ends has not, one that fails has")
  func failing() {
    struct Failure: Error {}
    let timed = TimedMonitor()
    let stage = timed.stage("run")
    func work(_ isFailing: Bool) throws {
      let span = stage.begin()
      timed.pass(10)
      if isFailing { throw Failure() }
      span.end()
    }
    try? work(true)
    try? work(false)
    stage.begin().fail()
    #expect(timed.figures("run").spanCount == 3)
    #expect(timed.figures("run").failureCount == 2)
    #expect(timed.figures("run").failureShare == 2.0 / 3)
  }

  @Test("a monitor that is off records nothing, whatever its spans are told")
  func off() {
    let timed = TimedMonitor { $0.isEnabled = false }
    var span = timed.stage("run").begin()
    span.addBytes(10)
    span.record(.miss)
    span.addWait(.queue, nanoseconds: 5)
    var isAsked = false
    func value() -> SpanAttribute.Value {
      isAsked = true
      return "a"
    }
    span.setAttribute("case", to: value())
    #expect(!isAsked)
    #expect(span.wait(.retry) { 7 } == 7)
    let child = span.child(timed.stage("call"))
    #expect(span.context.id == 0)
    child.end()
    span.end()
    #expect(timed.monitor.measure("x") { 3 } == 3)
    #expect(timed.monitor.snapshot().stages.isEmpty)
  }

  @Test("what began while the monitor was on is counted, what began while it was off is not")
  func switching() {
    let timed = TimedMonitor()
    let before = timed.stage("run").begin()
    timed.monitor.isEnabled = false
    before.end()
    let whileOff = timed.stage("run").begin()
    timed.monitor.isEnabled = true
    whileOff.end()
    timed.root("run", lasting: 5)
    #expect(timed.figures("run").spanCount == 2)
  }

  @Test("the same name is the same stage, and too many names are one")
  func stages() {
    let timed = TimedMonitor()
    #expect(timed.stage("a") == timed.stage("a"))
    #expect(timed.stage("a") != timed.stage("b"))
    #expect(TimedMonitor().stage("a") != timed.stage("a"))
    for index in 0..<PerformanceMonitor.stageLimit + 10 { _ = timed.stage("stage \(index)") }
    #expect(timed.stage("stage 5").name == "stage 5")
    #expect(timed.stage("another").name == "(other)")
    timed.root("one more", lasting: 1)
    timed.root("and one more", lasting: 1)
    #expect(timed.figures("(other)").spanCount == 2)
  }

  @Test("a span may outlive its monitor, whose memory then belongs to another")
  func outliving() {
    var first: TimedMonitor? = TimedMonitor()
    let span = first?.stage("run").begin()
    var parent = first?.stage("case").begin()
    let child = first.map { parent?.child($0.stage("call")) }
    first = nil
    let second = TimedMonitor()
    _ = second.stage("other")
    span?.end()
    child??.end()
    parent?.end()
    #expect(second.monitor.snapshot().stages.isEmpty)
  }

  @Test("a span of another monitor is no parent")
  func strangers() {
    let timed = TimedMonitor()
    let other = TimedMonitor()
    var parent = other.stage("case").begin()
    let span = timed.stage("run").begin(in: parent.context)
    timed.pass(10)
    span.end()
    parent.end()
    #expect(timed.figures("run").rootCount == 1)
    #expect(other.figures("case").exclusiveNanoseconds == 0)
  }

  @Test("a cache's look-ups count, and what spans with misses take")
  func lookups() {
    let timed = TimedMonitor()
    for (lookup, time) in [(.hit, 10), (.miss, 500), (.hit, 20)] as [(CacheLookup, Int64)] {
      var span = timed.stage("run").begin()
      span.record(lookup)
      timed.pass(time)
      span.end()
    }
    let cache = timed.figures("run").cache
    #expect((cache.hits, cache.misses) == (2, 1))
    #expect((cache.hitNanoseconds, cache.missNanoseconds) == (30, 500))
    #expect(cache.hitShare == 2.0 / 3)
  }

  @Test("links say which stages were begun in which")
  func links() {
    let timed = TimedMonitor()
    for _ in 0..<3 {
      var root = timed.stage("case").begin()
      let child = root.child(timed.stage("run"))
      timed.pass(7)
      child.end()
      root.end()
    }
    timed.root("run", lasting: 1)
    let link = StageLink(parent: "case", child: "run", count: 3, inclusiveNanoseconds: 21)
    #expect(timed.monitor.snapshot().links == [link])
  }

  @Test("memory is looked at where that is asked for, and no more often")
  func memory() {
    let timed = TimedMonitor { $0.memoryInterval = .nanoseconds(100) }
    timed.root("a", lasting: 1)
    #expect(timed.figures("a").peakResidentBytes ?? 0 > 0)
    timed.root("b", lasting: 1)
    #expect(timed.figures("b").peakResidentBytes == nil)
    timed.root("c", lasting: 100)
    #expect(timed.figures("c").peakResidentBytes ?? 0 > 0)
    #expect(timed.monitor.snapshot().peakResidentBytes ?? 0 > 0)
  }
}
