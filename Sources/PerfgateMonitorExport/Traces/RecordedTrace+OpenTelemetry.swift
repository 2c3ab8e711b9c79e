internal import PerfgateModel
public import PerfgateMonitor

extension RecordedTrace {
  /// The trace as OTLP in JSON: what collectors take at `/v1/traces`, and read from files.
  ///
  /// A root and what was begun in it are one trace. Waits are events of their span. The ids are
  /// unique within the process; the high half of a trace's id is the moment to which the clock is
  /// anchored, so that those of other runs are others.
  ///
  /// Source: OpenTelemetry Protocol Specification 1.3, "JSON Protobuf Encoding": ids are
  /// hexadecimal, 64-bit integers are texts, enumerations are numbers.
  ///
  /// - Parameter service: `service.name`; what the program was started as where it is `nil`.
  /// - Returns: JSON in UTF-8.
  public func openTelemetry(service: String? = nil) -> [UInt8] {
    let file = OTLPTrace(self, service: service ?? ProgramName.current)
    return JSONWriter.bytes(file.json, form: .compact)
  }
}

/// A trace in the JSON encoding of OTLP.
private struct OTLPTrace {
  let trace: RecordedTrace
  let service: String

  init(_ trace: RecordedTrace, service: String) {
    self.trace = trace
    self.service = service
  }

  var json: JSONValue {
    // An envelope without spans should not be sent.
    guard !trace.spans.isEmpty else { return .object(["resourceSpans": .array([])]) }
    let scope: JSONValue = .object([
      "name": .string("perfgate"),
      "attributes": .array([integer("perfgate.dropped_spans", Int64(trace.droppedCount))]),
    ])
    return .object([
      "resourceSpans": .array([
        .object([
          "resource": .object(["attributes": .array([text("service.name", service)])]),
          "scopeSpans": .array([
            .object([
              "scope": scope,
              "spans": .items(JSONItems(trace.spans) { self.span($0) }),
            ])
          ]),
        ])
      ])
    ])
  }

  private func span(_ span: SpanRecord) -> JSONValue {
    .object(
      [
        "traceId": .string(traceID(of: span)),
        "spanId": .string(span.id.hexadecimalDigits),
        "parentSpanId": span.parentID.map { .string($0.hexadecimalDigits) },
        "name": .string(span.stage),
        // SPAN_KIND_INTERNAL
        "kind": .integer(1),
        "startTimeUnixNano": time(span.startNanoseconds),
        "endTimeUnixNano": time(span.endNanoseconds),
        "attributes": .array(attributes(of: span)),
        "events": span.waits.isEmpty ? nil : .array(span.waits.map(event)),
        // STATUS_CODE_ERROR
        "status": span.isFailed ? .object(["code": .integer(2)]) : nil,
      ],
      omittingNil: true
    )
  }

  /// The anchor tells runs apart, the root the trees of a run.
  private func traceID(of span: SpanRecord) -> String {
    UInt64(bitPattern: trace.anchor.unixNanoseconds).hexadecimalDigits
      + span.rootID.hexadecimalDigits
  }

  private func event(_ wait: WaitRecord) -> JSONValue {
    .object([
      "timeUnixNano": time(wait.startNanoseconds),
      "name": .string("wait"),
      "attributes": .array([
        text("perfgate.wait.kind", wait.kind.name),
        integer("perfgate.wait.nanoseconds", wait.endNanoseconds - wait.startNanoseconds),
      ]),
    ])
  }

  /// What the monitor knows, then what the program said; keys are unique.
  private func attributes(of span: SpanRecord) -> [JSONValue] {
    var own = [integer("thread.id", Int64(span.thread))]
    if span.bytes != 0 { own.append(integer("perfgate.bytes", span.bytes)) }
    let taken: Set<String> = ["thread.id", "perfgate.bytes"]
    let said = span.latestAttributes.filter { !taken.contains($0.key) }
    return own + said.map { attribute($0.key, value(of: $0.value)) }
  }

  private func value(of value: SpanAttribute.Value) -> JSONValue {
    switch value {
    case .text(let text): .object(["stringValue": .string(text)])
    case .integer(let number): .object(["intValue": .string("\(number)")])
    case .number(let number): .object(["doubleValue": double(number)])
    case .flag(let flag): .object(["boolValue": .bool(flag)])
    }
  }

  /// What is not finite has names in the JSON form of protocol buffers.
  private func double(_ number: Double) -> JSONValue {
    if number.isNaN { return .string("NaN") }
    if number.isInfinite { return .string(number < 0 ? "-Infinity" : "Infinity") }
    return .number(number)
  }

  private func attribute(_ key: String, _ value: JSONValue) -> JSONValue {
    .object(["key": .string(key), "value": value])
  }

  private func text(_ key: String, _ value: String) -> JSONValue {
    attribute(key, .object(["stringValue": .string(value)]))
  }

  private func integer(_ key: String, _ value: Int64) -> JSONValue {
    attribute(key, .object(["intValue": .string("\(value)")]))
  }

  private func time(_ nanoseconds: Int64) -> JSONValue {
    .string("\(max(0, trace.anchor.unixNanoseconds(at: nanoseconds)))")
  }
}
