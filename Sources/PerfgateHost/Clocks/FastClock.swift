import CPerfgateHost

/// The monotonic clock for what happens millions of times a second.
///
/// It reads the processor's time stamp counter where the processor promises that it runs at one
/// rate and the kernel keeps its own time by it, which it does only while the counters of all
/// processors agree; else it is the monotonic clock itself. Its rate follows the monotonic clock's.
/// The counter may be read a few nanoseconds early, so the difference of two times that different
/// processors took is not exact to the nanosecond, and may be below 0 by that much.
package enum FastClock {
  /// The time now, in nanoseconds on the scale of `MonotonicClock`.
  package static func nowNanoseconds() -> Int64 {
    perfgate_fast_now()
  }

  /// Whether the time stamp counter is read.
  package static var usesTicks: Bool { perfgate_fast_clock_uses_ticks() == 1 }

  /// Compares the two clocks and corrects the rate, at most once a second.
  ///
  /// To be called now and then by who uses the clock. The counter is used from the first call on
  /// that comes 10 ms after another.
  package static func discipline() {
    perfgate_fast_clock_discipline()
  }
}
