internal import PerfgateModel

// What scorers read out of JSON: the model has it for writing.
extension JSONValue {
  /// Reads a text; `nil` where it is not JSON.
  init?(parsing text: String) {
    guard let node = try? JSONReader.read(Array(text.utf8)) else { return nil }
    self = node.written
  }

  /// The items of an array, however it is kept; `nil` for anything else.
  var elements: [JSONValue]? {
    switch self {
    case .array(let items): items
    case .numbers(let numbers): numbers.map(JSONValue.number)
    case .items(let items): (0..<items.count).map { items[$0] }
    default: nil
    }
  }

  /// What a string, a number or a boolean is as a text; `nil` for anything else.
  var scalarText: String? {
    switch self {
    case .string(let text): text
    case .number(let number): JSONNumber.text(number)
    case .bool(let truth): truth ? "true" : "false"
    default: nil
    }
  }

  /// The value at a path of keys and places, `answers.0.text`; `nil` where there is none.
  func value(atPath path: String) -> JSONValue? {
    var value = self
    for step in path.split(separator: ".", omittingEmptySubsequences: false) {
      guard let next = value.child(String(step)) else { return nil }
      value = next
    }
    return value
  }

  private func child(_ step: String) -> JSONValue? {
    if case .object(let members) = self { return members[step] }
    guard let elements, let place = Int(step), elements.indices.contains(place) else { return nil }
    return elements[place]
  }

  /// Changes every text in it; keys stay.
  func mapTexts(_ change: (String) -> String) -> JSONValue {
    if let elements { return .array(elements.map { $0.mapTexts(change) }) }
    switch self {
    case .string(let text): return .string(change(text))
    case .object(let members):
      return .object(JSONMembers(members.sorted.map { ($0.key, $0.value.mapTexts(change)) }))
    default: return self
    }
  }

  /// Whether both are the same JSON: keys in any order, numbers by value, texts scalar by scalar.
  func isSameJSON(as other: JSONValue) -> Bool {
    if let left = elements {
      guard let right = other.elements, left.count == right.count else { return false }
      return zip(left, right).allSatisfy { $0.isSameJSON(as: $1) }
    }
    switch (self, other) {
    case (.null, .null): return true
    case (.bool(let left), .bool(let right)): return left == right
    case (.number(let left), .number(let right)): return left == right
    case (.string(let left), .string(let right)): return left.isSameText(as: right)
    case (.object(let left), .object(let right)):
      return left.sorted.count == right.sorted.count
        && zip(left.sorted, right.sorted).allSatisfy {
          $0.key.isSameText(as: $1.key) && $0.value.isSameJSON(as: $1.value)
        }
    default: return false
    }
  }
}

extension JSONMembers {
  /// The value of a key; `nil` where there is none.
  subscript(key: String) -> JSONValue? {
    sorted.first { $0.key.isSameText(as: key) }?.value
  }
}

extension String {
  /// Whether both have the same Unicode scalars: `==` has what is canonically equivalent be equal.
  func isSameText(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
