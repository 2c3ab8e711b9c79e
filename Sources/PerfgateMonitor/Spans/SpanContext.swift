/// A span as the parent of others: may be copied, kept and sent, and outlive the span.
public struct SpanContext: Sendable {
  @usableFromInline static let currentFrame = TaskLocal<SpanFrame?>(wrappedValue: nil)

  /// `nil` for a span of a monitor that was off: nothing is a child of it.
  @usableFromInline let frame: SpanFrame?

  /// The span in which the running task works, as `measure` and `asCurrent` set it.
  public static var current: SpanContext? {
    currentFrame.get().map(SpanContext.init)
  }

  /// Identifies the span within the process; 0 for one of a monitor that was off.
  public var id: UInt64 { frame?.id ?? 0 }
  /// The root of the tree that the span belongs to; 0 for one of a monitor that was off.
  public var rootID: UInt64 { frame?.rootID ?? 0 }

  init(frame: SpanFrame?) {
    self.frame = frame
  }

  /// Makes this the current span while a body runs, also in the tasks that it starts; that of a monitor
  /// that was off leaves the current one as it is.
  ///
  /// - Parameter body: Runs.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws.
  @inlinable
  public func asCurrent<Value, Failure: Error>(
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    guard let frame else { return try body() }
    let outcome = Self.currentFrame.withValue(frame) { () -> Result<Value, Failure> in
      do throws(Failure) {
        return .success(try body())
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  /// Makes this the current span while a body runs, also in the tasks that it starts; that of a monitor
  /// that was off leaves the current one as it is.
  ///
  /// - Parameter body: Runs where the caller does.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws.
  @inlinable
  public nonisolated(nonsending) func asCurrent<Value, Failure: Error>(
    _ body: nonisolated(nonsending) () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    guard let frame else { return try await body() }
    let outcome = await Self.currentFrame.withValue(frame) { () async -> Result<Value, Failure> in
      do throws(Failure) {
        return .success(try await body())
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  /// Waits in this span, whoever holds it; waits of several tasks at a time count once.
  ///
  /// - Parameters:
  ///   - kind: What for.
  ///   - body: Waits.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws.
  public func wait<Value, Failure: Error>(
    _ kind: WaitKind,
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    guard let frame else { return try body() }
    let (start, predecessor) = frame.beginWait()
    defer { frame.endWait(kind, since: start, predecessor) }
    return try body()
  }

  /// Waits in this span, whoever holds it; waits of several tasks at a time count once.
  ///
  /// - Parameters:
  ///   - kind: What for.
  ///   - body: Waits, where the caller runs.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws.
  public nonisolated(nonsending) func wait<Value, Failure: Error>(
    _ kind: WaitKind,
    _ body: nonisolated(nonsending) () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    guard let frame else { return try await body() }
    let (start, predecessor) = frame.beginWait()
    defer { frame.endWait(kind, since: start, predecessor) }
    return try await body()
  }

  /// Adds a wait in this span that has just ended, whoever holds it.
  ///
  /// - Parameters:
  ///   - kind: What for.
  ///   - nanoseconds: How long; below 0 counts as 0, and no more than the span has lasted is taken.
  public func addWait(_ kind: WaitKind, nanoseconds: Int64) {
    frame?.addWait(kind, nanoseconds: nanoseconds)
  }
}
