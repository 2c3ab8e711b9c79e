extension JSONNode {
  /// The value without its place, to be written again.
  package var written: JSONValue {
    if let text = try? string() { return .string(text) }
    if let number = try? number() { return .number(number) }
    if let numbers = try? numbers() { return .numbers(numbers) }
    if let items = try? array() { return .array(items.map(\.written)) }
    if let object = try? object() {
      return .object(JSONMembers(object.members.map { ($0.key, $0.value.written) }))
    }
    return (try? bool()).map(JSONValue.bool) ?? .null
  }
}
