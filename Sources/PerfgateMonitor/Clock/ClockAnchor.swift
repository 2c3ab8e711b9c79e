/// One moment on two clocks: the one that measures, and the time of day for people.
public struct ClockAnchor: Sendable, Hashable {
  /// The moment in nanoseconds of the monitor's clock.
  public var monotonicNanoseconds: Int64
  /// The moment in nanoseconds since 1970-01-01 00:00 UTC.
  public var unixNanoseconds: Int64

  /// Creates an anchor.
  ///
  /// - Parameters:
  ///   - monotonicNanoseconds: The moment on the monitor's clock.
  ///   - unixNanoseconds: The same moment since 1970-01-01 00:00 UTC.
  public init(monotonicNanoseconds: Int64, unixNanoseconds: Int64) {
    self.monotonicNanoseconds = monotonicNanoseconds
    self.unixNanoseconds = unixNanoseconds
  }

  /// The time of day of a moment, for people: in nanoseconds since 1970-01-01 00:00 UTC.
  ///
  /// - Parameter nanoseconds: A moment on the monitor's clock.
  /// - Returns: The same moment.
  public func unixNanoseconds(at nanoseconds: Int64) -> Int64 {
    nanoseconds &- monotonicNanoseconds &+ unixNanoseconds
  }
}
