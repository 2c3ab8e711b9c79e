import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics

extension Judge {
  /// Decides every judged metric; tests are corrected for each other over the whole run.
  func decide(_ judged: [JudgedMetric], rates: ErrorRates) -> [Finding] {
    let accepted = acceptedLevels
    let steps = judged.map(accepted.step)
    var held = judged
    for (index, found) in steps.enumerated() {
      guard let found else { continue }
      held[index].baseline = held[index].baseline?.accepting(found.step.to)
    }
    let suite = SuiteSpread(held)
    let comparisons = held.map { Comparison($0, suite: suite) }
    let adjusted = (0..<HostViews.most).map { view in
      comparisons.map { $0.views?.view(view) }
    }.map { views in
      zip(
        self.adjusted(views.map { $0?.probabilityWorse }, rates: rates),
        self.adjusted(views.map { $0?.probabilityBetter }, rates: rates)
      ).map { AdjustedTails(worse: $0, better: $1) }
    }
    return judged.indices.map { index in
      var finding = self.finding(of: held[index])
      comparisons[index].decide(
        adjusted.map { $0[index] },
        rates: rates,
        isCompared: judged[index].isCompared,
        into: &finding
      )
      if let (acceptance, _) = steps[index] {
        finding.acceptance = acceptance
        if [.within, .unchanged, .improved].contains(finding.state) {
          finding.state = .accepted
          describeStep(from: judged[index], suite: suite, rates: rates, in: &finding)
        }
      }
      if [.regressed, .suspected].contains(finding.state),
        let acceptance = accepted.unlimited(of: judged[index])
      {
        finding.acceptance = acceptance
        finding.state = .accepted
        held[index].baseline = judged[index].baseline?.accepting(judged[index].center)
      }
      if finding.state == .accepted { finding.gates = false }
      applyBudget(of: held[index], rates: rates, to: &finding)
      return finding
    }
  }

  /// Shows the change from the committed level, which is what was accepted.
  private func describeStep(
    from metric: JudgedMetric,
    suite: SuiteSpread,
    rates: ErrorRates,
    in finding: inout Finding
  ) {
    var step = self.finding(of: metric)
    Comparison(metric, suite: suite).decide(
      [AdjustedTails](repeating: AdjustedTails(worse: 1, better: 1), count: HostViews.most),
      rates: rates,
      isCompared: true,
      into: &step
    )
    finding.base = step.base
    finding.head = step.head
    finding.change = step.change
  }

  /// Holm-adjusted p-values; metrics without a test keep 1 and still count in the family.
  private func adjusted(_ probabilities: [Double?], rates: ErrorRates) -> [Double] {
    let tested = probabilities.indices.filter { probabilities[$0] != nil }
    let values = tested.compactMap { probabilities[$0] }
    let corrected =
      HolmAdjustment.adjusted(values, familySize: rates.judged) ?? values.map { _ in 1 }
    var result = [Double](repeating: 1, count: probabilities.count)
    for (index, value) in zip(tested, corrected) { result[index] = value }
    return result
  }

  /// A finding with what applies to a metric, nothing decided yet.
  func finding(of metric: JudgedMetric) -> Finding {
    var finding = Finding(
      key: metric.key,
      metric: metric.samples.name,
      state: .inconclusive,
      severity: metric.rule.severity
    )
    finding.unit = metric.samples.unit
    finding.direction = metric.samples.direction
    finding.head = LevelRecord(center: metric.center, count: metric.samples.values.count)
    finding.base = metric.baseline?.recordings.last.flatMap {
      $0.median.isFinite ? LevelRecord(center: $0.median, count: $0.count) : nil
    }
    finding.limit = metric.rule.limit
    finding.tolerance = metric.rule.tolerance
    finding.minimumDelta = metric.rule.minimumDelta
    finding.rule = metric.rule.location
    finding.owner = metric.rule.owner
    return finding
  }

  /// A breach outranks everything but a regression that fails; what a budget leaves open is not
  /// passed.
  func applyBudget(of metric: JudgedMetric, rates: ErrorRates, to finding: inout Finding) {
    guard let budget = metric.rule.budget else { return }
    let (record, isLearning) = BudgetComparison.decide(budget, of: metric, rates: rates)
    finding.budget = record
    if isLearning, finding.state == .within || finding.state == .unchanged {
      finding.isLearning = true
    }
    switch (record.state, finding.state) {
    case (.breached, .regressed) where finding.mayFail(under: configuration.gate): break
    // What only warns must not hide what may fail.
    case (.breached, .regressed) where record.isExisting,
      (.breached, .suspected) where record.isExisting,
      (.breached, .inconclusive) where record.isExisting:
      break
    case (.breached, _) where record.isExisting:
      finding.state = .breached
      finding.gates = false
      finding.isLearning = false
    case (.breached, _):
      finding.state = .breached
      finding.severity = metric.rule.severity
      finding.gates = true
    case (.inconclusive, .unchanged), (.inconclusive, .within), (.inconclusive, .improved),
      (.inconclusive, .accepted):
      finding.state = .inconclusive
    case (.within, _), (.inconclusive, _): break
    }
  }

  /// Adds what every finding carries: commands, measuring time and warnings of the measurement.
  func complete(_ finding: inout Finding) {
    // What is not configured any more cannot be run again.
    if entries[finding.key] != nil {
      finding.next.reproduce = Commands.reproduce(finding.key, of: run)
    }
    // Two commands at a desk have no level that anybody committed.
    let isAcceptable = !run.isInterleaved || run.base?.commit != nil
    if isAcceptable, finding.next.accept.isEmpty,
      [.regressed, .suspected].contains(finding.state)
    {
      finding.next.accept = Commands.accept(finding.key, finding.metric, of: run)
    }
    guard let entry = entries[finding.key] else { return }
    finding.measuringSeconds = entry.measuringSeconds
    if let metric = finding.metric {
      finding.warnings += entry.warningTexts(about: metric)
    }
  }
}

/// How a metric can be compared.
private enum Comparison {
  case continuous(HostViews)
  case exact(ExactComparison)
  /// There is a baseline, but its values have no common scale with the run's.
  case impossible(String)
  /// There is nothing to compare with, or no comparison is asked for.
  case none

  init(_ metric: JudgedMetric, suite: SuiteSpread) {
    guard metric.isCompared, let baseline = metric.baseline else {
      self = .none
      return
    }
    if baseline.unit != metric.samples.unit || baseline.direction != metric.samples.direction {
      self = .impossible("the baseline has another unit or direction than the measurement")
    } else if metric.samples.kind == .exact {
      self =
        ExactComparison(metric).map(Comparison.exact)
        ?? .impossible(Self.explanation(of: .outOfRange, metric: metric.samples.name))
    } else {
      do throws(WorkingScale.Failure) {
        self = .continuous(try HostViews(metric, suite: suite))
      } catch {
        self = .impossible(Self.explanation(of: error, metric: metric.samples.name))
      }
    }
  }

  private static func explanation(of failure: WorkingScale.Failure, metric: String) -> String {
    switch failure {
    case .needsMinimumDelta:
      "values of 0 cannot be compared by ratio: give '\(metric)' a rule with min_delta"
    case .noRecordings: "the baseline has no recording"
    case .outOfRange: "a value is beyond what can be compared"
    }
  }

  /// Gives a finding its state and figures.
  func decide(
    _ adjusted: [AdjustedTails],
    rates: ErrorRates,
    isCompared: Bool,
    into finding: inout Finding
  ) {
    switch self {
    case .continuous(let views): views.decide(adjusted, rates: rates, into: &finding)
    case .exact(let comparison): comparison.decide(into: &finding)
    case .impossible(let reason):
      finding.state = .inconclusive
      finding.detail = reason
    case .none: finding.state = isCompared ? .new : .within
    }
  }

  var views: HostViews? {
    if case .continuous(let views) = self { return views }
    return nil
  }
}
