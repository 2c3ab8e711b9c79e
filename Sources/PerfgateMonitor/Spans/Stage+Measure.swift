extension Stage {
  /// Measures a body as one span of the stage, in the current one.
  ///
  /// - Parameter body: Is measured.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws; the span has failed then.
  @inlinable
  public func measure<Value, Failure: Error>(
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    var span = begin(in: SpanContext.current)
    let value = try span.context.asCurrent(body)
    span.end()
    return value
  }

  /// Measures an asynchronous body as one span of the stage, in the current one.
  ///
  /// - Parameter body: Is measured; it runs where the caller does.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws; the span has failed then.
  @inlinable
  public nonisolated(nonsending) func measure<Value, Failure: Error>(
    _ body: nonisolated(nonsending) () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    var span = begin(in: SpanContext.current)
    let value = try await span.context.asCurrent(body)
    span.end()
    return value
  }

  /// Measures a body that has something to tell its span.
  ///
  /// - Parameter body: Is measured, and given its span.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws; the span has failed then.
  @inlinable
  public func measure<Value, Failure: Error>(
    _ body: (inout ActiveSpan) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    var span = begin(in: SpanContext.current)
    let value = try span.context.asCurrent { () throws(Failure) -> Value in try body(&span) }
    span.end()
    return value
  }

  /// Measures an asynchronous body that has something to tell its span.
  ///
  /// - Parameter body: Is measured, and given its span; it runs where the caller does.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws; the span has failed then.
  @inlinable
  public nonisolated(nonsending) func measure<Value, Failure: Error>(
    _ body: nonisolated(nonsending) (inout ActiveSpan) async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    var span = begin(in: SpanContext.current)
    let value = try await span.context.asCurrent { () async throws(Failure) -> Value in
      try await body(&span)
    }
    span.end()
    return value
  }
}
