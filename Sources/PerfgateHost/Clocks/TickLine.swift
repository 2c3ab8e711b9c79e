import CPerfgateHost

/// How `FastClock` converts readings of the time stamp counter into time, as a value.
///
/// What the clock itself does, for any readings: nothing here touches the counter of the machine.
package struct TickLine {
  /// One moment on the counter and on the monotonic clock.
  package struct Moment {
    /// The reading of the counter.
    package var ticks: UInt64
    /// The time in nanoseconds.
    package var nanoseconds: Int64

    /// Creates a moment.
    ///
    /// - Parameters:
    ///   - ticks: The reading of the counter.
    ///   - nanoseconds: The time.
    package init(ticks: UInt64, nanoseconds: Int64) {
      self.ticks = ticks
      self.nanoseconds = nanoseconds
    }

    fileprivate var imported: perfgate_moment { perfgate_moment(ticks: ticks, ns: nanoseconds) }
  }

  private let line: perfgate_tick_line

  private init(_ line: perfgate_tick_line) {
    self.line = line
  }

  /// The first line of a clock: it shows the time of a moment, at the rate since an earlier one.
  ///
  /// - Parameters:
  ///   - now: Where the line begins.
  ///   - last: The earlier moment.
  package init(from now: Moment, since last: Moment) {
    line = perfgate_tick_line_corrected(perfgate_tick_line(), last.imported, now.imported)
  }

  /// The line that follows this one.
  ///
  /// - Parameters:
  ///   - now: Where it begins.
  ///   - last: The moment at which this one began.
  /// - Returns: A line that shows the same time at `now`, and meets the monotonic clock after that; one
  ///   that shows the time of `now` where the two are too far apart.
  package func corrected(at now: Moment, since last: Moment) -> TickLine {
    TickLine(perfgate_tick_line_corrected(line, last.imported, now.imported))
  }

  /// The time that the line gives a reading, in nanoseconds.
  ///
  /// - Parameter ticks: The reading.
  /// - Returns: The time.
  package func nanoseconds(at ticks: UInt64) -> Int64 {
    perfgate_tick_line_at(line, ticks)
  }
}
