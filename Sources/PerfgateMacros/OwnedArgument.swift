#if Macros
/// An argument on its way into a measured body that consumes it; what `@Measured` expands to uses
/// it.
public struct OwnedArgument<Value: ~Copyable>: ~Copyable {
  private var value: Value?

  /// Takes an argument over.
  ///
  /// - Parameter value: The argument.
  public init(_ value: consuming Value) {
    self.value = consume value
  }

  /// Hands the argument on; it can be taken once.
  public mutating func take() -> Value {
    guard let taken = value.take() else {
      preconditionFailure("an argument of a measured function was taken twice")
    }
    return taken
  }
}
#endif
