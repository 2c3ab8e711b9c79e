package import PerfgateConfiguration

/// Divides a suite into parts that take about the same time.
///
/// The longest benchmark first, each to the part that has least so far. Source: Graham, "Bounds on
/// multiprocessing timing anomalies", SIAM J. Appl. Math. 17 (1969): the longest part takes at most
/// 4/3 of what the best division would.
package enum ShardPlan {
  /// The parts of a suite; they depend on what the benchmarks are and not on their order.
  ///
  /// - Parameters:
  ///   - plans: The whole suite.
  ///   - count: How many parts, at least 1.
  /// - Returns: The benchmarks of each part in the order of the suite; empty ones where there are
  ///   more parts than benchmarks.
  package static func parts(of plans: [BenchmarkPlan], count: Int) -> [[BenchmarkPlan]] {
    let longestFirst = plans.indices.sorted { left, right in
      let (one, other) = (plans[left], plans[right])
      return one.samples.timeSeconds == other.samples.timeSeconds
        ? one.key < other.key : one.samples.timeSeconds > other.samples.timeSeconds
    }
    var seconds = [Double](repeating: 0, count: max(1, count))
    var members = [[Int]](repeating: [], count: max(1, count))
    for index in longestFirst {
      let least = seconds.indices.min { seconds[$0] < seconds[$1] } ?? 0
      seconds[least] += plans[index].samples.timeSeconds
      members[least].append(index)
    }
    return members.map { part in part.sorted().map { plans[$0] } }
  }
}
