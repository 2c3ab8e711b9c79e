import PerfgateMeasurement

/// How long rounds took, and how long those may take that are left.
struct RoundPace {
  /// A benchmark that is not settled.
  private struct Open {
    var left: Int
    var maximum: Int
    var rounds = 0
    var nanoseconds: Int64 = 0
  }

  private var open: [Int: Open] = [:]
  private var seen: Set<Int> = []
  private var last: Int64

  /// Begins to count.
  ///
  /// - Parameter now: The monotonic clock, in nanoseconds.
  init(now: Int64) {
    last = now
  }

  /// Notes that a round of a benchmark ended.
  ///
  /// - Parameters:
  ///   - round: How far the benchmark is.
  ///   - index: The benchmark.
  ///   - now: The monotonic clock, in nanoseconds.
  mutating func add(_ round: RoundProgress, of index: Int, now: Int64) {
    var own = open[index] ?? Open(left: 0, maximum: round.maximum)
    own.left = max(0, round.maximum - round.rounds)
    own.rounds += 1
    own.nanoseconds += now - last
    last = now
    seen.insert(index)
    open[index] = round.isSettled ? nil : own
  }

  /// Notes that something else took the time until now.
  mutating func pause(now: Int64) {
    last = now
  }

  /// How long all rounds that there may still be take, in seconds; `nil` before any is known.
  ///
  /// - Parameter total: How many benchmarks there are.
  /// - Returns: Second attempts, which nobody can know of, left out.
  func mostSeconds(of total: Int) -> Double? {
    let rounds = open.values.reduce(0) { $0 + $1.rounds }
    guard rounds > 0 else { return nil }
    let known = open.values.reduce(0.0) {
      $0 + Double($1.nanoseconds) / Double($1.rounds) * Double($1.left)
    }
    let mean = Double(open.values.reduce(0) { $0 + $1.nanoseconds }) / Double(rounds)
    let maximum = open.values.map(\.maximum).max() ?? 0
    let unseen = mean * Double(maximum) * Double(max(0, total - seen.count))
    return (known + unseen) / 1e9
  }
}
