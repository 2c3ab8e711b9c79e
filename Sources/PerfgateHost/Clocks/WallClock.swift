import Glibc

/// The time of day, for people; nothing is decided by it.
package enum WallClock {
  /// The time now as ISO 8601 in UTC, to the second.
  package static func timestamp() -> String { timestamp(unixNanoseconds: unixNanoseconds()) }

  /// A moment as ISO 8601 in UTC, to the second.
  ///
  /// - Parameter nanoseconds: The moment since 1970-01-01 00:00 UTC.
  /// - Returns: Such as "2026-03-01T12:00:00Z".
  package static func timestamp(unixNanoseconds nanoseconds: Int64) -> String {
    var seconds = time_t(nanoseconds / 1_000_000_000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
    let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { padded(Int($0)) }
    return date.map(padded).joined(separator: "-") + "T" + clock.joined(separator: ":") + "Z"
  }

  /// The time now in nanoseconds since 1970-01-01 00:00 UTC.
  package static func unixNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  private static func padded(_ number: Int) -> String {
    number < 10 ? "0\(number)" : String(number)
  }
}
