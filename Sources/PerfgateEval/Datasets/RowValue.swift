internal import PerfgateModel

/// A row, or a value of it, however it was written.
enum RowValue {
  /// Of a JSON text.
  case node(JSONNode)
  /// Of a table.
  case value(JSONValue)

  /// The value at a path of keys and places; `nil` where there is none.
  func value(at path: [String]) -> RowValue? {
    path.reduce(Optional(self)) { value, step in value?.child(step) }
  }

  private func child(_ step: String) -> RowValue? {
    switch self {
    case .node(let node):
      if let object = try? node.object() { return object.value(of: step).map(RowValue.node) }
      guard let place = Int(step), let items = try? node.array(), items.indices.contains(place)
      else { return nil }
      return .node(items[place])
    case .value(.object(let members)):
      return members.sorted.first { $0.key == step }.map { .value($0.value) }
    case .value: return nil
    }
  }

  /// Whether it is `null`.
  var isNull: Bool {
    switch self {
    case .node(let node): node.isNull
    case .value(let value): value == .null
    }
  }

  /// Appends the canonical form.
  func appendCanonical(to output: inout [UInt8]) {
    switch self {
    case .node(let node): CanonicalJSON.append(node, to: &output)
    case .value(let value): CanonicalJSON.append(value, to: &output)
    }
  }

  /// The value, to be kept.
  var json: JSONValue {
    switch self {
    case .node(let node): node.written
    case .value(let value): value
    }
  }

  /// A text, or a number as a text; `nil` for anything else, and for what a number cannot keep.
  var label: String? {
    switch self {
    case .node(let node):
      if let text = try? node.string() { return text }
      if let number = try? node.number() { return Self.text(of: number) }
      return nil
    case .value(.string(let text)): return text
    case .value: return nil
    }
  }

  /// Texts of a list, or those that commas separate in a text; `nil` for anything else.
  var labels: [String]? {
    if case .node(let node) = self, let items = try? node.array() {
      let labels = items.map { RowValue.node($0).label }
      return labels.contains { $0 == nil } ? nil : labels.compactMap { $0 }
    }
    return label?.split(separator: ",").map { part in
      String(part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }.filter { !$0.isEmpty }
  }

  private static func text(of number: Double) -> String? {
    // Two larger whole numbers may be the same number here.
    let isExact = abs(number) < 9_007_199_254_740_992 || number != number.rounded()
    return isExact ? JSONNumber.text(number) : nil
  }
}
