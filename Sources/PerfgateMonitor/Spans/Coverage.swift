/// The time that intervals cover together, counted once, without keeping any of them.
struct Coverage {
  /// How many intervals are open.
  private var active = 0
  /// When the first of those that are open began.
  private var since: Int64 = 0
  /// Until when time is counted already.
  private var until = Int64.min
  /// What closed intervals cover, in nanoseconds.
  private(set) var nanoseconds: Int64 = 0

  /// An interval opens.
  mutating func begin(at now: Int64) {
    if active == 0 { since = max(now, until) }
    active += 1
  }

  /// An interval closes.
  mutating func end(at now: Int64) {
    active -= 1
    if active == 0 { add(from: since, to: now) }
  }

  /// Adds an interval that ends now; nothing while another one is open, which counts when it ends.
  mutating func add(from start: Int64, to now: Int64) {
    guard active == 0 else { return }
    nanoseconds += max(0, now - max(start, until))
    until = max(until, now)
  }

  /// Closes all intervals that are open.
  mutating func close(at now: Int64) {
    guard active > 0 else { return }
    active = 0
    add(from: since, to: now)
  }

  /// Where what is not covered yet of an interval that ends now begins.
  func uncovered(since start: Int64, to now: Int64) -> Int64 {
    min(now, active > 0 ? start : max(start, until))
  }
}
