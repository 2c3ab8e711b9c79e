internal import PerfgateModel

/// Reads a schema keyword by keyword and refuses what it does not know: a rule that is skipped would
/// let everything pass.
struct JSONSchemaReader {
  typealias SchemaError = JSONSchema.SchemaError
  typealias Rule = JSONSchema.Rule
  typealias Node = JSONSchema.Node

  /// What says nothing about a value.
  private static let annotations: Set = [
    "$schema", "$comment", "title", "description", "default", "examples", "deprecated", "readOnly",
    "writeOnly",
  ]
  private static let types: Set = [
    "null", "boolean", "object", "array", "number", "integer", "string",
  ]
  private static let definitionPrefix = "#/$defs/"

  private var definitions: [String: Node] = [:]
  private var references: [(name: String, pointer: String)] = []

  /// The definitions, all of which are there and none of which is made of itself alone.
  mutating func finish() throws(SchemaError) -> [String: Node] {
    for (name, pointer) in references where definitions[name] == nil {
      let near = NearMiss.phrase(for: name, among: definitions.keys)
      throw SchemaError(message: "there is no '\(name)' in '$defs'\(near)", pointer: pointer)
    }
    for name in definitions.keys.sorted() {
      var seen: Set<String> = []
      guard !reaches(name, from: .reference(name), &seen) else {
        throw SchemaError(
          message: "'\(name)' refers to itself without going into the value",
          pointer: Self.definitionPrefix + name
        )
      }
    }
    return definitions
  }

  /// Whether applying a rule to a value applies a definition to the same value again.
  private func reaches(_ name: String, from rule: Rule, _ seen: inout Set<String>) -> Bool {
    let inPlace: [Node]
    switch rule {
    case .reference(let other):
      if other == name, !seen.isEmpty { return true }
      guard seen.insert(other).inserted else { return false }
      inPlace = [definitions[other] ?? Node()]
    case .all(let nodes), .any(let nodes), .exactlyOne(let nodes): inPlace = nodes
    case .not(let node): inPlace = [node]
    default: return false
    }
    for rule in inPlace.flatMap(\.rules) where reaches(name, from: rule, &seen) { return true }
    return false
  }

  /// Reads a schema or a part of one.
  mutating func node(_ schema: JSONValue, at pointer: String) throws(SchemaError) -> Node {
    if case .bool(let fits) = schema { return Node(rules: fits ? [] : [.never]) }
    guard case .object(let members) = schema else {
      throw SchemaError(message: "expected an object, true or false", pointer: pointer)
    }
    var node = Node()
    for member in members.sorted where !Self.annotations.contains(member.key) {
      let place = "\(pointer)/\(member.key)"
      if member.key == "$defs", pointer == "#" {
        definitions = try nodes(byName: member.value, at: place)
      } else if let rule = try rule(member.key, member.value, of: members, at: place) {
        node.rules.append(rule)
      }
    }
    return node
  }

  /// The rule of a keyword; `nil` where another keyword has it.
  private mutating func rule(
    _ keyword: String,
    _ value: JSONValue,
    of members: JSONMembers,
    at place: String
  ) throws(SchemaError) -> Rule? {
    switch keyword {
    case "type": return .type(try typeNames(value, at: place))
    case "const": return .oneOfValues([value])
    case "enum": return .oneOfValues(try list(value, at: place))
    case "required": return .required(try texts(value, at: place))
    case "allOf": return .all(try nodes(value, at: place))
    case "anyOf": return .any(try nodes(value, at: place))
    case "oneOf": return .exactlyOne(try nodes(value, at: place))
    case "not": return .not(try node(value, at: place))
    case "pattern": return try pattern(value, at: place)
    case "uniqueItems": return try truth(value, at: place) ? .uniqueItems : .all([])
    case "$ref": return try reference(value, at: place)
    case "properties", "additionalProperties":
      // Together one rule, which the first of them makes.
      if keyword == "properties", members["additionalProperties"] != nil { return nil }
      return try objectRule(members, at: place)
    case "prefixItems", "items":
      if keyword == "prefixItems", members["items"] != nil { return nil }
      return try arrayRule(members, at: place)
    default: return try bound(keyword, value, at: place)
    }
  }

  private mutating func objectRule(
    _ members: JSONMembers,
    at place: String
  ) throws(SchemaError) -> Rule {
    let properties = members["properties"]
    let additional = members["additionalProperties"]
    return .object(
      properties: try properties.map { value throws(SchemaError) in
        try nodes(byName: value, at: place)
      } ?? [:],
      additional: try additional.map { value throws(SchemaError) in try node(value, at: place) }
    )
  }

  private mutating func arrayRule(
    _ members: JSONMembers,
    at place: String
  ) throws(SchemaError) -> Rule {
    .array(
      prefix: try members["prefixItems"].map { value throws(SchemaError) in
        try nodes(value, at: place)
      } ?? [],
      items: try members["items"].map { value throws(SchemaError) in try node(value, at: place) }
    )
  }

  private func bound(
    _ keyword: String,
    _ value: JSONValue,
    at place: String
  ) throws(SchemaError) -> Rule {
    switch keyword {
    case "minimum", "exclusiveMinimum":
      let isExclusive = keyword != "minimum"
      return .number(minimum: try number(value, at: place), isExclusive: isExclusive)
    case "maximum", "exclusiveMaximum":
      let isExclusive = keyword != "maximum"
      return .numberAtMost(maximum: try number(value, at: place), isExclusive: isExclusive)
    default: break
    }
    for kind in JSONSchema.SizeKind.allCases {
      if keyword == "min\(kind.rawValue)" {
        return .size(kind, atLeast: try count(value, at: place), atMost: .max)
      }
      if keyword == "max\(kind.rawValue)" {
        return .size(kind, atLeast: 0, atMost: try count(value, at: place))
      }
    }
    throw SchemaError(message: "the keyword '\(keyword)' is not supported", pointer: place)
  }

  private func pattern(_ value: JSONValue, at place: String) throws(SchemaError) -> Rule {
    let text = try text(value, at: place)
    guard let pattern = BoundedPattern(text) else {
      throw SchemaError(message: "'\(text)' is no regular expression", pointer: place)
    }
    return .pattern(text, pattern)
  }

  private mutating func reference(
    _ value: JSONValue,
    at place: String
  ) throws(SchemaError) -> Rule {
    let text = try text(value, at: place)
    let name = text.dropFirst(Self.definitionPrefix.count)
    guard text.hasPrefix(Self.definitionPrefix), !name.contains("/") else {
      throw SchemaError(message: "expected '#/$defs/NAME', found '\(text)'", pointer: place)
    }
    references.append((String(name), place))
    return .reference(String(name))
  }

  private func typeNames(_ value: JSONValue, at place: String) throws(SchemaError) -> Set<String> {
    let names = if case .string(let name) = value { [name] } else { try texts(value, at: place) }
    if let unknown = names.first(where: { !Self.types.contains($0) }) {
      let near = NearMiss.phrase(for: unknown, among: Self.types)
      throw SchemaError(message: "there is no type '\(unknown)'\(near)", pointer: place)
    }
    return Set(names)
  }
}

// How the values of keywords are read.
extension JSONSchemaReader {
  private mutating func nodes(_ value: JSONValue, at place: String) throws(SchemaError) -> [Node] {
    let items = try list(value, at: place)
    guard !items.isEmpty else { throw SchemaError(message: "the list is empty", pointer: place) }
    var nodes: [Node] = []
    for (index, item) in items.enumerated() {
      nodes.append(try node(item, at: "\(place)/\(index)"))
    }
    return nodes
  }

  private mutating func nodes(
    byName value: JSONValue,
    at place: String
  ) throws(SchemaError) -> [String: Node] {
    guard case .object(let members) = value else {
      throw SchemaError(message: "expected an object", pointer: place)
    }
    var nodes: [String: Node] = [:]
    for member in members.sorted {
      nodes[member.key] = try node(member.value, at: "\(place)/\(member.key)")
    }
    return nodes
  }

  private func list(_ value: JSONValue, at place: String) throws(SchemaError) -> [JSONValue] {
    guard let elements = value.elements else {
      throw SchemaError(message: "expected a list", pointer: place)
    }
    return elements
  }

  private func texts(_ value: JSONValue, at place: String) throws(SchemaError) -> [String] {
    var texts: [String] = []
    for item in try list(value, at: place) { texts.append(try text(item, at: place)) }
    return texts
  }

  private func text(_ value: JSONValue, at place: String) throws(SchemaError) -> String {
    guard case .string(let text) = value else {
      throw SchemaError(message: "expected a text", pointer: place)
    }
    return text
  }

  private func number(_ value: JSONValue, at place: String) throws(SchemaError) -> Double {
    guard case .number(let number) = value, number.isFinite else {
      throw SchemaError(message: "expected a number", pointer: place)
    }
    return number
  }

  private func count(_ value: JSONValue, at place: String) throws(SchemaError) -> Int {
    guard let count = Int(exactly: try number(value, at: place)), count >= 0 else {
      throw SchemaError(message: "expected an integer of at least 0", pointer: place)
    }
    return count
  }

  private func truth(_ value: JSONValue, at place: String) throws(SchemaError) -> Bool {
    guard case .bool(let truth) = value else {
      throw SchemaError(message: "expected true or false", pointer: place)
    }
    return truth
  }
}
