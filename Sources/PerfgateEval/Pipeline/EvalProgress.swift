package import PerfgateModel

/// How far an eval has come.
package struct EvalProgress: Sendable, Equatable {
  /// Which eval.
  package var key: BenchmarkKey
  /// The results that there will be, of all sides.
  package var expected: Int
  /// The results that there are.
  package var done: Int
  /// Those that passed.
  package var passed: Int
  /// Those that failed.
  package var failed: Int
  /// Those of which nothing is known.
  package var errored: Int
  /// What an earlier run had done, among them.
  package var resumed: Int
  /// What the replies cost so far, in US dollars; 0 where nothing has a price.
  package var costUSD: Double
  /// The seconds since it began.
  package var elapsedSeconds: Double

  /// The seconds that it will take from now on, at the pace until now; `nil` before there is one.
  package var remainingSeconds: Double? {
    let now = done - resumed
    guard now > 0, elapsedSeconds > 0 else { return nil }
    return elapsedSeconds / Double(now) * Double(max(0, expected - done))
  }

  /// The share that passed of what could be told; `nil` before anything could.
  package var passRate: Double? {
    let told = passed + failed
    return told > 0 ? Double(passed) / Double(told) : nil
  }
}
