extension VerdictDocument {
  /// The document as JSON.
  package var json: JSONValue {
    .object([
      "schema": .string(Self.schema),
      "run": .string(run),
      "suite": .string(suite),
      "mode": .string(mode.rawValue),
      "exit": .integer(Int(exit.rawValue)),
      "causes": .array(causes.map(\.json)),
      "policy": policy.json,
      "comparison": comparison.json,
      "counts": counts.json,
      "results": .items(JSONItems(results) { $0.json }),
      "acceptances": .array(acceptances.map(\.json)),
      "notices": .array(notices.map(\.json)),
      "environment": environment.json,
      "sides": .object(["head": head?.json, "base": base?.json], omittingNil: true),
      "started_at": .string(startedAt),
      "measuring_seconds": .number(measuringSeconds),
      "exhibits": exhibits.json,
    ])
  }

  /// Reads a verdict.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - path: The path, for messages.
  /// - Throws: `GateError` with exit 65 and the position of what is wrong.
  package init(bytes: [UInt8], path: String) throws(GateError) {
    self = try Self(DocumentFile(bytes, path: path))
  }

  /// Reads a verdict from a text that was read already.
  ///
  /// - Parameter file: The text.
  /// - Throws: `GateError` with exit 65 and the position of what is wrong.
  package init(_ file: DocumentFile) throws(GateError) {
    self = try file.document(Self.schema) { object throws(JSONError) in
      try VerdictDocument(object)
    }
  }

  private init(_ object: JSONObject) throws(JSONError) {
    run = try object.required("run").string()
    suite = try object.required("suite").string()
    mode = try object.required("mode").choice(Mode.self)
    let exitNode = try object.required("exit")
    exit = try GateExit(node: exitNode)
    causes = []
    results = []
    notices = []
    for node in try object.required("causes").array() {
      causes.append(try VerdictCause(try node.object()))
    }
    let decisive = causes.map(\.code).max() ?? .pass
    guard exit == decisive else {
      throw JSONError(
        "the exit code \(exit.rawValue) contradicts the causes, which ask for \(decisive.rawValue)",
        offset: exitNode.offset
      )
    }
    policy = try VerdictPolicy(try object.required("policy").object())
    comparison = try ComparisonRecord(try object.required("comparison").object())
    for node in try object.required("results").array() {
      results.append(try Finding(try node.object()))
    }
    let countsNode = try object.required("counts")
    counts = try VerdictCounts(try countsNode.object())
    guard counts == VerdictCounts(of: results) else {
      throw JSONError("the counts do not add up to the results", offset: countsNode.offset)
    }
    for node in try object["acceptances"]?.array() ?? [] {
      acceptances.append(try AcceptanceUse(try node.object()))
    }
    for node in try object["notices"]?.array() ?? [] {
      notices.append(try VerdictNotice(try node.object()))
    }
    environment = try EnvironmentRecord(try object.required("environment").object())
    head = try RevisionRecord(optional: try object["sides"]?.object()["head"])
    base = try BaseRecord(optional: try object["sides"]?.object()["base"])
    startedAt = try object.required("started_at").string()
    measuringSeconds = try object.required("measuring_seconds").number()
    exhibits = try VerdictExhibits(try object.required("exhibits").object())
  }
}

extension VerdictNotice {
  var json: JSONValue {
    .object(["message": .string(message), "advice": .string(orNull: advice)])
  }

  init(_ object: JSONObject) throws(JSONError) {
    message = try object.required("message").string()
    advice = try object["advice"]?.string()
  }
}

extension GateExit {
  fileprivate init(node: JSONNode) throws(JSONError) {
    guard let code = Int32(exactly: try node.integer()), let exit = GateExit(rawValue: code) else {
      throw JSONError("this is no exit code of perfgate", offset: node.offset)
    }
    self = exit
  }
}

extension VerdictCause {
  fileprivate var json: JSONValue {
    .object(
      [
        "code": .integer(Int(code.rawValue)), "id": key.map { .string($0.id.text) },
        "params": key.map { .texts($0.parameters) },
        "suite": key?.suite.map(JSONValue.string), "metric": metric.map(JSONValue.string),
        "message": message.map(JSONValue.string),
      ],
      omittingNil: true
    )
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    code = try GateExit(node: try object.required("code"))
    key = object["id"] == nil ? nil : try object.benchmarkKey()
    metric = try object["metric"]?.string()
    message = try object["message"]?.string()
  }
}

extension VerdictPolicy {
  fileprivate var json: JSONValue {
    .object(
      [
        "false_alarms": .number(falseAlarms), "miss_rate": .number(missRate),
        "judged": .integer(judged), "fail_on": .string(failOn?.rawValue ?? "never"),
        "max_inconclusive": .number(maximumInconclusive), "scores": scores?.json,
      ],
      omittingNil: true
    )
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    falseAlarms = try object.required("false_alarms").number()
    missRate = try object.required("miss_rate").number()
    judged = try object.required("judged").integer()
    let failOnNode = try object.required("fail_on")
    failOn =
      try failOnNode.string() == "never" ? nil : try failOnNode.choice(FindingSeverity.self)
    maximumInconclusive = try object.required("max_inconclusive").number()
    scores = try ScorePolicy(optional: object["scores"])
  }
}

extension ComparisonRecord {
  fileprivate var json: JSONValue {
    .object(
      [
        "baselines": .string(orNull: baselines), "class": .string(orNull: machineClass),
        "other_classes": .strings(otherClasses), "record": .strings(recordCommand),
        "suites": suites.isEmpty ? nil : .array(suites.map(\.json)),
      ],
      omittingNil: true
    )
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    baselines = try object["baselines"]?.string()
    machineClass = try object["class"]?.string()
    otherClasses = try object["other_classes"]?.strings() ?? []
    recordCommand = try object["record"]?.strings() ?? []
    suites = []
    for node in try object["suites"]?.array() ?? [] {
      suites.append(try SuiteComparison(try node.object()))
    }
  }
}

extension SuiteComparison {
  fileprivate var json: JSONValue {
    .object([
      "suite": .string(suite), "baselines": .string(baselines), "class": .string(machineClass),
    ])
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    suite = try object.required("suite").string()
    baselines = try object.required("baselines").string()
    machineClass = try object.required("class").string()
  }
}

extension VerdictCounts {
  fileprivate var json: JSONValue {
    let totals: [(String, JSONValue)] = [
      ("planned", .integer(planned)), ("decided", .integer(decided)),
      ("learning", .integer(learning)),
    ]
    let states = FindingState.allCases.map { ($0.rawValue, JSONValue.integer(self[$0])) }
    return .object(JSONMembers(totals + states))
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    planned = try object.required("planned").integer()
    decided = try object.required("decided").integer()
    learning = try object.required("learning").integer()
    byState = [:]
    for state in FindingState.allCases {
      let count = try object[state.rawValue]?.integer() ?? 0
      if count != 0 { byState[state] = count }
    }
  }
}

extension VerdictExhibits {
  fileprivate var json: JSONValue {
    .object(
      [
        "samples": .array(samples.map(\.json)), "stages": .array(stages.map(\.json)),
        "cases": cases.isEmpty ? nil : .array(cases.map(\.json)),
      ],
      omittingNil: true
    )
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    samples = []
    stages = []
    cases = []
    for node in try object["samples"]?.array() ?? [] {
      samples.append(try SampleExhibit(try node.object()))
    }
    for node in try object["stages"]?.array() ?? [] {
      stages.append(try StageTiming(try node.object()))
    }
    for node in try object["cases"]?.array() ?? [] {
      cases.append(try CaseExhibit(try node.object()))
    }
  }
}

extension SampleExhibit {
  fileprivate var json: JSONValue {
    .object(
      [
        "id": .string(key.id.text), "params": .texts(key.parameters),
        "suite": key.suite.map(JSONValue.string), "metric": .string(metric),
        "unit": .string(unit.rawValue), "base": .numbers(base), "head": .numbers(head),
        "summary": summary?.json,
      ],
      omittingNil: true
    )
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    key = try object.benchmarkKey()
    metric = try object.required("metric").string()
    unit = try object.required("unit").choice(MetricUnit.self)
    base = try object.required("base").numbers()
    head = try object.required("head").numbers()
    summary = try object["summary"].map { node throws(JSONError) in
      try SummaryRecord(try node.object())
    }
  }
}

extension SummaryRecord {
  fileprivate var json: JSONValue {
    .object(
      [
        "n": .integer(count), "mean": .number(mean), "median": .number(median),
        "sd": standardDeviation.map(JSONValue.number), "min": .number(minimum),
        "max": .number(maximum), "outliers": .integer(outliers),
        "median_low": medianInterval.map { .number($0.lowerBound) },
        "median_high": medianInterval.map { .number($0.upperBound) },
        "confidence": confidence.map(JSONValue.number),
      ],
      omittingNil: true
    )
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    count = try object.required("n").integer()
    mean = try object.required("mean").number()
    median = try object.required("median").number()
    standardDeviation = try object["sd"]?.number()
    minimum = try object.required("min").number()
    maximum = try object.required("max").number()
    outliers = try object.required("outliers").integer()
    medianInterval = try object.range(from: "median_low", to: "median_high")
    confidence = try object["confidence"]?.number()
  }
}
