import PerfgateModel
import PerfgateStatistics
import RealModule

/// A time of an eval's replies, held against the base's of the same run, case by case.
///
/// Which side answers a case first is drawn for each case and repeat, so that, while both take equally
/// long, each case's log ratio is as likely negative as positive, whatever the machine, the network or
/// a provider does meanwhile: drift moves both sides, and what one reply leaves for the next comes as
/// often before one side as before the other. That is what the promised rates hold under; nothing is
/// added for the spread between runs, since there is but one.
///
/// Not covered is what lasts for a whole side: workers that stay differ by what each start happens to
/// lay out, as two builds do, and a server by the machine behind it. The tolerance is for that, and
/// more workers, or a process for each case, even it out. Cases that errored have no time: their number
/// has a ceiling of its own.
struct TimeComparison: Sendable {
  /// What was compared.
  let evidence: CaseEvidence
  /// How.
  let method: EvidenceRecord.Method
  /// What each side's replies take, in seconds.
  let levels: (base: Double, head: Double)
  private let figures: Figures
  /// What never counts as a change, as a logarithm.
  private let tolerance: Double
  private let rates: ErrorRates

  /// The chance of times at least as much longer where all take longer by just the tolerance.
  var probabilityWorse: Double { figures.probabilityWorse }

  /// The chance of times at least as much shorter where all take less by just the tolerance.
  var probabilityBetter: Double { figures.probabilityBetter }

  /// Compares times; `nil` where no case has one on both sides.
  ///
  /// - Parameters:
  ///   - metric: A time.
  ///   - times: Of both sides.
  ///   - tolerance: What never counts as a change, as a ratio.
  ///   - repeats: How often a case was asked, at most.
  ///   - rates: The run's error rates.
  init?(
    _ metric: EvalMetric,
    _ times: PairedTimes,
    tolerance: Double,
    repeats: Int,
    rates: ErrorRates
  ) {
    guard let quantile = metric.quantile, !times.logRatios.isEmpty else { return nil }
    self.rates = rates
    self.tolerance = Double.log(onePlus: tolerance)
    levels = times.levels(quantile)
    var evidence = CaseEvidence(
      compared: times.logRatios.count,
      clusters: times.hasClusters ? Set(times.parts).count : nil,
      repeats: repeats
    )
    if quantile == 0.5 {
      let clusters = times.hasClusters ? times.parts : nil
      guard let ratios = PairedLogRatios(times.logRatios, clusters: clusters),
        let figures = Figures(ratios, tolerance: self.tolerance, rates)
      else { return nil }
      method = .logRatios
      evidence.worse = times.logRatios.count { $0 > 0 }
      evidence.better = times.logRatios.count { $0 < 0 }
      self.figures = figures
    } else {
      guard
        let values = PairedQuantiles(head: times.head, base: times.base, quantile: quantile),
        let figures = Figures(values, tolerance: self.tolerance, rates)
      else { return nil }
      method = .exceedances
      let parts = values.parts(at: 0)
      evidence.worse = parts.count { $0 > 0 }
      evidence.better = parts.count { $0 < 0 }
      self.figures = figures
    }
    evidence.draws = figures.draws
    self.evidence = evidence
  }

  /// Decides, given the adjusted p values of all that share the false alarms.
  ///
  /// - Parameters:
  ///   - adjusted: Holm-adjusted.
  ///   - rule: What holds in an interleaved run.
  ///   - finding: Receives state and figures.
  func decide(
    adjusted: (worse: Double, better: Double),
    under rule: EffectiveRule,
    into finding: inout Finding
  ) {
    let limit = limit(under: rule)
    let estimate = figures.estimate
    if adjusted.worse <= rates.falseAlarms, estimate > tolerance,
      reachesMinimum(estimate, under: rule)
    {
      finding.state = .regressed
      classify(under: rule, in: &finding)
    } else if adjusted.better <= rates.falseAlarms, -estimate > tolerance,
      reachesMinimum(estimate, under: rule)
    {
      finding.state = .improved
    } else if let upper = figures.upper, upper < limit {
      finding.state = abs(estimate) <= tolerance ? .unchanged : .within
    } else {
      finding.state = estimate >= limit ? .suspected : .inconclusive
    }
    describe(adjusted, in: &finding)
  }

  /// The limit as a logarithm: below the least difference it cannot be reached, so that takes its place.
  private func limit(under rule: EffectiveRule) -> Double {
    let limit = rule.limit.map { Double.log(onePlus: $0) } ?? .infinity
    guard let delta = rule.minimumDelta, levels.base > 0 else { return limit }
    return max(limit, Double.log(onePlus: delta / levels.base))
  }

  private func reachesMinimum(_ change: Double, under rule: EffectiveRule) -> Bool {
    rule.minimumDelta.map { abs(Double.expMinusOne(change)) * levels.base >= $0 } ?? true
  }

  private func classify(under rule: EffectiveRule, in finding: inout Finding) {
    guard
      let scale = try? WorkingScale(
        epochs: [[levels.base]],
        observed: [levels.head],
        direction: .lower,
        minimumDelta: rule.minimumDelta
      )
    else { return }
    SeverityScale(rule, tolerance: tolerance, on: scale)?.classify(figures.estimate, in: &finding)
  }

  private func describe(_ adjusted: (worse: Double, better: Double), in finding: inout Finding) {
    let isWorse = figures.estimate >= 0
    finding.evidence = EvidenceRecord(
      method: method,
      p: isWorse ? probabilityWorse : probabilityBetter,
      adjusted: isWorse ? adjusted.worse : adjusted.better,
      cases: evidence
    )
    let count = evidence.compared
    finding.base = LevelRecord(center: levels.base, count: count)
    finding.head = LevelRecord(center: levels.head, count: count)
    // A change of this size would have its lower end just at the tolerance.
    finding.provable = figures.lower.map {
      Double.expMinusOne(tolerance + max(0, figures.estimate - $0))
    }
    finding.change = ChangeRecord(
      scale: .ratio,
      estimate: Double.expMinusOne(figures.estimate),
      low: figures.lower.map { Double.expMinusOne($0) },
      high: figures.upper.map { Double.expMinusOne($0) },
      level: max(0, 1 - rates.shareOfFalseAlarms - rates.miss)
    )
  }
}

/// What turning signs round says of a shift; logarithms.
private struct Figures {
  let estimate: Double
  /// What is proven to be exceeded, but for a share of the false alarms; `nil` for too few cases.
  let lower: Double?
  /// What is proven to be fallen short of, but for the miss rate; `nil` for too few cases.
  let upper: Double?
  let probabilityWorse: Double
  let probabilityBetter: Double
  /// How many ways to give signs were drawn; `nil` where none were.
  let draws: Int?

  /// So many ways are drawn at most, where a level is reached with half as many.
  private static let mostDraws = 100_000

  init?(_ statistic: some ShiftStatistic, tolerance: Double, _ rates: ErrorRates) {
    let share = rates.shareOfFalseAlarms
    // Whatever their number, a chance of drawn ways is none too small; twice the least reaches a level.
    let least = Int((2 / min(1, max(share, 1e-7))).rounded(.up))
    let wanted = SignFlipTest.draws(familySize: rates.judged, level: rates.falseAlarms)
    let shift = PairedShift(statistic, draws: max(least, min(wanted, Self.mostDraws)), seed: 1)
    guard let worse = shift.test(tolerance), let better = shift.test(-tolerance) else { return nil }
    estimate = shift.estimate
    lower = shift.lowerBound(risk: min(0.5, share))
    upper = shift.upperBound(risk: min(0.5, rates.miss))
    (probabilityWorse, probabilityBetter) = (worse.probabilityOfMore, better.probabilityOfLess)
    if case .sampled(let count) = worse.method { draws = count } else { draws = nil }
  }
}
