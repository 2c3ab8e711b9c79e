import PerfgateModel
import PerfgateMonitor
import PerfgateMonitorExport
import Testing

@Suite("The run document of a monitor")
struct RunDocumentTests {
  private let anchor = ClockAnchor(
    monotonicNanoseconds: 0,
    unixNanoseconds: 1_772_366_400_000_000_000
  )

  /// Ten spans of 1 to 10 ms, one behind the other.
  private func stage(_ name: String) -> StageFigures {
    var stage = StageFigures(name: name)
    stage.spanCount = 10
    stage.failureCount = 1
    stage.service = LatencyDistribution(nanoseconds: (1...10).map { Int64($0) * 1_000_000 })
    stage.inclusiveNanoseconds = 60_000_000
    stage.exclusiveNanoseconds = 40_000_000
    var waits = WaitFigures()
    waits.totalNanoseconds = 5_000_000
    stage.waits = [.queue: waits]
    stage.bytes = 4096
    stage.firstStartNanoseconds = 1_000_000_000
    stage.lastEndNanoseconds = 1_100_000_000
    return stage
  }

  private func run(_ snapshot: MonitorSnapshot, id: String? = "tool") throws -> RunDocument {
    try RunDocument(bytes: try snapshot.runDocument(id: id), path: "stages.json")
  }

  @Test("it has one entry of a monitor with one value per metric, under the documented names")
  func figures() throws {
    var snapshot = MonitorSnapshot(
      anchor: anchor,
      takenAtNanoseconds: 0,
      stages: [stage("load")]
    )
    snapshot.peakResidentBytes = 1 << 20
    let document = try run(snapshot)
    #expect(document.entries.count == 1)
    let entry = try #require(document.entries.first)
    #expect(entry.key.description == "tool")
    #expect(entry.origin == .monitor)
    #expect(entry.status == .measured)
    #expect(entry.invocations == InvocationColumns(count: 1))
    #expect(document.startedAt == "2026-03-01T12:00:00Z")
    let values = entry.metrics.map { "\($0.name) \($0.values) \($0.unit.rawValue)" }
    #expect(
      values == [
        "wall [0.1] s", "peak_rss [1048576.0] bytes", "stage.load.count [10.0] count",
        "stage.load.errors [1.0] count", "stage.load.throughput [100.0] count",
        "stage.load.total [0.06] s", "stage.load.exclusive [0.04] s", "stage.load.wait [0.005] s",
        "stage.load.mean [0.0055] s", "stage.load.sd [0.0030276503540974916] s",
        "stage.load.min [0.001] s", "stage.load.max [0.01] s", "stage.load.p50 [0.005] s",
        "stage.load.p90 [0.009] s", "stage.load.p95 [0.01] s", "stage.load.p99 [0.01] s",
        "stage.load.p999 [0.01] s", "stage.load.bytes [4096.0] bytes",
      ]
    )
    let higher = entry.metrics.filter { $0.direction == .higher }.map(\.name)
    #expect(higher == ["stage.load.throughput"])
    let exact = entry.metrics.filter { $0.kind == .exact }.map(\.name)
    #expect(exact == ["stage.load.count", "stage.load.errors", "stage.load.bytes"])
  }

  @Test("waits of one span that run at a time count once")
  func concurrentWaits() throws {
    let clock = ManualClock()
    var options = MonitorOptions()
    options.clock = .manual(clock)
    let monitor = PerformanceMonitor(options: options)
    var span = monitor.stage("load").begin()
    let context = span.context
    context.wait(.queue) {
      context.wait(.queue) { clock.advance(nanoseconds: 3_000_000_000) }
    }
    clock.advance(nanoseconds: 1_000_000_000)
    span.end()
    let metrics = try run(monitor.snapshot()).entries[0].metrics
    #expect(metrics.first { $0.name == "stage.load.total" }?.values == [4])
    #expect(metrics.first { $0.name == "stage.load.wait" }?.values == [3])
  }

  @Test("stages stand by name, and only what nobody knows is left out")
  func leftOut() throws {
    var quick = StageFigures(name: "b")
    quick.spanCount = 1
    let snapshot = MonitorSnapshot(
      anchor: anchor,
      takenAtNanoseconds: 0,
      stages: [quick, stage("c"), stage("a")]
    )
    let names = try run(snapshot).entries[0].metrics.map(\.name)
    #expect(names.filter { $0.hasSuffix(".count") } == ["a", "b", "c"].map { "stage.\($0).count" })
    #expect(!names.contains("peak_rss"))
    #expect(names.contains("stage.b.throughput"))
    #expect(!names.contains("stage.b.bytes"))
  }

  @Test(
    "what a metric's name cannot hold is written in percent",
    arguments: [
      ("load", "load"), ("Corpus.load", "Corpus.load"), ("http/get", "http/get"),
      ("a-b_c:d+e@f", "a-b_c:d+e@f"), ("two words", "two%20words"), ("100%", "100%25"),
      ("a*b?", "a%2Ab%3F"), ("a\nb", "a%0Ab"), ("x|y", "x%7Cy"),
      ("\u{1b}[31m", "%1B%5B31m"), ("größe", "größe"),
      ("計測", "計測"), ("a\u{202e}b", "a%E2%80%AEb"), ("😀", "%F0%9F%98%80"), ("", "%"),
      ("+(_:_:)", "+%28_:_:%29"),
    ]
  )
  func names(stage name: String, written: String) throws {
    let snapshot = MonitorSnapshot(anchor: anchor, takenAtNanoseconds: 0, stages: [stage(name)])
    let entry = try run(snapshot).entries[0]
    #expect(entry.metrics.contains { $0.name == "stage.\(written).p95" })
  }

  @Test("a name that is no id is refused, with what is wrong with it")
  func badName() {
    let snapshot = MonitorSnapshot(anchor: anchor, takenAtNanoseconds: 0, stages: [stage("a")])
    let failure = #expect(throws: RunDocumentFailure.self) { try snapshot.runDocument(id: "a//b") }
    #expect(failure?.description == "the id 'a//b' has an empty segment")
  }

  @Test("a monitor that saw nothing exports nothing, and says so")
  func nothing() {
    let snapshot = MonitorSnapshot(anchor: anchor, takenAtNanoseconds: 0, stages: [])
    let failure = #expect(throws: RunDocumentFailure.self) { try snapshot.runDocument() }
    #expect(failure?.description == "no span has ended: there is nothing to export")
  }

  @Test("more stages than a document holds are refused")
  func tooMany() {
    let stages = (0..<700).map { stage("request \($0)") }
    let snapshot = MonitorSnapshot(anchor: anchor, takenAtNanoseconds: 0, stages: stages)
    let failure = #expect(throws: RunDocumentFailure.self) { try snapshot.runDocument() }
    #expect(failure?.description.hasPrefix("700 stages have 11201 figures") == true)
  }

  @Test("a stage whose name is longer than a document holds is refused")
  func tooLong() {
    let name = String(repeating: "x", count: 990)
    let snapshot = MonitorSnapshot(anchor: anchor, takenAtNanoseconds: 0, stages: [stage(name)])
    let failure = #expect(throws: RunDocumentFailure.self) { try snapshot.runDocument() }
    #expect(failure?.description.contains("at most 1000 are allowed") == true)
  }

  @Test("a program that is named by nobody is called as it was started")
  func ownName() throws {
    let snapshot = MonitorSnapshot(anchor: anchor, takenAtNanoseconds: 0, stages: [stage("a")])
    let started = CommandLine.arguments.first?.split(separator: "/").last
    #expect(try run(snapshot, id: nil).entries[0].key.description == started.map(String.init))
  }
}
