extension RunEntry {
  var json: JSONValue {
    .object(
      [
        "id": .string(key.id.text),
        "params": .texts(key.parameters),
        "suite": key.suite.map(JSONValue.string),
        "tags": .strings(tags),
        "command": .strings(command),
        "base_command": baseCommand.map(JSONValue.strings),
        "presence": presence.map { .string($0.rawValue) },
        "identical": isIdentical ? .bool(true) : nil,
        "excused": isExcused ? .bool(true) : nil,
        "origin": .object(["kind": .string(origin.rawValue)]),
        "status": .string(status.rawValue),
        "reason": .string(orNull: reason),
        "grouping": .string("invocation"),
        "invocations": invocations.json,
        "metrics": .array(metrics.map(\.json)),
        "cases": cases?.json, "base_cases": baseCases?.json,
        "gaps": gaps.isEmpty ? nil : .texts(gaps),
        "failures": .array(failures.map(\.json)),
        "warnings": .array(warnings.map(\.json)),
        "measuring_seconds": .number(measuringSeconds),
      ],
      omittingNil: true
    )
  }

  init(_ object: JSONObject) throws(JSONError) {
    self.init(
      key: try object.benchmarkKey(),
      tags: try object["tags"]?.strings() ?? [],
      command: try object["command"]?.strings() ?? [],
      status: try object.required("status").choice(Status.self)
    )
    origin = try object.required("origin").object().required("kind").choice(Origin.self)
    reason = try object["reason"]?.string()
    if status != .measured, reason == nil {
      throw JSONError("an entry that was not measured needs a 'reason'", offset: object.offset)
    }
    baseCommand = try object["base_command"]?.strings()
    presence = try object["presence"]?.choice(Presence.self)
    isIdentical = try object["identical"]?.bool() ?? false
    guard !isIdentical || (status == .skipped && presence == .both) else {
      throw JSONError("what is 'identical' is skipped, and on both sides", offset: object.offset)
    }
    isExcused = try object["excused"]?.bool() ?? false
    guard !isExcused || (origin == .eval && status != .failed && reason != nil) else {
      throw JSONError(
        "what is 'excused' is an eval that did not fail, with a 'reason'",
        offset: object.offset
      )
    }
    if let columns = object["invocations"] {
      invocations = try InvocationColumns(try columns.object())
    }
    var names = NamesSeen()
    let measured = try object["metrics"]?.array() ?? []
    metrics.reserveCapacity(measured.count)
    for node in measured {
      let samples = try MetricSamples(try node.object())
      let count = invocations.count(of: samples.side)
      guard samples.values.count == count else {
        throw JSONError(
          "'\(samples.name)' has \(samples.values.count) values for \(count) invocations",
          offset: node.offset
        )
      }
      guard names.insert(samples.name) else {
        throw JSONError("the metric '\(samples.name)' stands here twice", offset: node.offset)
      }
      metrics.append(samples)
    }
    cases = try object["cases"].map { node throws(JSONError) in try CaseTotals(node) }
    baseCases = try object["base_cases"].map { node throws(JSONError) in try CaseTotals(node) }
    gaps = try object["gaps"]?.texts() ?? [:]
    for node in try object["failures"]?.array() ?? [] {
      failures.append(try InvocationFailure(try node.object()))
    }
    for node in try object["warnings"]?.array() ?? [] {
      warnings.append(try MeasurementWarning(try node.object()))
    }
    measuringSeconds = try object["measuring_seconds"]?.number() ?? 0
  }
}

/// The names that stood in a list so far.
///
/// A set of few would be more work than looking at each of them.
private struct NamesSeen {
  private static let few = 16

  private var first: [String] = []
  private var others: Set<String> = []

  /// Adds a name; returns whether it is new.
  mutating func insert(_ name: String) -> Bool {
    guard !first.contains(name) else { return false }
    guard first.count == Self.few else {
      first.append(name)
      return true
    }
    return others.insert(name).inserted
  }
}

extension InvocationColumns {
  fileprivate var json: JSONValue {
    let isInterleaved = side.contains(.base)
    return .object(
      [
        "attempt": .integers(attempt), "round": .integers(round), "loops": .integers(loops),
        "side": isInterleaved ? .strings(side.map(\.rawValue)) : nil,
      ],
      omittingNil: true
    )
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    attempt = try object.required("attempt").integers(atLeast: 0)
    round = try object.required("round").integers(atLeast: 0)
    loops = try object.required("loops").integers(atLeast: 1)
    side = []
    for node in try object["side"]?.array() ?? [] {
      side.append(try node.choice(MeasurementSide.self))
    }
    if object["side"] == nil { side = attempt.map { _ in .head } }
    let counts = [round.count, loops.count, side.count]
    guard counts.allSatisfy({ $0 == attempt.count }) else {
      throw JSONError("the columns of 'invocations' differ in length", offset: object.offset)
    }
  }
}

extension MetricSamples {
  fileprivate var json: JSONValue {
    .object(
      [
        "name": .string(name), "unit": .string(unit.rawValue), "kind": .string(kind.rawValue),
        "direction": .string(direction.rawValue), "values": .numbers(values),
        "overhead": overhead.map {
          .object(["median": .number($0.median), "uncertainty": .number($0.uncertainty)])
        },
        "step": step.map(JSONValue.number), "side": side.map { .string($0.rawValue) },
        "observations": observations.map(JSONValue.integer),
      ],
      omittingNil: true
    )
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    self.init(
      name: try object.required("name").string(),
      unit: try object.required("unit").choice(MetricUnit.self),
      kind: try object.required("kind").choice(MetricKind.self),
      direction: try object.required("direction").choice(MetricDirection.self),
      values: try object.required("values").numbers()
    )
    if let node = object["step"] {
      let value = try node.number()
      guard value.isFinite, value >= 0 else {
        throw JSONError("a 'step' is not below 0", offset: node.offset)
      }
      step = value
    }
    side = try object["side"]?.choice(MeasurementSide.self)
    observations = try object["observations"]?.integer(atLeast: 0)
    if let node = try object["overhead"]?.object() {
      overhead = Overhead(
        median: try node.required("median").number(),
        uncertainty: try node.required("uncertainty").number()
      )
    }
  }
}

extension InvocationFailure {
  fileprivate var json: JSONValue {
    .object(
      [
        "invocation": invocation.map(JSONValue.integer) ?? .null,
        "side": side.map { .string($0.rawValue) }, "kind": .string(kind.rawValue),
        "detail": .string(detail), "output": .string(output),
      ],
      omittingNil: true
    )
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    self.init(
      invocation: try object["invocation"]?.integer(atLeast: 0),
      side: try object["side"]?.choice(MeasurementSide.self),
      kind: try object.required("kind").choice(Kind.self),
      detail: try object.required("detail").string(),
      output: try object["output"]?.string() ?? ""
    )
  }
}

extension MeasurementWarning {
  fileprivate var json: JSONValue {
    .object([
      "kind": .string(kind.rawValue), "metric": .string(metric), "message": .string(message),
      "advice": .string(advice),
    ])
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    self.init(
      try object.required("kind").choice(Kind.self),
      metric: try object.required("metric").string(),
      try object.required("message").string(),
      advice: try object.required("advice").string()
    )
  }
}
