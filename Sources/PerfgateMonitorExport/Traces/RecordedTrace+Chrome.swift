public import PerfgateMonitor
internal import PerfgateModel

extension RecordedTrace {
  /// The trace in the Trace Event Format, which Perfetto, Chrome and Speedscope open.
  ///
  /// Every span and every wait is a complete event (`X`), nested in its lane as it was in time; a
  /// failed span is coloured and says so. Times are in microseconds since the first span began.
  ///
  /// Source: "Trace Event Format", the Chromium project, 2016 (JSON object format).
  ///
  /// - Parameter program: The name of the program; what it was started as where it is `nil`.
  /// - Returns: JSON in UTF-8.
  public func chromeTrace(program: String? = nil) -> [UInt8] {
    let file = ChromeTrace(self, program: program ?? ProgramName.current)
    return JSONWriter.bytes(file.json, form: .compact)
  }
}

/// A trace in the Trace Event Format.
private struct ChromeTrace {
  /// The number of the process, of which a trace knows none.
  ///
  /// No lane has it: viewers would call that one the main thread.
  private static let process: JSONValue = .integer(1_000_000)

  let trace: RecordedTrace
  let layout: LaneLayout
  let program: String
  let origin: Int64

  init(_ trace: RecordedTrace, program: String) {
    self.trace = trace
    self.program = program
    layout = LaneLayout(trace)
    origin = trace.spans.first?.startNanoseconds ?? trace.anchor.monotonicNanoseconds
  }

  var json: JSONValue {
    let slices = JSONItems(names + layout.slices.map { Event.slice($0) }) { event in
      switch event {
      case .name(let value): value
      case .slice(let slice): self.event(slice)
      }
    }
    return .object([
      "displayTimeUnit": .string("ns"),
      "otherData": .object([
        "dropped_spans": .integer(trace.droppedCount),
        "unix_nanoseconds_at_0": .string("\(trace.anchor.unixNanoseconds(at: origin))"),
      ]),
      "traceEvents": .items(slices),
    ])
  }

  private enum Event: Sendable {
    case name(JSONValue)
    case slice(LaneLayout.Slice)
  }

  /// What viewers call the process and its lanes.
  private var names: [Event] {
    let lanes = (0..<layout.laneCount).flatMap { lane in
      [
        metadata("thread_name", lane: lane, ["name": .string("lane \(lane + 1)")]),
        metadata("thread_sort_index", lane: lane, ["sort_index": .integer(lane)]),
      ]
    }
    return [metadata("process_name", lane: -1, ["name": .string(program)])] + lanes
  }

  private func metadata(_ name: String, lane: Int, _ arguments: JSONMembers) -> Event {
    .name(
      .object([
        "name": .string(name), "ph": .string("M"), "pid": Self.process, "tid": .integer(lane + 1),
        "ts": .number(0), "args": .object(arguments),
      ])
    )
  }

  private func event(_ slice: LaneLayout.Slice) -> JSONValue {
    let span = trace.spans[slice.span]
    let wait = slice.wait.map { span.waits[$0] }
    return .object(
      [
        "name": .string(wait.map { "wait \($0.kind.name)" } ?? span.stage),
        "cat": .string(wait == nil ? "stage" : "wait"),
        "ph": .string("X"),
        "pid": Self.process,
        "tid": .integer(slice.lane + 1),
        "ts": .number(microseconds(slice.start - origin)),
        "dur": .number(microseconds(slice.end - slice.start)),
        // The name of a colour that viewers have for what went wrong.
        "cname": wait == nil && span.isFailed ? .string("terrible") : nil,
        "args": wait == nil ? arguments(of: span) : .object(["span": .string("\(span.id)")]),
      ],
      omittingNil: true
    )
  }

  private func arguments(of span: SpanRecord) -> JSONValue {
    .object(
      [
        // Numbers of 64 bits are texts: viewers read numbers as Double.
        "span": .string("\(span.id)"),
        "parent": span.parentID.map { .string("\($0)") },
        "thread": .integer(Int(span.thread)),
        "failed": span.isFailed ? .bool(true) : nil,
        "bytes": span.bytes == 0 ? nil : .wholeNumber(span.bytes),
        "attributes": span.attributes.isEmpty ? nil : .object(members(of: span)),
      ],
      omittingNil: true
    )
  }

  private func members(of span: SpanRecord) -> JSONMembers {
    JSONMembers(
      span.latestAttributes.map { attribute in
        switch attribute.value {
        case .text(let text): (attribute.key, .string(text))
        case .integer(let number): (attribute.key, .wholeNumber(number))
        case .number(let number) where number.isFinite: (attribute.key, .number(number))
        case .number(let number): (attribute.key, .string("\(number)"))
        case .flag(let flag): (attribute.key, .bool(flag))
        }
      }
    )
  }

  private func microseconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / 1000 }
}
