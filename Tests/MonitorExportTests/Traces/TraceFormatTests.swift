import PerfgateMonitor
import PerfgateMonitorExport
import Testing

@Suite("Traces for other programs")
struct TraceFormatTests {
  /// A root with two children that overlap, one of which failed and waited.
  static let small = RecordedTrace(
    anchor: ClockAnchor(monotonicNanoseconds: 500, unixNanoseconds: 1_700_000_000_000_000_500),
    spans: [
      SpanRecord(
        id: 1,
        rootID: 1,
        stage: "run",
        startNanoseconds: 1_000,
        endNanoseconds: 9_000,
        attributes: [SpanAttribute(key: "case", value: "a")]
      ),
      SpanRecord(
        id: 2,
        parentID: 1,
        rootID: 1,
        stage: "load",
        startNanoseconds: 2_000,
        endNanoseconds: 6_500,
        thread: 1,
        isFailed: true,
        bytes: 4096,
        waits: [WaitRecord(kind: .rateLimit, startNanoseconds: 2_500, endNanoseconds: 4_000)]
      ),
      SpanRecord(
        id: 3,
        parentID: 1,
        rootID: 1,
        stage: "load",
        startNanoseconds: 5_000,
        endNanoseconds: 9_000
      ),
    ]
  )

  @Test("a Chrome trace has spans and waits nested in lanes, with what is known of them")
  func chrome() throws {
    let bytes = Self.small.chromeTrace(program: "tool")
    let lanes = try TraceChecks.chrome(bytes)
    let names = [1: ["run", "load", "wait rate_limit"], 2: ["load"]]
    #expect(lanes.mapValues { $0.map(\.name) } == names)
    #expect(lanes[1]?.map(\.category) == ["stage", "stage", "wait"])
    #expect(lanes[1]?.map(\.start) == [0, 1, 1.5])
    #expect(lanes[1]?.map(\.end) == [8, 5.5, 3])
    let events = try JSONTree(bytes)["traceEvents"].items
    #expect(try events[0]["args"]["name"].text == "tool")
    let failing = try events.filter { try $0["args"].member("failed") != nil }
    let failed = try #require(failing.first)
    #expect(try failed["args"]["span"].text == "2")
    #expect(try failed["args"]["parent"].text == "1")
    #expect(try failed["args"]["bytes"].integer == 4096)
    #expect(try failed["args"]["thread"].integer == 1)
    #expect(try failed["cname"].text == "terrible")
    let run = try #require(events.first { $0.member("cat") != nil })
    #expect(try run["args"]["attributes"]["case"].text == "a")
    #expect(
      try JSONTree(bytes)["otherData"]["unix_nanoseconds_at_0"].text == "1700000000000001000"
    )
  }

  @Test("a Speedscope profile opens and closes frames in the order of time")
  func speedscope() throws {
    let bytes = Self.small.speedscope(program: "tool")
    #expect(try TraceChecks.speedscope(bytes) == ["run": 1, "load": 2, "wait rate_limit": 1])
    let first = try JSONTree(bytes)["profiles"].items[0]
    let events = try first["events"].items.map { "\(try $0["type"].text)\(try $0["at"].integer)" }
    #expect(events == ["O0", "O1000", "O1500", "C3000", "C5500", "C8000"])
    #expect(try first["endValue"].integer == 8_000)
    #expect(try JSONTree(bytes)["name"].text == "tool")
  }

  @Test("an OTLP request has hexadecimal ids, times as texts, failures as status, waits as events")
  func openTelemetry() throws {
    let bytes = Self.small.openTelemetry(service: "tool")
    let spans = try TraceChecks.openTelemetry(bytes)
    #expect(try spans.map { try $0["name"].text } == ["run", "load", "load"])
    #expect(Set(try spans.map { try $0["traceId"].text }).count == 1)
    #expect(try spans[0]["traceId"].text == "17979cfe362a01f4" + "0000000000000001")
    #expect(spans[0].member("parentSpanId") == nil)
    #expect(try spans[1]["parentSpanId"].text == spans[0]["spanId"].text)
    #expect(try spans[1]["startTimeUnixNano"].text == "1700000000000002000")
    #expect(try spans[1]["endTimeUnixNano"].text == "1700000000000006500")
    #expect(try spans[1]["status"]["code"].integer == 2)
    #expect(spans[0].member("status") == nil)
    let event = try #require(try spans[1]["events"].items.first)
    #expect(try event["timeUnixNano"].text == "1700000000000002500")
    let texts = try event["attributes"].items.map { try $0["value"].value as? [String: String] }
    #expect(texts == [["stringValue": "rate_limit"], ["intValue": "1500"]])
    let resource = try JSONTree(bytes)["resourceSpans"].items[0]["resource"]["attributes"].items[0]
    #expect(try resource["value"]["stringValue"].text == "tool")
  }

  @Test("a trace without spans is a valid file of each format")
  func empty() throws {
    let trace = RecordedTrace(anchor: Self.small.anchor, spans: [])
    #expect(try TraceChecks.chrome(trace.chromeTrace()).isEmpty)
    #expect(try TraceChecks.speedscope(trace.speedscope()).isEmpty)
    #expect(try TraceChecks.openTelemetry(trace.openTelemetry()).isEmpty)
  }

  @Test("whatever spans there are, formats keep their rules and no span is lost", arguments: 1...30)
  func anything(seed: Int) throws {
    let trace = RandomTrace.seeded(UInt64(seed))
    let slices = try TraceChecks.chrome(trace.chromeTrace()).values.joined()
    let spans = slices.filter { $0.category == "stage" }
    #expect(spans.map(\.span).sorted() == trace.spans.map { "\($0.id)" }.sorted())
    let waits = trace.spans.reduce(0) { $0 + $1.waits.count }
    #expect(slices.count - spans.count == waits)
    let opened = try TraceChecks.speedscope(trace.speedscope())
    #expect(opened.values.reduce(0, +) == trace.spans.count + waits)
    let sent = try TraceChecks.openTelemetry(trace.openTelemetry())
    #expect(sent.count == trace.spans.count)
    let roots = Set(trace.spans.map(\.rootID))
    #expect(Set(try sent.map { try $0["traceId"].text }).count == roots.count)
  }

  @Test("what runs one after the other shares a lane, what runs at a time does not")
  func lanes() throws {
    let apart = (0..<10).map { (index: Int64) -> SpanRecord in
      let id = UInt64(index) + 1
      let start = index * 10
      return SpanRecord(
        id: id,
        rootID: id,
        stage: "s",
        startNanoseconds: start,
        endNanoseconds: start + 10
      )
    }
    let trace = RecordedTrace(anchor: Self.small.anchor, spans: apart)
    #expect(try TraceChecks.chrome(trace.chromeTrace()).count == 1)
    let together = apart.map { span in
      var span = span
      span.endNanoseconds = 1_000
      return span
    }
    let crowded = RecordedTrace(anchor: Self.small.anchor, spans: together)
    #expect(try TraceChecks.chrome(crowded.chromeTrace()).count == 10)
  }

  @Test("there are as many lanes as spans that ever run at a time", arguments: 1...20)
  func laneCount(seed: Int) throws {
    let roots = RandomTrace.seeded(UInt64(seed), roots: 40).spans.filter {
      $0.parentID == nil && $0.durationNanoseconds > 0
    }
    let bare = roots.map { root in
      var root = root
      root.waits = []
      return root
    }
    let trace = RecordedTrace(anchor: Self.small.anchor, spans: bare)
    let most = bare.map { one in
      bare.count {
        $0.startNanoseconds <= one.startNanoseconds && $0.endNanoseconds > one.startNanoseconds
      }
    }
    #expect(try TraceChecks.chrome(trace.chromeTrace()).count == most.max())
  }

  @Test("an attribute that was set twice is there once, with its last value")
  func attributesTwice() throws {
    var span = Self.small.spans[0]
    span.attributes = [
      SpanAttribute(key: "n", value: 1), SpanAttribute(key: "m", value: 2.5),
      SpanAttribute(key: "n", value: .integer(.max)),
    ]
    let trace = RecordedTrace(anchor: Self.small.anchor, spans: [span])
    let events = try JSONTree(trace.chromeTrace())["traceEvents"].items
    let event = try #require(events.first { $0.member("cat") != nil })
    // A viewer's numbers do not hold this one.
    #expect(try event["args"]["attributes"]["n"].text == "9223372036854775807")
    #expect(try event["args"]["attributes"]["m"].number == 2.5)
    #expect(try TraceChecks.openTelemetry(trace.openTelemetry()).count == 1)
  }
}
