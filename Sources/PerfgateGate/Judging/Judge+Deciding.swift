import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics

extension Judge {
  /// Decides every judged metric; tests are corrected for each other over the whole run.
  func decide(_ judged: [JudgedMetric], rates: ErrorRates) -> [Finding] {
    let suite = SuiteSpread(judged)
    let comparisons = judged.map { Comparison($0, suite: suite) }
    let adjusted = (0..<HostViews.most).map { view in
      comparisons.map { $0.views?.view(view) }
    }.map { views in
      zip(
        self.adjusted(views.map { $0?.probabilityWorse }, rates: rates),
        self.adjusted(views.map { $0?.probabilityBetter }, rates: rates)
      ).map { AdjustedTails(worse: $0, better: $1) }
    }
    return judged.indices.map { index in
      var finding = self.finding(of: judged[index])
      switch comparisons[index] {
      case .continuous(let views):
        views.decide(adjusted.map { $0[index] }, rates: rates, into: &finding)
      case .exact(let comparison): comparison.decide(into: &finding)
      case .impossible(let reason):
        finding.state = .inconclusive
        finding.detail = reason
      case .none: finding.state = judged[index].isCompared ? .new : .within
      }
      applyBudget(of: judged[index], rates: rates, to: &finding)
      return finding
    }
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

  private func finding(of metric: JudgedMetric) -> Finding {
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
  private func applyBudget(of metric: JudgedMetric, rates: ErrorRates, to finding: inout Finding) {
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
    case (.inconclusive, .unchanged), (.inconclusive, .within), (.inconclusive, .improved):
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
    if finding.next.accept.isEmpty, [.regressed, .suspected].contains(finding.state) {
      finding.next.accept = Commands.accept(finding.key, of: run)
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

  var views: HostViews? {
    if case .continuous(let views) = self { return views }
    return nil
  }
}
