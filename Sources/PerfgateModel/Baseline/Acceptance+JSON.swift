extension Acceptance {
  var json: JSONValue { .object(JSONMembers(members.map { ($0.key, $0.value) })) }

  fileprivate var members: [String: JSONValue] {
    let optional: [String: JSONValue?] = [
      "suite": suite.map(JSONValue.string), "class": className.map(JSONValue.string),
      "from": step.map { .number($0.from) }, "to": step.map { .number($0.to) },
    ]
    var members = optional.compactMapValues { $0 }
    members["reason"] = .string(reason)
    members["source"] = source.json
    if case .metric(let key, let metric) = subject {
      members["id"] = .string(key.id.text)
      members["params"] = .texts(key.parameters)
      members["metric"] = .string(metric)
    }
    return members
  }

  init(_ object: JSONObject) throws(JSONError) {
    suite = try object["suite"]?.string()
    className = try object["class"]?.string()
    reason = try object.required("reason").string()
    source = try Source(try object.required("source").object())
    if let from = try object["from"]?.number() {
      step = Step(from: from, to: try object.required("to").number())
    } else {
      step = nil
    }
    if object["id"] != nil {
      let key = try object.benchmarkKey().of(suite: nil)
      subject = .metric(key, try object.required("metric").string())
    } else {
      subject = .everything
    }
  }

  init?(optional node: JSONNode?) throws(JSONError) {
    guard let node else { return nil }
    try self.init(try node.object())
  }
}

extension AcceptanceUse {
  var json: JSONValue {
    var members = acceptance.members
    members["outcome"] = .string(outcome.rawValue)
    return .object(JSONMembers(members.map { ($0.key, $0.value) }))
  }

  init(_ object: JSONObject) throws(JSONError) {
    acceptance = try Acceptance(object)
    outcome = try object.required("outcome").choice(Outcome.self)
  }
}

extension Acceptance.Source {
  private enum Kind: String, CaseIterable {
    case file
    case trailer
    case option
  }

  fileprivate var json: JSONValue {
    switch self {
    case .file(let place):
      .object(["kind": .string(Kind.file.rawValue), "place": place.json])
    case .trailer(let commit):
      .object(["kind": .string(Kind.trailer.rawValue), "commit": .string(commit)])
    case .option: .object(["kind": .string(Kind.option.rawValue)])
    }
  }

  fileprivate init(_ object: JSONObject) throws(JSONError) {
    switch try object.required("kind").choice(Kind.self) {
    case .file:
      let node = try object.required("place")
      guard let place = try SourcePlace(optional: node) else {
        throw JSONError("'place' must be an object", offset: node.offset)
      }
      self = .file(place)
    case .trailer: self = .trailer(commit: try object.required("commit").string())
    case .option: self = .option
    }
  }
}
