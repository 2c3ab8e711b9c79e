import PerfgateMonitor
import Testing

@Suite("Snapshots")
struct SnapshotTests {
  @Test("stages stand by their share of the critical path")
  func order() {
    let timed = TimedMonitor()
    for (name, time) in [("b", 10), ("a", 10), ("c", 30)] as [(String, Int64)] {
      timed.root(name, lasting: time)
    }
    let snapshot = timed.monitor.snapshot()
    #expect(snapshot.stages.map(\.name) == ["c", "a", "b"])
    #expect(snapshot.stages.map(snapshot.criticalShare) == [0.6, 0.2, 0.2])
    #expect(snapshot.takenAtNanoseconds == 50)
    #expect(snapshot.spanCount == 3)
  }

  @Test("resetting snapshots add up, also for a root that ends after its children were taken")
  func resetting() {
    let timed = TimedMonitor()
    var root = timed.stage("case").begin()
    let child = root.child(timed.stage("run"))
    timed.pass(30)
    child.end()
    var first = timed.monitor.snapshot(resetting: true)
    #expect(timed.monitor.snapshot().stages.isEmpty)
    timed.pass(10)
    root.end()
    let second = timed.monitor.snapshot(resetting: true)
    #expect(second.stage("run")?.spanCount == 0)
    first.merge(second)
    #expect(first.stage("run")?.spanCount == 1)
    #expect(first.stage("run")?.critical.totalNanoseconds == 30)
    #expect(first.stage("case")?.critical.totalNanoseconds == 10)
    #expect(first.stage("case")?.service.count == 1)
  }

  @Test("what is expected adds up over intervals, and does not come back after a reset")
  func expecting() {
    let timed = TimedMonitor()
    timed.stage("run").expect(10)
    for _ in 0..<4 { timed.root("run", lasting: 10) }
    var first = timed.monitor.snapshot(resetting: true)
    #expect(first.stage("run")?.expectedCount == 4)
    for _ in 0..<2 { timed.root("run", lasting: 10) }
    let second = timed.monitor.snapshot()
    #expect(second.stage("run")?.expectedCount == 6)
    first.merge(second)
    #expect(first.stage("run")?.expectedCount == 10)
    // More come than anybody expected.
    for _ in 0..<7 { timed.root("run", lasting: 10) }
    #expect(timed.monitor.snapshot(resetting: true).stage("run")?.expectedCount == 6)
    timed.root("run", lasting: 10)
    #expect(timed.monitor.snapshot().stage("run")?.expectedCount == 0)
  }

  @Test("two monitors merged are one monitor over both", arguments: [3, 40, 300, 2_000])
  func merging(events: Int) {
    let clock = ManualClock()
    var options = MonitorOptions()
    options.clock = .manual(clock)
    let (left, right) = (PerformanceMonitor(options: options), PerformanceMonitor(options: options))
    let both = PerformanceMonitor(options: options)
    for event in 0..<events {
      let single = event % 3 == 0 ? left : right
      Self.play(event, on: [single, both], clock)
    }
    var merged = left.snapshot()
    merged.merge(right.snapshot())
    let whole = both.snapshot()
    #expect(merged.links == whole.links)
    #expect(merged.edges == whole.edges)
    for stage in whole.stages {
      let other = merged.stage(stage.name)
      #expect(other?.spanCount == stage.spanCount)
      #expect(other?.failureCount == stage.failureCount)
      #expect(other?.critical == stage.critical)
      #expect(other?.waits == stage.waits)
      #expect(other?.exclusiveNanoseconds == stage.exclusiveNanoseconds)
      #expect(other?.windowNanoseconds == stage.windowNanoseconds)
      for percent in [0, 1, 25, 50, 90, 95, 99, 99.9, 100] {
        #expect(other?.service.percentile(percent) == stage.service.percentile(percent))
        #expect(other?.latency.percentile(percent) == stage.latency.percentile(percent))
      }
      let (one, two) = (other?.service ?? LatencyDistribution(), stage.service)
      #expect(abs(one.meanNanoseconds - two.meanNanoseconds) <= 1e-9 * two.meanNanoseconds)
      let (oneSpread, twoSpread) = (
        one.standardDeviationNanoseconds, two.standardDeviationNanoseconds
      )
      #expect(abs(oneSpread - twoSpread) <= 1e-9 * twoSpread)
    }
  }

  /// The same on several monitors, at the same time.
  private static func play(_ event: Int, on monitors: [PerformanceMonitor], _ clock: ManualClock) {
    let roots = monitors.map { KeptSpan($0.stage("case").begin()) }
    clock.advance(nanoseconds: Int64(event % 17))
    let children = zip(monitors, roots).map {
      KeptSpan($0.stage(event % 2 == 0 ? "run" : "score").begin(in: $1.context))
    }
    clock.advance(nanoseconds: Int64(event * event % 10_007))
    for child in children { if event % 5 == 0 { child.fail() } else { child.end() } }
    if event % 7 == 0, let first = roots.first {
      // Within the first wait all others wait as long.
      first.wait(.queue) {
        roots.dropFirst().first?.wait(.queue) { clock.advance(nanoseconds: 50) }
      }
    }
    for root in roots { root.end() }
    for monitor in monitors {
      monitor.edge(from: monitor.stage("case"), to: monitor.stage("run")).recordItem(bytes: event)
    }
  }

  @Test("times of another clock are moved by the time of day")
  func clocks() {
    var stage = StageFigures(name: "run")
    stage.spanCount = 1
    (stage.firstStartNanoseconds, stage.lastEndNanoseconds) = (100, 200)
    var mine = MonitorSnapshot(
      anchor: ClockAnchor(monotonicNanoseconds: 0, unixNanoseconds: 1_000),
      takenAtNanoseconds: 300,
      stages: [stage]
    )
    let other = MonitorSnapshot(
      anchor: ClockAnchor(monotonicNanoseconds: 50, unixNanoseconds: 2_000),
      takenAtNanoseconds: 300,
      stages: [stage]
    )
    mine.merge(other)
    #expect(mine.stage("run")?.firstStartNanoseconds == 100)
    #expect(mine.stage("run")?.lastEndNanoseconds == 1_150)
    #expect(mine.takenAtNanoseconds == 1_250)
    #expect(mine.anchor.unixNanoseconds(at: 300) == 1_300)
  }
}
