internal import PerfgateModel

// Whether a value fits.
extension JSONSchema {
  /// Whether a value fits.
  ///
  /// - Throws: `ScoringError` where a pattern has no answer.
  func fits(_ value: JSONValue) throws(ScoringError) -> Bool {
    try fits(value, root)
  }

  private func fits(_ value: JSONValue, _ node: Node) throws(ScoringError) -> Bool {
    for rule in node.rules where try !fits(value, rule) { return false }
    return true
  }

  private func fits(_ value: JSONValue, _ rule: Rule) throws(ScoringError) -> Bool {
    switch rule {
    case .never: return false
    case .type(let names): return names.contains { value.isOfType($0) }
    case .oneOfValues(let values): return values.contains { value.isSameJSON(as: $0) }
    case .all(let nodes): return try count(value, nodes, upTo: nodes.count) == nodes.count
    case .any(let nodes): return try count(value, nodes, upTo: 1) == 1
    case .exactlyOne(let nodes): return try count(value, nodes, upTo: 2) == 1
    case .not(let node): return try !fits(value, node)
    case .reference(let name):
      return try definitions[name].map { node throws(ScoringError) in
        try fits(value, node)
      } ?? false
    case .object(let properties, let additional):
      return try fitsMembers(value, properties, additional)
    case .array(let prefix, let items): return try fitsItems(value, prefix, items)
    case .pattern(let text, let pattern): return try fitsPattern(value, text, pattern)
    default: return fitsBound(value, rule)
    }
  }

  /// How many of the schemas a value fits, counted no further than asked.
  private func count(
    _ value: JSONValue,
    _ nodes: [Node],
    upTo most: Int
  ) throws(ScoringError) -> Int {
    var count = 0
    for node in nodes where try fits(value, node) {
      count += 1
      if count == most { break }
    }
    return count
  }

  /// Every rule is about one type and lets values of all others pass.
  private func fitsBound(_ value: JSONValue, _ rule: Rule) -> Bool {
    switch (rule, value) {
    case (.number(let minimum, let isExclusive), .number(let number)):
      return isExclusive ? number > minimum : number >= minimum
    case (.numberAtMost(let maximum, let isExclusive), .number(let number)):
      return isExclusive ? number < maximum : number <= maximum
    case (.size(let kind, let least, let most), _):
      return value.size(kind).map { (least...most).contains($0) } ?? true
    case (.required(let keys), .object(let members)):
      return keys.allSatisfy { members[$0] != nil }
    case (.uniqueItems, _):
      guard let elements = value.elements else { return true }
      return Set(elements.map { JSONWriter.bytes($0, form: .compact) }).count == elements.count
    default: return true
    }
  }

  private func fitsMembers(
    _ value: JSONValue,
    _ properties: [String: Node],
    _ additional: Node?
  ) throws(ScoringError) -> Bool {
    guard case .object(let members) = value else { return true }
    for member in members.sorted {
      guard let node = properties[member.key] ?? additional else { continue }
      guard try fits(member.value, node) else { return false }
    }
    return true
  }

  private func fitsItems(
    _ value: JSONValue,
    _ prefix: [Node],
    _ items: Node?
  ) throws(ScoringError) -> Bool {
    guard let elements = value.elements else { return true }
    for (place, item) in elements.enumerated() {
      guard let node = place < prefix.count ? prefix[place] : items else { continue }
      guard try fits(item, node) else { return false }
    }
    return true
  }

  private func fitsPattern(
    _ value: JSONValue,
    _ text: String,
    _ pattern: BoundedPattern
  ) throws(ScoringError) -> Bool {
    guard case .string(let string) = value else { return true }
    do throws(BoundedPattern.SearchError) {
      return try pattern.firstMatch(in: string) != nil
    } catch {
      throw error.scoringError(pattern: text)
    }
  }
}

extension JSONValue {
  fileprivate func isOfType(_ name: String) -> Bool {
    switch self {
    case .null: name == "null"
    case .bool: name == "boolean"
    case .number(let number):
      name == "number" || (name == "integer" && number == number.rounded(.towardZero))
    case .string: name == "string"
    case .array, .numbers, .items: name == "array"
    case .object: name == "object"
    }
  }

  fileprivate func size(_ kind: JSONSchema.SizeKind) -> Int? {
    switch (kind, self) {
    case (.characters, .string(let text)): text.unicodeScalars.count
    case (.items, _): elements?.count
    case (.properties, .object(let members)): members.sorted.count
    default: nil
    }
  }
}
