import Glibc

/// The clock that measures: it never goes back and does not follow the time of day.
package enum MonotonicClock {
  /// The time now, in nanoseconds since a moment that is fixed while the machine is up.
  package static func nowNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Does nothing for a time, or until a signal arrives.
  ///
  /// - Parameter nanoseconds: At least 0.
  package static func sleep(nanoseconds: Int64) {
    let whole = max(0, nanoseconds)
    var time = timespec(
      tv_sec: Int(whole / 1_000_000_000),
      tv_nsec: Int(whole % 1_000_000_000)
    )
    nanosleep(&time, nil)
  }
}
