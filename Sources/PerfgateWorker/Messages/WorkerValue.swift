/// A JSON value.
public enum WorkerValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// A number; one that is not finite cannot be sent.
  case number(Double)
  case string(String)
  case array([WorkerValue])
  case object([String: WorkerValue])

  /// The text of a string; `nil` for anything else.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The value of a number; `nil` for anything else.
  public var number: Double? {
    if case .number(let number) = self { number } else { nil }
  }

  /// The value of a boolean; `nil` for anything else.
  public var bool: Bool? {
    if case .bool(let truth) = self { truth } else { nil }
  }

  /// The items of an array; `nil` for anything else.
  public var array: [WorkerValue]? {
    if case .array(let items) = self { items } else { nil }
  }

  /// The members of an object; `nil` for anything else.
  public var object: [String: WorkerValue]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// A member of an object; `nil` where there is none.
  public subscript(key: String) -> WorkerValue? { object?[key] }
}

extension WorkerValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
  /// Creates a string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Creates a number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// Creates a number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// Creates a boolean.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension WorkerValue: Codable {
  /// Reads any JSON value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let truth = try? container.decode(Bool.self) {
      self = .bool(truth)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let items = try? container.decode([WorkerValue].self) {
      self = .array(items)
    } else {
      self = .object(try container.decode([String: WorkerValue].self))
    }
  }

  /// Writes the value; a whole number without a fraction.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let truth): try container.encode(truth)
    case .number(let number):
      if let integer = Int64(exactly: number), abs(number) < 1e15 {
        try container.encode(integer)
      } else {
        try container.encode(number)
      }
    case .string(let text): try container.encode(text)
    case .array(let items): try container.encode(items)
    case .object(let members): try container.encode(members)
    }
  }
}
