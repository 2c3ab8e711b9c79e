/// A JSON value to be written.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// A number; a value that is not finite is written as `null`, since JSON has none.
  case number(Double)
  /// An array of numbers, kept flat: samples are by far the largest part of a document.
  case numbers([Double])
  case string(String)
  case array([JSONValue])
  /// An array of objects that are made as they are written.
  case items(JSONItems)
  case object(JSONMembers)

  /// A number from an integer; exact to 2^53.
  package static func integer(_ value: Int) -> JSONValue { .number(Double(value)) }
  /// An array of integers; exact to 2^53.
  package static func integers(_ values: [Int]) -> JSONValue { .numbers(values.map(Double.init)) }
  /// An array of strings.
  package static func strings(_ values: [String]) -> JSONValue {
    .array(values.map(JSONValue.string))
  }
  /// A string, or `null`.
  package static func string(orNull value: String?) -> JSONValue {
    value.map(JSONValue.string) ?? .null
  }
  /// A number, or `null`.
  package static func number(orNull value: Double?) -> JSONValue {
    value.map(JSONValue.number) ?? .null
  }
  /// An object of strings.
  package static func texts(_ values: [String: String]) -> JSONValue {
    .object(JSONMembers(values.map { ($0.key, .string($0.value)) }))
  }

  /// An object without the members whose value is absent.
  package static func object(
    _ members: KeyValuePairs<String, JSONValue?>,
    omittingNil: Bool
  ) -> JSONValue {
    .object(JSONMembers(members.compactMap { key, value in value.map { (key, $0) } }))
  }
}
