import Synchronization

/// A clock that moves when it is told to, for exact tests.
public final class ManualClock: Sendable {
  private let time: Atomic<Int64>

  /// Creates a clock.
  ///
  /// - Parameter nanoseconds: The time that it shows first.
  public init(nanoseconds: Int64 = 0) {
    time = Atomic(nanoseconds)
  }

  /// The time that it shows, in nanoseconds.
  public var nowNanoseconds: Int64 { time.load(ordering: .acquiring) }

  /// Moves the clock on.
  ///
  /// - Parameter nanoseconds: By how much, at least 0.
  public func advance(nanoseconds: Int64) {
    time.wrappingAdd(max(0, nanoseconds), ordering: .acquiringAndReleasing)
  }
}
