import PerfgateModel
import PerfgateStatistics
import RealModule

/// The times of replies to the same cases on both sides of one run, as many of each case on either.
///
/// Where a side has more of a case, such as after an error of one repeat on the other, swapping the
/// sides would move more replies one way than the other, and a mean of more scatters less: nothing would
/// be as likely one way as the other. So the first ones count, as many as both have.
struct PairedTimes: Sendable {
  /// The logarithm of one reply's time, and the number of the part that it belongs to.
  typealias Reply = (logarithm: Double, part: Int)

  /// The mean of the logarithms of each case's head replies less that of its base replies.
  private(set) var logRatios: [Double] = []
  /// The part that each case belongs to: its cluster, or itself.
  private(set) var parts: [Int] = []
  /// Whether any case has a cluster.
  private(set) var hasClusters = false
  /// The replies that count, of these cases.
  private(set) var head: [Reply] = []
  private(set) var base: [Reply] = []

  /// Takes the cases that have a time on both sides.
  init(_ metric: EvalMetric, _ head: CaseTable, _ base: CaseTable, _ pairs: CasePairs) {
    for (left, right) in pairs.rows {
      let (all, others) = (
        head.seconds(of: metric, at: Int(left)), base.seconds(of: metric, at: Int(right))
      )
      let count = min(all.count, others.count)
      guard count > 0 else { continue }
      let new = all.prefix(count).map { Double.log(Double($0)) }
      let old = others.prefix(count).map { Double.log(Double($0)) }
      let cluster = head.cluster(at: Int(left))
      hasClusters = hasClusters || cluster != nil
      // One that stands alone is a part by itself.
      let part = cluster ?? -1 - Int(left)
      parts.append(part)
      logRatios.append(Self.mean(new) - Self.mean(old))
      self.head += new.map { ($0, part) }
      self.base += old.map { ($0, part) }
    }
  }

  /// How many replies of each side count.
  var observations: Int { min(head.count, base.count) }

  /// A quantile of each side's times, in seconds, by nearest rank as an eval's metrics are.
  func levels(_ quantile: Double) -> (base: Double, head: Double) {
    (Self.level(quantile, of: base), Self.level(quantile, of: head))
  }

  private static func level(_ quantile: Double, of replies: [Reply]) -> Double {
    let sorted = replies.map(\.logarithm).sorted()
    let rank = Int((quantile * Double(sorted.count)).rounded(.up))
    return sorted.isEmpty ? 0 : Double.exp(sorted[max(1, min(sorted.count, rank)) - 1])
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }
}
