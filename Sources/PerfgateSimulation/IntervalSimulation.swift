import PerfgateStatistics
import RealModule

/// How often intervals miss the true change, at the moment of the verdict.
struct IntervalSimulation: Sendable {
  let runs: Int

  /// The table, and what exceeds a promised rate for certain.
  func table() async -> SimulatedTable {
    var table = SimulatedTable()
    table.add("| noise | true change | interval misses it | median width |")
    table.add("|---|---|---|---|")
    let terms = VerdictSimulation.terms
    // Its ends are drawn at a/m and at b.
    let promised = terms.falseAlarm + terms.miss
    for (index, noise) in NoiseKind.allCases.enumerated() {
      for change in [0, 0.03, 0.10] {
        let seed = UInt64(index) << 48 | UInt64(change * 1000) << 32 | 1 << 24
        let outcomes = await outcomes(noise, change: change, seed: seed)
        let missed = Proportion(events: outcomes.count { !$0.covers }, trials: outcomes.count)
        let widths = outcomes.compactMap(\.width).sorted()
        let width = widths.isEmpty ? "none" : "\((1000 * widths[widths.count / 2]).rounded() / 10)%"
        table.add("| \(noise.rawValue) | +\(change * 100)% | \(missed.text) | \(width) |")
        if missed.isSurelyAbove(promised) {
          table.failures.append(
            "\(noise.rawValue) +\(change * 100)%: interval misses \(missed.text)"
          )
        }
      }
    }
    return table
  }

  private struct Outcome: Sendable {
    var covers: Bool
    var width: Double?
  }

  private func outcomes(_ noise: NoiseKind, change: Double, seed: UInt64) async -> [Outcome] {
    let truth = Double.log(onePlus: change)
    return await parallel(runs) { run in
      let comparison = SimulatedMetric.compare(
        noise,
        change: change,
        terms: VerdictSimulation.terms,
        seed: seed &+ UInt64(run)
      )
      let estimate = comparison.estimate(
        afterRounds: comparison.count,
        neededToFail: comparison.terms.neededToFail
      )
      guard let estimate else { return Outcome(covers: true, width: nil) }
      let isCovered = estimate.low ?? -.infinity <= truth && truth <= estimate.high ?? .infinity
      let width = estimate.low.flatMap { low in estimate.high.map { $0 - low } }
      return Outcome(covers: isCovered, width: width)
    }
  }
}
