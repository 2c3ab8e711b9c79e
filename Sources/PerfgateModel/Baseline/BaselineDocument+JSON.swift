extension BaselineDocument {
  /// The document as JSON; continuous values carry four significant digits, since more are noise.
  ///
  /// The suite is that of the folder, which may be one of several or all there is.
  package var json: JSONValue {
    .object(
      [
        "schema": .string(Self.schema),
        "id": .string(key.id.text),
        "params": .texts(key.parameters),
        "metrics": .object(JSONMembers(metrics.map { ($0.key, $0.value.json) })),
        "cases": cases?.json,
      ],
      omittingNil: true
    )
  }

  /// Reads a baseline.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - path: The path, for messages.
  ///   - advice: What to type where the file cannot be used.
  /// - Throws: `GateError` with exit 65 and the position of what is wrong.
  package init(bytes: [UInt8], path: String, advice: [String] = []) throws(GateError) {
    let file = try DocumentFile(bytes, path: path, advice: advice)
    self = try file.document(Self.schema) { object throws(JSONError) in
      try BaselineDocument(object)
    }
  }

  private init(_ object: JSONObject) throws(JSONError) {
    self.init(key: try object.benchmarkKey())
    key.suite = nil
    for member in try object.required("metrics").object().members {
      let metric = try MetricBaseline(try member.value.object())
      if let known = MetricDefinition.named(member.key), !metric.fits(known) {
        throw JSONError(known.misfit, offset: member.keyOffset)
      }
      metrics[member.key] = metric
    }
    cases = try object["cases"].map { node throws(JSONError) in
      try RecordedCases(try node.object())
    }
  }
}

extension RecordedCases {
  fileprivate var json: JSONValue {
    .object(
      [
        "file": file.map(JSONValue.string), "dataset": .string(dataset), "count": .integer(count),
      ],
      omittingNil: true
    )
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    if let node = object["file"] {
      let name = try node.string()
      // It stands beside the baseline, wherever that is.
      guard !name.isEmpty, !name.contains("/"), !name.contains("\0"), name != ".." else {
        throw JSONError("'file' must be the name of a file beside this one", offset: node.offset)
      }
      file = name
    } else {
      file = nil
    }
    dataset = try object.required("dataset").string()
    count = try object.required("count").integer(atLeast: 0)
  }
}

extension MetricBaseline {
  /// The baseline as it will be read back: what is noise in its values is rounded away.
  package var normalized: MetricBaseline {
    guard kind == .continuous else { return self }
    var copy = self
    copy.sample = sample.map { JSONNumber.rounded($0, significantDigits: 4) }
    for index in copy.recordings.indices {
      copy.recordings[index].median = JSONNumber.rounded(
        recordings[index].median,
        significantDigits: 4
      )
      copy.recordings[index].probe?.round()
      copy.recordings[index].spread = recordings[index].spread.map {
        JSONNumber.rounded($0, significantDigits: 2)
      }
    }
    return copy
  }

  fileprivate func fits(_ definition: MetricDefinition) -> Bool {
    definition.fits(unit: unit, kind: kind, direction: direction)
  }

  fileprivate var json: JSONValue {
    let shown = normalized
    return .object([
      "unit": .string(unit.rawValue), "kind": .string(kind.rawValue),
      "direction": .string(direction.rawValue), "epochs": .array(epochs.map(\.json)),
      "recordings": .array(shown.recordings.map(\.json)), "sample": .numbers(shown.sample),
    ])
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    unit = try object.required("unit").choice(MetricUnit.self)
    kind = try object.required("kind").choice(MetricKind.self)
    direction = try object.required("direction").choice(MetricDirection.self)
    epochs = []
    recordings = []
    sample = try object["sample"]?.numbers() ?? []
    for node in try object.required("epochs").array() {
      let epoch = try BaselineEpoch(try node.object())
      guard epoch.id > epochs.last?.id ?? 0 else {
        throw JSONError("epochs are numbered upwards from 1", offset: node.offset)
      }
      epochs.append(epoch)
    }
    let known = Set(epochs.map(\.id))
    let recorded = try object.required("recordings").array()
    recordings.reserveCapacity(recorded.count)
    for node in recorded {
      let recording = try Recording(try node.object())
      guard known.contains(recording.epoch) else {
        throw JSONError("epoch \(recording.epoch) is not among 'epochs'", offset: node.offset)
      }
      guard unit == .ratio || (0...1e100).contains(recording.median) else {
        throw JSONError("this median is no \(unit.rawValue) of any program", offset: node.offset)
      }
      // The last recording is taken for the committed level.
      guard recording.epoch >= recordings.last?.epoch ?? 0 else {
        throw JSONError("recordings stand in the order of their epochs", offset: node.offset)
      }
      recordings.append(recording)
    }
    guard let newest = epochs.last, recordings.last?.epoch == newest.id else {
      throw JSONError("the newest epoch has no recording", offset: object.offset)
    }
  }
}

extension BaselineEpoch {
  fileprivate var json: JSONValue {
    .object(
      [
        "id": .integer(id), "cause": .string(cause.rawValue),
        "reason": reason.map(JSONValue.string),
      ],
      omittingNil: true
    )
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    let node = try object.required("id")
    id = try node.integer()
    // The next one is counted on from it, and has to be a number that can be written.
    guard id <= Self.largestID else {
      throw JSONError(
        "an epoch is numbered up to \(Self.largestID), found \(id)",
        offset: node.offset
      )
    }
    cause = try object.required("cause").choice(Cause.self)
    reason = try object["reason"]?.string()
  }
}

extension Recording {
  fileprivate var json: JSONValue {
    .object(
      [
        "run": .string(run), "epoch": .integer(epoch), "median": .number(median),
        "n": .integer(count), "min": range.map { .number($0.lowerBound) },
        "max": range.map { .number($0.upperBound) }, "spread": spread.map(JSONValue.number),
        "probe": probe.map { .numbers([$0.cpu, $0.memory]) },
        "probe_kernel": probe.map { .string($0.kernel) },
      ],
      omittingNil: true
    )
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    run = try object.required("run").string()
    epoch = try object.required("epoch").integer()
    median = try object.required("median").number()
    count = try object.required("n").integer(atLeast: 1)
    range = try object.range(from: "min", to: "max")
    probe = try RecordedProbe(of: object)
    spread = try object["spread"].map { node throws(JSONError) in
      let value = try node.number()
      guard (0...1000).contains(value) else {
        throw JSONError("expected a spread from 0 to 1000", offset: node.offset)
      }
      return value
    }
  }
}

extension RecordedProbe {
  fileprivate mutating func round() {
    cpu = JSONNumber.rounded(cpu, significantDigits: 4)
    memory = JSONNumber.rounded(memory, significantDigits: 4)
  }
}
