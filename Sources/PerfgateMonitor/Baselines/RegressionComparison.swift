import PerfgateStatistics

/// Compares the figures of a snapshot with what recordings predict of the next one.
struct RegressionComparison {
  private typealias Finding = RegressionReport.Finding
  private typealias Metric = RegressionReport.Metric

  /// A figure before all of them are judged together.
  private struct Candidate {
    var finding: Finding
    var level: MetricLevel?
    var failures: FailureShares?

    var probabilityWorse: Double { level?.probabilityWorse ?? failures?.probabilityWorse ?? 1 }
    var probabilityBetter: Double { level?.probabilityBetter ?? failures?.probabilityBetter ?? 1 }
  }

  private let baseline: MonitorBaseline
  private let snapshot: MonitorSnapshot
  private let limits: RegressionLimits

  init(_ baseline: MonitorBaseline, _ snapshot: MonitorSnapshot, _ limits: RegressionLimits) {
    self.baseline = baseline
    self.snapshot = snapshot
    self.limits = limits
  }

  /// A finding for every figure that the newest level has, the worst states first, then by stage.
  var findings: [RegressionReport.Finding] {
    let stages = Set(baseline.epochs.last?.flatMap(\.keys) ?? []).sorted()
    let candidates = stages.flatMap { stage in
      Metric.allCases.compactMap { candidate(stage, $0) }
    }
    let worse = HolmAdjustment.adjusted(candidates.map(\.probabilityWorse))
    let better = HolmAdjustment.adjusted(candidates.map(\.probabilityBetter))
    guard let worse, let better else { return [] }
    let family = candidates.count { $0.level != nil || $0.failures != nil }
    let judged = candidates.indices.map { index in
      var finding = candidates[index].finding
      let isWorse = worse[index] <= limits.falseAlarms
      let isBetter = better[index] <= limits.falseAlarms
      if let level = candidates[index].level {
        finding.state = level.state(isWorse: isWorse, isBetter: isBetter, limits, family: family)
        finding.provable = level.provable(limits, family: family)
      } else if let failures = candidates[index].failures {
        finding.state = failures.state(isWorse: isWorse, isBetter: isBetter)
      }
      return finding
    }
    return judged.enumerated()
      .sorted { ($0.element.state.rank, $0.offset) < ($1.element.state.rank, $1.offset) }
      .map(\.element)
  }

  /// A figure; `nil` where the newest level has none.
  private func candidate(_ stage: String, _ metric: Metric) -> Candidate? {
    let epochs = baseline.epochs.map { $0.compactMap { $0[stage]?[metric] } }
    guard epochs.last?.isEmpty == false else { return nil }
    let observed = snapshot.stage(stage).map(StageLevels.init)
    let value = observed?[metric]
    var finding = Finding(
      stage: stage,
      metric: metric,
      state: .missing,
      baseline: 0,
      observed: value,
      change: nil,
      provable: nil
    )
    if metric == .failureShare {
      let recorded = baseline.epochs.last?.compactMap { $0[stage] } ?? []
      let failures = FailureShares(recorded: recorded, observed: observed, limits)
      finding.baseline = failures.baseline
      finding.change = observed.flatMap { _ in failures.change }
      return Candidate(finding: finding, failures: observed == nil ? nil : failures)
    }
    guard let level = MetricLevel(epochs, observed: value, metric, limits) else { return nil }
    finding.baseline = level.baseline
    finding.change = value.flatMap { _ in level.change }
    return Candidate(finding: finding, level: value == nil ? nil : level)
  }
}

extension RegressionReport.State {
  /// Worst first.
  fileprivate var rank: Int {
    switch self {
    case .regressed: 0
    case .missing: 1
    case .suspected: 2
    case .inconclusive: 3
    case .learning: 4
    case .withinLimit: 5
    case .improved: 6
    }
  }
}
