/// A fact about one span, kept where spans are recorded or observed, and nowhere else.
public struct SpanAttribute: Sendable, Hashable {
  /// What an attribute may hold.
  public enum Value: Sendable, Hashable {
    /// A text.
    case text(String)
    /// A whole number.
    case integer(Int64)
    /// A number.
    case number(Double)
    /// A truth.
    case flag(Bool)
  }

  /// The name.
  public var key: String
  /// What it holds.
  public var value: Value

  /// Creates an attribute.
  ///
  /// - Parameters:
  ///   - key: The name.
  ///   - value: What it holds.
  public init(key: String, value: Value) {
    self.key = key
    self.value = value
  }
}

extension SpanAttribute.Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral
{
  /// Creates a text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// Creates a whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// Creates a number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// Creates a truth.
  public init(booleanLiteral value: Bool) { self = .flag(value) }
}
