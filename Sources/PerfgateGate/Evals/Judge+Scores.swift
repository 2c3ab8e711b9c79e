import PerfgateConfiguration
import PerfgateModel
import PerfgateParallel
import PerfgateStatistics

extension Judge {
  /// The error rates of the scores among what is judged; `nil` where there are none.
  func scoreRates(of scores: [JudgedMetric]) -> ScoreRates? {
    scores.isEmpty
      ? nil
      : ScoreRates(falseAlarms: configuration.gate.scores.falseAlarms, judged: scores.count)
  }

  /// Decides every judged score, case by case; tests are corrected for each other over all of them.
  ///
  /// - Parameters:
  ///   - scores: What is decided.
  ///   - rates: Of the run's other metrics, for budgets.
  /// - Returns: A finding each, not yet finished.
  func decideScores(_ scores: [JudgedMetric], rates: ErrorRates) -> [Finding] {
    guard let own = scoreRates(of: scores) else { return [] }
    let comparisons = ParallelWork.map(scores, batch: 1) { metric in
      metric.isCompared && metric.baseline != nil ? comparison(of: metric, rates: own) : nil
    }
    let worse = adjusted(comparisons.map { $0?.probabilityWorse }, familySize: own.judged)
    let better = adjusted(comparisons.map { $0?.probabilityBetter }, familySize: own.judged)
    return scores.indices.map { index in
      let metric = scores[index]
      var finding = finding(of: metric)
      finding.head?.count = metric.samples.observations ?? metric.samples.values.count
      if let place = places[metric.key] {
        finding.warnings += run.entries[place].leftOut(of: metric.samples.name)
      }
      if !metric.isCompared {
        finding.state = .within
      } else if metric.baseline == nil {
        finding.state = .new
      } else if let comparison = comparisons[index] {
        comparison.decide(
          adjusted: (worse[index], better[index]),
          rates: own,
          into: &finding
        )
      } else {
        finding.state = .inconclusive
        finding.detail = reasonWithoutCases(metric)
      }
      acceptScore(metric, in: &finding)
      applyBudget(of: metric, rates: rates, to: &finding)
      return finding
    }
  }

  private func comparison(of metric: JudgedMetric, rates: ScoreRates) -> ScoreComparison? {
    guard let score = EvalMetric(metric.samples.name), let own = cases[metric.key] else {
      return nil
    }
    if let pairs = pairs[metric.key] {
      return ScoreComparison(score, own, pairs, rates: rates)
    }
    // Too many cases to keep: their means can be compared while the dataset is the same.
    guard let recorded = baselines.cases(of: metric.key), recorded.file == nil,
      !own.head.hasClusters, recorded.dataset == own.head.dataset,
      let opening = metric.baseline?.opening
    else { return nil }
    return ScoreComparison(
      score,
      head: (metric.center, own.head.count),
      base: (opening.median, recorded.count),
      rates: rates
    )
  }

  /// Why a score that has a baseline cannot be compared.
  private func reasonWithoutCases(_ metric: JudgedMetric) -> String {
    guard let own = cases[metric.key] else { return "the outcomes of its cases are not at hand" }
    if let pairs = pairs[metric.key] {
      guard pairs.rows.isEmpty else { return "no case has a value on both sides" }
      return "none of its cases was there before: \(pairs.added) added, \(pairs.removed) removed, "
        + "\(pairs.changed) changed"
    }
    guard let recorded = baselines.cases(of: metric.key), recorded.file == nil else {
      return "the baseline has no outcomes of cases: record it again"
    }
    return own.head.hasClusters
      ? "the baseline keeps no case of a dataset this large, and what belongs together cannot be told "
        + "apart without"
      : "the dataset is not the one that was recorded, and the baseline keeps no case of one this large: "
        + "record it again"
  }

  /// Takes a worse score for accepted where that was said and it is not worse than was said.
  private func acceptScore(_ metric: JudgedMetric, in finding: inout Finding) {
    guard [.regressed, .suspected].contains(finding.state) else { return }
    if run.isInterleaved {
      AcceptedSteps(run).apply(to: &finding)
      return
    }
    let accepted = acceptedLevels
    guard let acceptance = accepted.score(metric, in: finding) else { return }
    finding.acceptance = acceptance
    guard let step = acceptance.step else {
      finding.state = .accepted
      finding.gates = false
      return
    }
    let level = finding.head?.center ?? metric.center
    let beyond = metric.samples.direction == .higher ? step.to - level : level - step.to
    guard beyond <= metric.rule.tolerance else { return }
    finding.state = .accepted
    finding.gates = false
  }
}
