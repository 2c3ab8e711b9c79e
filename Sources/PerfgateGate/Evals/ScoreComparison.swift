import PerfgateModel
import PerfgateStatistics

/// A score of this run held against that of a baseline or of the base, case by case.
///
/// Only identical cases are compared: what was added, removed or changed says nothing of the target.
struct ScoreComparison: Sendable {
  /// A standard error up to this share of the largest difference is what rounding leaves of equal ones.
  private static let rounding = 1e-9

  /// What was compared.
  let evidence: CaseEvidence
  /// How.
  let method: EvidenceRecord.Method
  /// The means over the compared cases.
  let levels: (base: Double, head: Double)
  /// How far the score fell, or an error rate rose: positive is worse.
  let drop: Double
  /// The chance of at least this drop where nothing changed.
  let probabilityWorse: Double
  /// The chance of at least this gain where nothing changed.
  let probabilityBetter: Double
  /// What the drop is at least, but for a share of the false alarms; `nil` for too few cases.
  let lower: Double?
  /// What the drop is at most, but for the miss rate; `nil` for too few cases.
  let upper: Double?
  /// The smallest drop that could be found with these cases; `nil` where none could.
  let visible: Double?

  /// Compares a score on pairs of cases; `nil` where no case has it on both sides.
  ///
  /// - Parameters:
  ///   - metric: The score.
  ///   - cases: Both sides.
  ///   - pairs: Which cases are the same.
  ///   - rates: The error rates of scores.
  init?(_ metric: EvalMetric, _ cases: EvalCases, _ pairs: CasePairs, rates: ScoreRates) {
    guard let base = cases.base else { return nil }
    let sides = PairedValues(metric, cases.head, base, pairs)
    guard !sides.drops.isEmpty else { return nil }
    let count = Double(sides.drops.count)
    levels = (sides.sums.base / count, sides.sums.head / count)
    let parts = sides.clusters.map { SignFlipTest.sums(of: sides.drops, in: $0) } ?? sides.drops
    let draws = SignFlipTest.draws(familySize: rates.judged, level: rates.falseAlarms)
    guard let test = SignFlipTest(parts, draws: draws, seed: 1) else { return nil }
    (probabilityWorse, probabilityBetter) = (test.probabilityOfMore, test.probabilityOfLess)
    let (worse, better) = (sides.drops.count { $0 > 0 }, sides.drops.count { $0 < 0 })
    let isRate = metric.figure != .score && sides.isWhole && sides.clusters == nil
    method = isRate ? .mcnemar : .signFlip
    var evidence = CaseEvidence(
      compared: sides.drops.count,
      clusters: sides.clusters == nil ? nil : parts.count,
      worse: worse,
      better: better,
      repeats: max(cases.head.mostRepeats, base.mostRepeats)
    )
    if case .sampled(let draws) = test.method { evidence.draws = draws }
    self.evidence = evidence
    if sides.isWhole, sides.clusters == nil,
      let paired = PairedRates(worse: worse, better: better, cases: sides.drops.count)
    {
      drop = paired.drop
      (lower, upper) = (paired.lowerBound(risk: rates.share), paired.upperBound(risk: rates.miss))
      visible = VisibleDrop.ofRate(
        cases: sides.drops.count,
        discordant: worse + better,
        level: rates.share
      )
      return
    }
    drop = sides.drops.reduce(0, +) / count
    let mean = PairedMean(sides.drops, clusters: sides.clusters)
    // Where all agree no spread is seen, though there may be one: as for a rate that did not change. What
    // is left of a spread by rounding is none.
    let rounding = Self.rounding * (sides.drops.lazy.map { abs($0) }.max() ?? 0)
    let isSpreadUnseen = mean.map { $0.standardError <= rounding } ?? false
    let unseen =
      isSpreadUnseen ? PairedRates(worse: 0, better: 0, cases: parts.count) : nil
    lower = mean.map {
      $0.lowerBound(risk: rates.share) + (unseen?.lowerBound(risk: rates.share) ?? 0)
    }
    upper = mean.map {
      $0.upperBound(risk: rates.miss) + (unseen?.upperBound(risk: rates.miss) ?? 0)
    }
    visible = VisibleDrop.ofMean(parts: parts, cases: sides.drops.count, level: rates.share)
  }

  /// Compares two means of so many cases that none of them was kept; `nil` where one has none.
  ///
  /// A score is from 0 to 1, so that its variance is at most that of a rate of the same mean.
  init?(
    _ metric: EvalMetric,
    head: (mean: Double, count: Int),
    base: (mean: Double, count: Int),
    rates: ScoreRates
  ) {
    guard head.count > 0, base.count > 0, (0...1).contains(head.mean), (0...1).contains(base.mean)
    else { return nil }
    let sign = metric.figure.direction == .higher ? 1.0 : -1.0
    let variances = [head, base].map { $0.mean * (1 - $0.mean) / Double($0.count) }
    // Of a rate of 0 or 1 nothing is seen to vary; one case more or less is always possible.
    let least = 1 / Double(min(head.count, base.count))
    let error = max((variances[0] + variances[1]).squareRoot(), least)
    levels = (base.mean, head.mean)
    drop = sign * (base.mean - head.mean)
    method = .unpairedRates
    evidence = CaseEvidence(compared: min(head.count, base.count))
    probabilityWorse = Normal.upperTail(drop / error)
    probabilityBetter = Normal.upperTail(-drop / error)
    lower = drop - Normal.upperQuantile(tail: rates.share) * error
    upper = drop + Normal.upperQuantile(tail: rates.miss) * error
    visible = Normal.upperQuantile(tail: rates.share) * error
  }

  /// Decides, given the adjusted p values of all scores.
  ///
  /// - Parameters:
  ///   - adjusted: Holm-adjusted over the scores.
  ///   - rates: The error rates of scores.
  ///   - finding: With limit and tolerance; receives state and figures.
  func decide(
    adjusted: (worse: Double, better: Double),
    rates: ScoreRates,
    into finding: inout Finding
  ) {
    let limit = finding.limit ?? .infinity
    let tolerance = finding.tolerance ?? 0
    if adjusted.worse <= rates.falseAlarms, drop > tolerance {
      finding.state = .regressed
      // Nearer to the tolerance than to the limit it is a warning, as for any other metric.
      if drop < (tolerance + limit) / 2 { finding.gates = false }
    } else if adjusted.better <= rates.falseAlarms, -drop > tolerance {
      finding.state = .improved
    } else if let upper, upper < limit {
      finding.state = abs(drop) <= tolerance ? .unchanged : .within
    } else if drop >= limit {
      finding.state = .suspected
    } else if let visible, visible <= limit {
      finding.state = .inconclusive
    } else {
      finding.state = .within
      finding.isLearning = true
    }
    let isWorse = drop >= 0
    finding.evidence = EvidenceRecord(
      method: method,
      p: isWorse ? probabilityWorse : probabilityBetter,
      adjusted: isWorse ? adjusted.worse : adjusted.better,
      cases: evidence
    )
    let count = evidence.compared
    finding.base = LevelRecord(center: levels.base, count: count, recordings: 1)
    finding.head = LevelRecord(center: levels.head, count: count)
    finding.provable = visible.flatMap { $0 <= 1 ? $0 : nil }
    let sign = finding.direction == .higher ? -1.0 : 1.0
    let ends = [lower, upper].compactMap { $0 }.map { sign * min(1, max(-1, $0)) }.sorted()
    finding.change = ChangeRecord(
      scale: .points,
      estimate: sign * drop,
      low: ends.count == 2 ? ends[0] : nil,
      high: ends.count == 2 ? ends[1] : nil,
      level: ends.count == 2 ? 1 - rates.share - rates.miss : nil
    )
  }
}

/// The values of a score on both sides, case by case.
private struct PairedValues {
  /// How far the score of each case fell; positive is worse.
  private(set) var drops: [Double] = []
  /// The part that each belongs to; `nil` where all cases stand alone.
  private(set) var clusters: [Int]?
  /// The sums of both sides.
  private(set) var sums = (base: 0.0, head: 0.0)
  /// Whether every case is all or nothing on both sides.
  private(set) var isWhole = true

  init(_ metric: EvalMetric, _ head: CaseTable, _ base: CaseTable, _ pairs: CasePairs) {
    let sign = metric.figure.direction == .higher ? 1.0 : -1.0
    var numbers: [Int] = []
    var hasClusters = false
    drops.reserveCapacity(pairs.rows.count)
    for (left, right) in pairs.rows {
      guard let new = head.value(of: metric, at: Int(left)),
        let old = base.value(of: metric, at: Int(right))
      else { continue }
      drops.append(sign * (old - new))
      sums.base += old
      sums.head += new
      isWhole = isWhole && (new == 0 || new == 1) && (old == 0 || old == 1)
      guard head.hasClusters else { continue }
      let cluster = head.cluster(at: Int(left))
      hasClusters = hasClusters || cluster != nil
      // One that stands alone is a part by itself.
      numbers.append(cluster ?? -1 - Int(left))
    }
    clusters = hasClusters ? numbers : nil
  }
}
