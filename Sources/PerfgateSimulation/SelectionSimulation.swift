import PerfgateStatistics

/// How many of the metrics that are called worse together are not, in suites of different sizes.
struct SelectionSimulation: Sendable {
  static let falseAlarms = 0.01
  let runs: Int

  /// The table, and what exceeds a promised rate for certain.
  func table() async -> SimulatedTable {
    var table = SimulatedTable()
    table.add("| metrics | of them +10% | false discoveries | runs with any | found | runs |")
    table.add("|---|---|---|---|---|---|")
    for size in [2, 20, 100, 400, 2000] {
      for share in [0, 0.5] {
        let count = max(10, min(runs, 60_000 / size))
        let outcomes = await parallel(count) { run in
          Self.outcome(size: size, share: share, seed: UInt64(size) << 40 &+ UInt64(run) << 16)
        }
        let proportion = outcomes.reduce(0) { $0 + $1.falseShare } / Double(outcomes.count)
        let any = Proportion(
          events: outcomes.count { $0.falseShare > 0 },
          trials: outcomes.count
        )
        let slowed = outcomes.reduce(0) { $0 + $1.slowed }
        let found = Proportion(events: outcomes.reduce(0) { $0 + $1.found }, trials: slowed)
        table.add(
          "| \(size) | \(Int(share * 100))% | \((proportion * 10000).rounded() / 100)% "
            + "| \(any.text) | \(slowed == 0 ? "-" : found.text) | \(outcomes.count) |"
        )
        // The proportion is at most the share of runs with any.
        if proportion > Self.falseAlarms, any.isSurelyAbove(Self.falseAlarms) {
          table.failures.append("\(size) metrics, \(Int(share * 100))% slowed: \(any.text)")
        }
      }
    }
    return table
  }

  private struct Outcome: Sendable {
    var falseShare: Double
    var found: Int
    var slowed: Int
  }

  private static func outcome(size: Int, share: Double, seed: UInt64) -> Outcome {
    var terms = VerdictSimulation.terms
    terms.falseAlarm = falseAlarms / Double(size)
    let kinds = NoiseKind.allCases
    var isSlowed: [Bool] = []
    let metrics = (0..<size).map { index -> InterleavedAttempts in
      let change = Double(index) < share * Double(size) ? 0.10 : terms.tolerance
      isSlowed.append(change > terms.tolerance)
      var attempts = InterleavedAttempts(terms)
      attempts.first = SimulatedMetric.compare(
        kinds[index % kinds.count],
        change: change,
        terms: terms,
        seed: seed &+ UInt64(index) &* 0x9E37
      )
      return attempts
    }
    let evidence = metrics.map { $0.first.obstacle == nil ? $0.first.worseEvidence : -.infinity }
    let selected = EvidenceSelection.count(evidence, rate: falseAlarms, familySize: size)
    let needed = EvidenceSelection.needed(
      selected: selected,
      rate: falseAlarms,
      familySize: size
    )
    let called = evidence.indices.filter { selected > 0 && evidence[$0] >= needed }
    let wrong = called.count { !isSlowed[$0] }
    return Outcome(
      falseShare: called.isEmpty ? 0 : Double(wrong) / Double(called.count),
      found: called.count - wrong,
      slowed: isSlowed.count { $0 }
    )
  }
}
