import RealModule

/// A change that the benchmarks of a suite share, so that its cause is none of theirs alone.
package struct CommonShift: Sendable, Equatable {
  /// The fewest benchmarks of which a common change can be told.
  package static let fewestBenchmarks = 8
  /// A smaller common change is not worth a word, ln 1.05.
  package static let threshold = Double.log(1.05)
  /// The chance at most that independent changes without a common one are taken for one.
  package static let falseAlarms = 0.01
  /// The share of benchmarks that must have made at least half of the change.
  private static let share = 0.9

  /// The median change, in working units.
  package let estimate: Double
  /// How many benchmarks made at least half of it.
  package let count: Int

  /// Looks for a common change; `nil` where there is none.
  ///
  /// The median must reach the threshold; nine in ten must have made at least half of it, in its
  /// direction; and a sign test, two-sided, must refuse that either direction is as likely
  /// (Conover 1999, Practical Nonparametric Statistics, 3.4).
  ///
  /// - Parameter changes: One a benchmark, on the logarithmic scale.
  package init?(changes: [Double]) {
    guard changes.count >= Self.fewestBenchmarks, changes.allSatisfy(\.isFinite) else { return nil }
    let median = OrderStatistics.median(of: changes)
    guard abs(median) >= Self.threshold else { return nil }
    let sign = median > 0 ? 1.0 : -1.0
    let count = changes.count { sign * $0 >= abs(median) / 2 }
    let agreeing = changes.count { sign * $0 > 0 }
    guard Double(count) >= Self.share * Double(changes.count),
      let coin = Binomial(trials: changes.count, probability: 0.5),
      2 * coin.upperTail(atLeast: agreeing) <= Self.falseAlarms
    else { return nil }
    estimate = median
    self.count = count
  }
}
