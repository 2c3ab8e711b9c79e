import PerfgateStatistics

/// How often a metric that did not change, or by no more than is tolerated, ends suspected: no rate is
/// promised for that, so it has to be looked at.
struct SuspicionSimulation: Sendable {
  /// Two metrics share 1%, of which one is compared.
  private static let family = InterleavedFamily(rate: 0.01, size: 2)

  let runs: Int

  /// What is held against what noise.
  private struct Setting: Sendable {
    var tolerance: Double
    var limit: Double
    /// How many times as much noise as in the other tables.
    var scale: Double

    var terms: InterleavedTerms {
      var terms = VerdictSimulation.terms
      (terms.tolerance, terms.limit) = (tolerance, limit)
      return terms
    }
  }

  private static let settings = [
    Setting(tolerance: 0.03, limit: 0.10, scale: 1),
    Setting(tolerance: 0.02, limit: 0.05, scale: 1),
    Setting(tolerance: 0.02, limit: 0.05, scale: 5),
  ]

  private struct Tally: Sendable {
    var suspectedAtOnce = Proportion()
    var suspected = Proportion()
    var worse = Proportion()
    var below = Proportion()
  }

  /// The table, and what exceeds a promised rate for certain.
  func table() async -> SimulatedTable {
    var table = SimulatedTable()
    table.add(
      "| t, D | noise | true change | suspected without a second attempt | suspected | called worse "
        + "| called below the limit |"
    )
    table.add("|---|---|---|---|---|---|---|")
    for (place, setting) in Self.settings.enumerated() {
      for (index, noise) in NoiseKind.allCases.enumerated() {
        for change in [0, setting.tolerance] {
          let seed =
            UInt64(index) << 48 | UInt64(change * 1000) << 32 | UInt64(place + 2) << 24
          let tally = await tally(noise, change: change, setting, seed: seed)
          let name = "\(noise.rawValue)\(setting.scale == 1 ? "" : " x \(setting.scale)")"
          table.add(
            "| \(setting.tolerance * 100)%, \(setting.limit * 100)% | \(name) "
              + "| +\(change * 100)% | \(tally.suspectedAtOnce.text) | \(tally.suspected.text) "
              + "| \(tally.worse.text) | \(tally.below.text) |"
          )
          if tally.worse.isSurelyAbove(setting.terms.falseAlarm) {
            table.failures.append(
              "\(name) +\(change * 100)%, two attempts: worse \(tally.worse.text)"
            )
          }
        }
      }
    }
    return table
  }

  private func tally(
    _ noise: NoiseKind,
    change: Double,
    _ setting: Setting,
    seed: UInt64
  ) async -> Tally {
    let outcomes = await parallel(runs) { run in
      Self.outcomes(noise, change: change, setting, seed: seed &+ UInt64(run))
    }
    return outcomes.reduce(into: Tally()) { tally, outcome in
      tally.suspectedAtOnce.add(outcome.atOnce == .suspected)
      tally.suspected.add(outcome.atLast == .suspected)
      tally.worse.add(outcome.atLast == .worse)
      tally.below.add(outcome.atLast == .below)
    }
  }

  /// What one run ends with, after its first attempt and with a second one where that is made.
  private static func outcomes(
    _ noise: NoiseKind,
    change: Double,
    _ setting: Setting,
    seed: UInt64
  ) -> (atOnce: InterleavedConclusion.Outcome, atLast: InterleavedConclusion.Outcome) {
    var metric = SimulatedMetric(noise, scale: setting.scale, change: change, seed: seed)
    var attempts = metric.attempt(InterleavedAttempts(noise.own(setting.terms)))
    let first = conclusion(of: attempts)
    guard first.isWorthAnotherAttempt else { return (first.outcome, first.outcome) }
    attempts.beginSecond()
    attempts = metric.attempt(attempts)
    return (first.outcome, conclusion(of: attempts).outcome)
  }

  private static func conclusion(of attempts: InterleavedAttempts) -> InterleavedConclusion {
    InterleavedConclusion.all(of: [attempts], rate: family.rate, familySize: family.size)[0]
  }
}
