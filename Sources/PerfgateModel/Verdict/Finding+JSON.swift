extension Finding {
  /// The members stand in the order in which they are written: sorting them would be most of the work.
  var json: JSONValue {
    .object(
      [
        "acceptance": acceptance?.json,
        "accepted_change": acceptedChange.map(JSONValue.number),
        "base": base?.json, "budget": budget?.json, "change": change?.json,
        "detail": detail.map(JSONValue.string), "direction": .string(direction.rawValue),
        "eval": isOfEval ? .bool(true) : nil,
        "evidence": evidence?.json, "excused": isExcused ? .bool(true) : nil,
        "gates": .bool(gates), "head": head?.json,
        "host": host?.json,
        "id": .string(key.id.text), "learning": .bool(isLearning),
        "limit": limit.map(JSONValue.number), "measuring_seconds": .number(measuringSeconds),
        "metric": .string(orNull: metric), "min_delta": minimumDelta.map(JSONValue.number),
        "next": next.json,
        "output": output.map(JSONValue.string), "owner": owner.map(JSONValue.string),
        "params": .texts(key.parameters), "provable": provable.map(JSONValue.number),
        "put_aside": putAside?.json,
        "recordings_needed": recordingsNeeded.map(JSONValue.integer),
        "rounds_needed": roundsNeeded.map(JSONValue.integer), "rule": rule.map(\.json),
        "severity": .string(severity.rawValue), "side": side.map { .string($0.rawValue) },
        "state": .string(state.rawValue),
        "suite": key.suite.map(JSONValue.string),
        "tolerance": tolerance.map(JSONValue.number), "unit": unit.map { .string($0.rawValue) },
        "warnings": .strings(warnings),
      ],
      omittingNil: true
    )
  }

  init(_ object: JSONObject) throws(JSONError) {
    self.init(
      key: try object.benchmarkKey(),
      metric: try object["metric"]?.string(),
      state: try object.required("state").choice(FindingState.self),
      severity: try object.required("severity").choice(FindingSeverity.self),
      gates: try object.required("gates").bool()
    )
    unit = try object["unit"]?.choice(MetricUnit.self)
    direction = try object.required("direction").choice(MetricDirection.self)
    side = try object["side"]?.choice(MeasurementSide.self)
    isOfEval = try object["eval"]?.bool() ?? false
    isExcused = try object["excused"]?.bool() ?? false
    putAside = try PutAside(optional: object["put_aside"])
    acceptance = try Acceptance(optional: object["acceptance"])
    acceptedChange = try object["accepted_change"]?.number()
    isLearning = try object.required("learning").bool()
    base = try LevelRecord(optional: object["base"])
    head = try LevelRecord(optional: object["head"])
    change = try ChangeRecord(optional: object["change"])
    evidence = try EvidenceRecord(optional: object["evidence"])
    limit = try object["limit"]?.number()
    tolerance = try object["tolerance"]?.number()
    minimumDelta = try object["min_delta"]?.number()
    provable = try object["provable"]?.number()
    recordingsNeeded = try object["recordings_needed"]?.integer()
    roundsNeeded = try object["rounds_needed"]?.integer()
    budget = try BudgetRecord(optional: object["budget"])
    host = try HostRecord(optional: object["host"])
    rule = try SourcePlace(optional: object["rule"])
    owner = try object["owner"]?.string()
    detail = try object["detail"]?.string()
    output = try object["output"]?.string()
    next = try NextSteps(optional: object["next"])
    warnings = try object["warnings"]?.strings() ?? []
    measuringSeconds = try object["measuring_seconds"]?.number() ?? 0
  }
}

extension SourcePlace {
  var json: JSONValue {
    .object(
      [
        "file": .string(file), "line": line.map(JSONValue.integer),
        "column": column.map(JSONValue.integer),
      ],
      omittingNil: true
    )
  }

  init?(optional node: JSONNode?) throws(JSONError) {
    guard let object = try node?.object() else { return nil }
    self.init(
      file: try object.required("file").string(),
      line: try object["line"]?.integer(),
      column: try object["column"]?.integer()
    )
  }
}

extension LevelRecord {
  fileprivate var json: JSONValue {
    .object([
      "center": .number(center), "n": .integer(count), "recordings": .integer(recordings),
    ])
  }

  fileprivate init?(optional node: JSONNode?) throws(JSONError) {
    guard let object = try node?.object() else { return nil }
    center = try object.required("center").number()
    count = try object.required("n").integer()
    recordings = try object.required("recordings").integer()
  }
}

extension ChangeRecord {
  fileprivate var json: JSONValue {
    .object(
      [
        "scale": .string(scale.rawValue), "estimate": .number(estimate),
        "low": low.map(JSONValue.number), "high": high.map(JSONValue.number),
        "level": level.map(JSONValue.number),
      ],
      omittingNil: true
    )
  }

  fileprivate init?(optional node: JSONNode?) throws(JSONError) {
    guard let object = try node?.object() else { return nil }
    scale = try object.required("scale").choice(Scale.self)
    estimate = try object.required("estimate").number()
    low = try object["low"]?.number()
    high = try object["high"]?.number()
    level = try object["level"]?.number()
  }
}

extension EvidenceRecord {
  fileprivate var json: JSONValue {
    .object(
      [
        "test": .string(method.rawValue), "p": p.map(JSONValue.number),
        "adjusted": adjusted.map(JSONValue.number), "rounds": rounds?.json,
        "cases": cases?.json,
      ],
      omittingNil: true
    )
  }

  fileprivate init?(optional node: JSONNode?) throws(JSONError) {
    guard let object = try node?.object() else { return nil }
    method = try object.required("test").choice(Method.self)
    p = try object["p"]?.number()
    adjusted = try object["adjusted"]?.number()
    rounds = try RoundEvidence(optional: object["rounds"])
    cases = try CaseEvidence(optional: object["cases"])
  }
}

extension BudgetRecord {
  fileprivate var json: JSONValue {
    .object(
      [
        "max": maximum.map(JSONValue.number), "min": minimum.map(JSONValue.number),
        "state": .string(state.rawValue), "low": low.map(JSONValue.number),
        "high": high.map(JSONValue.number), "ratchet": ratchet?.json,
        "existing": isExisting ? .bool(true) : nil,
      ],
      omittingNil: true
    )
  }

  fileprivate init?(optional node: JSONNode?) throws(JSONError) {
    guard let object = try node?.object() else { return nil }
    maximum = try object["max"]?.number()
    minimum = try object["min"]?.number()
    state = try object.required("state").choice(State.self)
    low = try object["low"]?.number()
    high = try object["high"]?.number()
    ratchet = try RatchetRecord(optional: object["ratchet"])
    isExisting = try object["existing"]?.bool() ?? false
  }
}

extension RatchetRecord {
  fileprivate var json: JSONValue {
    .object(
      [
        "ratio": .number(ratio), "max": maximum.map(JSONValue.number),
        "min": minimum.map(JSONValue.number),
      ],
      omittingNil: true
    )
  }

  fileprivate init?(optional node: JSONNode?) throws(JSONError) {
    guard let object = try node?.object() else { return nil }
    ratio = try object.required("ratio").number()
    maximum = try object["max"]?.number()
    minimum = try object["min"]?.number()
  }
}

extension PutAside {
  fileprivate var json: JSONValue {
    .object([
      "until": .string(until.description), "reason": .string(reason), "rule": rule.json,
    ])
  }

  fileprivate init?(optional node: JSONNode?) throws(JSONError) {
    guard let object = try node?.object() else { return nil }
    let dayNode = try object.required("until")
    guard let day = CalendarDate(try dayNode.string()) else {
      throw JSONError("this is no day such as 2027-03-01", offset: dayNode.offset)
    }
    until = day
    reason = try object.required("reason").string()
    guard let place = try SourcePlace(optional: try object.required("rule")) else {
      throw JSONError("'rule' must be an object", offset: object.offset)
    }
    rule = place
  }
}
