import CPerfgateHost
import PerfgateHost

/// The clock that a monitor reads.
public struct MonitorClock: Sendable {
  enum Source: Sendable {
    case live
    case manual(ManualClock)
  }

  let source: Source

  /// The machine's fastest clock that never goes back.
  public static let live = MonitorClock(source: .live)

  /// A clock that a test moves.
  ///
  /// - Parameter clock: The clock to read.
  /// - Returns: A clock for `MonitorOptions`.
  public static func manual(_ clock: ManualClock) -> MonitorClock {
    MonitorClock(source: .manual(clock))
  }

  /// One for all monitors of a process, so that their times are the same.
  private static let liveAnchor = ClockAnchor(
    monotonicNanoseconds: FastClock.nowNanoseconds(),
    unixNanoseconds: WallClock.unixNanoseconds()
  )

  /// Where the clock stands in time; a manual one counts from 1970 on.
  var anchor: ClockAnchor {
    switch source {
    case .live: Self.liveAnchor
    case .manual: ClockAnchor(monotonicNanoseconds: 0, unixNanoseconds: 0)
    }
  }

  /// The time now, in nanoseconds since a moment that is fixed while the machine is up.
  @inline(__always)
  public var nowNanoseconds: Int64 {
    switch source {
    // What `FastClock` calls: across targets it would not be put in place.
    case .live: perfgate_fast_now()
    case .manual(let clock): clock.nowNanoseconds
    }
  }
}
