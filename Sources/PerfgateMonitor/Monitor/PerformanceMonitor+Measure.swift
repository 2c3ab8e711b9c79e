import Synchronization

// Each of these begins a span in the current one of the same monitor, makes it the current one while
// the body runs, also for the tasks that the body starts, and ends it. A body that throws drops
// the span, which has failed then.

extension PerformanceMonitor {
  /// Measures a body as one span of a stage.
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
    guard isEnabled else { return try body() }
    var span = beginMeasured(name)
    let value = try span.context.asCurrent(body)
    span.end()
    return value
  }

  /// Measures an asynchronous body as one span of a stage.
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
    guard isEnabled else { return try await body() }
    var span = beginMeasured(name)
    let value = try await span.context.asCurrent(body)
    span.end()
    return value
  }

  /// Measures a body that has something to tell its span.
  ///
  /// - Parameters:
  ///   - name: The name of the stage.
  ///   - body: Is measured, and given its span.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws; the span has failed then.
  @inlinable
  public func measure<Value, Failure: Error>(
    _ name: StaticString,
    _ body: (inout ActiveSpan) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    var span = beginMeasured(name)
    let value = try span.context.asCurrent { () throws(Failure) -> Value in try body(&span) }
    span.end()
    return value
  }

  /// Measures an asynchronous body that has something to tell its span.
  ///
  /// - Parameters:
  ///   - name: The name of the stage.
  ///   - body: Is measured, and given its span; it runs where the caller does.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws; the span has failed then.
  @inlinable
  public nonisolated(nonsending) func measure<Value, Failure: Error>(
    _ name: StaticString,
    _ body: nonisolated(nonsending) (inout ActiveSpan) async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    var span = beginMeasured(name)
    let value = try await span.context.asCurrent { () async throws(Failure) -> Value in
      try await body(&span)
    }
    span.end()
    return value
  }

  /// Begins a span of a stage in the current one.
  @usableFromInline
  func beginMeasured(_ name: StaticString) -> ActiveSpan {
    guard isEnabled else { return ActiveSpan() }
    let stage = Stage(
      core: .passUnretained(core),
      generation: generation,
      number: core.stage(of: name)
    )
    return stage.begin(inFrame: SpanContext.currentFrame.get())
  }
}

extension MonitorCore {
  /// The number of a stage with a literal name.
  fileprivate func stage(of name: StaticString) -> UInt32 {
    guard name.hasPointerRepresentation else {
      return registry.withLock { $0.number(of: name.description) }
    }
    let address = UInt(bitPattern: name.utf8Start)
    if let known = literals.stage(at: address) { return known }
    return registry.withLock { registry in
      let number = registry.number(of: name.description)
      literals.add(address, stage: number)
      return number
    }
  }
}
