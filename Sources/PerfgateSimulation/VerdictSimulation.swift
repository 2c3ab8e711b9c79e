import PerfgateStatistics

/// How often one metric is called worse or below the limit, by noise and true change.
struct VerdictSimulation: Sendable {
  /// t = 3%, D = 10%, two metrics share 1%.
  static let terms = InterleavedTerms(
    tolerance: 0.03,
    limit: 0.10,
    falseAlarm: 0.005,
    miss: 0.01
  )
  /// The true changes, as ratios.
  static let changes = [0, 0.015, 0.03, 0.10, 0.15]

  let runs: Int

  private struct Tally: Sendable {
    var worse = Proportion()
    var below = Proportion()
    var rounds: [Int] = []
  }

  /// The table, and what exceeds a promised rate for certain.
  func table() async -> SimulatedTable {
    var table = SimulatedTable()
    table.add(
      "| noise | true change | called worse | called below the limit | undecided | median rounds |"
    )
    table.add("|---|---|---|---|---|---|")
    for (index, noise) in NoiseKind.allCases.enumerated() {
      for change in Self.changes {
        let seed = UInt64(index) << 48 | UInt64(change * 1000) << 32
        let tally = await self.tally(noise, change: change, seed: seed)
        table.add(row(noise, change, tally))
        table.failures += self.failures(noise, change, tally)
      }
    }
    return table
  }

  private func tally(_ noise: NoiseKind, change: Double, seed: UInt64) async -> Tally {
    let runs = runs
    let parts = await parallel(16) { part -> Tally in
      var tally = Tally()
      for run in stride(from: part, to: runs, by: 16) {
        let comparison = SimulatedMetric.compare(
          noise,
          change: change,
          terms: Self.terms,
          seed: seed &+ UInt64(run)
        )
        tally.worse.add(comparison.worseRound != nil)
        tally.below.add(comparison.worseRound == nil && comparison.belowRound != nil)
        tally.rounds.append(comparison.count)
      }
      return tally
    }
    return parts.reduce(into: Tally()) { sum, part in
      sum.worse = sum.worse.joined(with: part.worse)
      sum.below = sum.below.joined(with: part.below)
      sum.rounds += part.rounds
    }
  }

  private func row(_ noise: NoiseKind, _ change: Double, _ tally: Tally) -> String {
    let open = Proportion(
      events: tally.worse.trials - tally.worse.events - tally.below.events,
      trials: tally.worse.trials
    )
    let rounds = tally.rounds.sorted()[tally.rounds.count / 2]
    return "| \(noise.rawValue) | +\(change * 100)% | \(tally.worse.text) | \(tally.below.text) "
      + "| \(open.text) | \(rounds) |"
  }

  /// A rate is exceeded for certain where its whole interval is above what is promised.
  private func failures(_ noise: NoiseKind, _ change: Double, _ tally: Tally) -> [String] {
    var failures: [String] = []
    if change <= Self.terms.tolerance,
      tally.worse.isSurelyAbove(Self.terms.falseAlarm)
    {
      failures.append("\(noise.rawValue) +\(change * 100)%: worse \(tally.worse.text)")
    }
    if change >= Self.terms.limit, tally.below.isSurelyAbove(Self.terms.miss) {
      failures.append("\(noise.rawValue) +\(change * 100)%: below \(tally.below.text)")
    }
    return failures
  }
}
