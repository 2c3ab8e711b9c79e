import Glibc

/// The clock that measures: it never goes back and does not follow the time of day.
package enum MonotonicClock {
  /// The time now, in nanoseconds since a moment that is fixed while the machine is up.
  package static func nowNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
