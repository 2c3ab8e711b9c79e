/// Measures a body as one span of a stage of `PerformanceMonitor.shared`.
///
/// - Parameters:
///   - name: The name of the stage.
///   - body: Is measured.
/// - Returns: What the body returns.
/// - Throws: What the body throws; the span has failed then.
@inlinable
public func measure<Value, Failure: Error>(
  _ name: StaticString,
  _ body: () throws(Failure) -> Value
) throws(Failure) -> Value {
  try PerformanceMonitor.shared.measure(name, body)
}

/// Measures an asynchronous body as one span of a stage of `PerformanceMonitor.shared`.
///
/// - Parameters:
///   - name: The name of the stage.
///   - body: Is measured; it runs where the caller does.
/// - Returns: What the body returns.
/// - Throws: What the body throws; the span has failed then.
@inlinable
public nonisolated(nonsending) func measure<Value, Failure: Error>(
  _ name: StaticString,
  _ body: nonisolated(nonsending) () async throws(Failure) -> Value
) async throws(Failure) -> Value {
  try await PerformanceMonitor.shared.measure(name, body)
}
