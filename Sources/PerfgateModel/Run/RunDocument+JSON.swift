extension RunDocument {
  /// The document as JSON.
  package var json: JSONValue {
    .object(
      [
        "schema": .string(Self.schema),
        "id": .string(id),
        "suite": .string(suite),
        "seed": .string(seed),
        "started_at": .string(startedAt),
        "environment": environment.json,
        "sides": .object(["head": head?.json, "base": base?.json], omittingNil: true),
        "config": configuration.json,
        "selection": selection.json,
        "entries": .items(JSONItems(entries) { $0.json }),
        "rule_changes": ruleChanges?.json,
        "acceptances": acceptances.isEmpty ? nil : .array(acceptances.map(\.json)),
        "notices": .array(notices.map(\.json)),
        "stages": .array(stages.map(\.json)),
        "accounting": accounting.json,
        "completion": .string(completion.rawValue),
      ],
      omittingNil: true
    )
  }

  /// Reads a run document.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - path: The path, for messages.
  /// - Throws: `GateError` with exit 65 and the position of what is wrong.
  package init(bytes: [UInt8], path: String) throws(GateError) {
    self = try Self(DocumentFile(bytes, path: path))
  }

  /// Reads a run document from a text that was read already.
  ///
  /// - Parameter file: The text.
  /// - Throws: `GateError` with exit 65 and the position of what is wrong.
  package init(_ file: DocumentFile) throws(GateError) {
    self = try file.document(Self.schema) { object throws(JSONError) in
      try RunDocument(object)
    }
  }

  /// The configuration alone of a run document, for whoever reads it while the rest is read.
  ///
  /// - Parameter bytes: The file's bytes.
  /// - Returns: The configuration; `nil` where it cannot be read, or not before the rest.
  package static func configuration(in bytes: [UInt8]) -> ConfigurationRecord? {
    guard let node = JSONReader.member("config", of: bytes) else { return nil }
    return try? ConfigurationRecord(try node.object())
  }

  /// How many entries a thread reads at a time: handing them out costs little beside that.
  private static let batch = 64

  init(_ object: JSONObject) throws(JSONError) {
    id = try object.required("id").string()
    suite = try object.required("suite").string()
    seed = try object.required("seed").string()
    startedAt = try object.required("started_at").string()
    environment = try EnvironmentRecord(try object.required("environment").object())
    head = try RevisionRecord(optional: try object["sides"]?.object()["head"])
    base = try BaseRecord(optional: try object["sides"]?.object()["base"])
    configuration = try ConfigurationRecord(try object.required("config").object())
    selection = try SelectionRecord(optional: object["selection"])
    completion = try object["completion"]?.choice(Completion.self) ?? .complete
    stages = []
    let planned = try object.required("entries")
    entries = try planned.map(batch: Self.batch) { node throws(JSONError) in
      try RunEntry(try node.object())
    }
    var seen: Set<BenchmarkKey> = []
    seen.reserveCapacity(entries.count)
    for index in entries.indices where !seen.insert(entries[index].key).inserted {
      throw JSONError(
        "the entry '\(entries[index].key)' stands here twice",
        offset: try planned.array()[index].offset
      )
    }
    ruleChanges = try RuleChanges(optional: object["rule_changes"])
    for node in try object["acceptances"]?.array() ?? [] {
      acceptances.append(try Acceptance(try node.object()))
    }
    notices = []
    for node in try object["notices"]?.array() ?? [] {
      notices.append(try VerdictNotice(try node.object()))
    }
    for node in try object["stages"]?.array() ?? [] {
      stages.append(try StageTiming(try node.object()))
    }
    let accountingNode = try object.required("accounting")
    guard try Accounting(try accountingNode.object()) == accounting, accounting.isBalanced else {
      throw JSONError(
        "the accounting does not add up to the entries",
        offset: accountingNode.offset
      )
    }
  }
}

extension Accounting {
  fileprivate var json: JSONValue {
    .object([
      "planned": .integer(planned), "measured": .integer(measured), "failed": .integer(failed),
      "skipped": .integer(skipped),
    ])
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    planned = try object.required("planned").integer()
    measured = try object.required("measured").integer()
    failed = try object.required("failed").integer()
    skipped = try object.required("skipped").integer()
  }
}

extension ConfigurationRecord {
  fileprivate var json: JSONValue {
    .object(
      [
        "path": .string(orNull: path), "source": .string(source), "overrides": .texts(overrides),
        "suites": suites.isEmpty ? nil : .array(suites.map(\.json)),
      ],
      omittingNil: true
    )
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    path = try object["path"]?.string()
    source = try object.required("source").string()
    overrides = try object["overrides"]?.texts() ?? [:]
    suites = []
    for node in try object["suites"]?.array() ?? [] {
      suites.append(try SuiteRecord(try node.object()))
    }
  }
}

extension SuiteRecord {
  fileprivate var json: JSONValue {
    .object([
      "path": .string(path), "source": .string(source), "class": .string(machineClass),
      "named": .bool(isNamed),
    ])
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    path = try object.required("path").string()
    source = try object.required("source").string()
    machineClass = try object.required("class").string()
    isNamed = try object["named"]?.bool() ?? false
  }
}

extension SelectionRecord {
  fileprivate var json: JSONValue {
    .object(
      [
        "filters": .strings(filters), "excludes": .strings(excludes),
        "suites": suites.isEmpty ? nil : .strings(suites),
        "tags": tags.isEmpty ? nil : .strings(tags), "only": only.map { .string($0.rawValue) },
        "shard": shard?.json,
      ],
      omittingNil: true
    )
  }

  fileprivate init(optional node: JSONNode?) throws(JSONError) {
    let object = try node?.object()
    self.init(
      filters: try object?["filters"]?.strings() ?? [],
      excludes: try object?["excludes"]?.strings() ?? [],
      suites: try object?["suites"]?.strings() ?? [],
      tags: try object?["tags"]?.strings() ?? [],
      only: try object?["only"]?.choice(EntryKind.self),
      shard: try ShardRecord(optional: object?["shard"])
    )
  }
}

extension EnvironmentRecord {
  var json: JSONValue {
    .object(
      [
        "class": .string(machineClass), "platform": .string(platformClass), "facts": .texts(facts),
        "probe": probe?.json,
      ],
      omittingNil: true
    )
  }

  init(_ object: JSONObject) throws(JSONError) {
    machineClass = try object.required("class").string()
    platformClass = try object.required("platform").string()
    facts = try object["facts"]?.texts() ?? [:]
    probe = try HostProbeRecord(optional: object["probe"])
  }
}

extension RevisionRecord {
  var json: JSONValue {
    .object(["revision": .string(commit), "dirty": .bool(isDirty)])
  }

  init?(optional node: JSONNode?) throws(JSONError) {
    guard let node else { return nil }
    let object = try node.object()
    commit = try object.required("revision").string()
    isDirty = try object["dirty"]?.bool() ?? false
  }
}

extension StageTiming {
  var json: JSONValue {
    .object(["name": .string(name), "seconds": .number(seconds)])
  }

  init(_ object: JSONObject) throws(JSONError) {
    name = try object.required("name").string()
    seconds = try object.required("seconds").number()
  }
}
