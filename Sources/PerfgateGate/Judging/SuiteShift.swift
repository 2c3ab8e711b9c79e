import PerfgateModel
import PerfgateParallel
import PerfgateStatistics
import RealModule

/// Says that a whole suite moved together.
///
/// It decides nothing: what all benchmarks share is as real as what one of them shows.
enum SuiteShift {
  /// Which times are looked at, the first that moved counts.
  private static let metrics = ["wall", "cpu"]

  /// The remark; `nil` where nothing moved together, or the host moved, which is said already.
  static func notice(of judged: [JudgedMetric]) -> VerdictNotice? {
    metrics.lazy.compactMap { notice(of: $0, judged) }.first
  }

  private static func notice(of name: String, _ judged: [JudgedMetric]) -> VerdictNotice? {
    let metrics = judged.filter { $0.samples.name == name && $0.isCompared }
    let changes = ParallelWork.map(metrics, batch: Judge.batch) { metric in
      metric.baseline.flatMap { SuiteSpread.change(of: metric, from: $0)?.1 }
    }.compactMap(\.self)
    let hosts = metrics.compactMap(\.host)
    guard let shift = CommonShift(changes: changes), hosts.allSatisfy(\.views.isEmpty) else {
      return nil
    }
    let who = shift.count == changes.count ? "all" : "\(shift.count) of"
    let percent = 100 * Double.expMinusOne(shift.estimate)
    let moved =
      "\(who) \(changes.count) benchmarks moved by about \(percent < 0 ? "-" : "+")"
      + "\(QuantityText.fixed(abs(percent), decimals: 0))% together"
    guard hosts.count == changes.count else {
      return VerdictNotice(
        "\(moved): a common cause in the host, the program, its compiler or a library",
        advice: "the host's speed is not known of every recording; record again to know it"
      )
    }
    return VerdictNotice(
      "\(moved), the host probe did not: a common cause in the program, its compiler or a library",
      advice: "look at what all of them share before looking at any of them"
    )
  }
}
