import PerfgateConfiguration
import PerfgateModel
import PerfgateParallel
import PerfgateStatistics

extension Judge {
  /// Decides every judged metric; tests are corrected for each other over the whole run.
  ///
  /// - Parameters:
  ///   - judged: What is decided.
  ///   - rates: The run's error rates.
  ///   - others: Findings that need no deciding; they are finished, and come behind.
  /// - Returns: Everything that was found, in one piece: it is large, and not moved again.
  func decide(
    _ judged: [JudgedMetric],
    rates: ErrorRates,
    followedBy others: [Finding]
  ) -> [Finding] {
    let accepted = acceptedLevels
    let steps = judged.map(accepted.step)
    let held = zip(judged, steps).map { metric, found in
      found.map { metric.accepting($0.step.to) } ?? metric
    }
    let suite = SuiteSpread(held)
    let comparisons = ParallelWork.map(held, batch: Self.batch) { Comparison($0, suite: suite) }
    let views = comparisons.map { $0.views?.count ?? 1 }.max() ?? 1
    let adjusted = (0..<views).map { view in
      let tails = comparisons.map { $0.views?.tails(view) }
      return zip(
        self.adjusted(tails.map { $0?.worse }, familySize: rates.judged),
        self.adjusted(tails.map { $0?.better }, familySize: rates.judged)
      ).map { AdjustedTails(worse: $0, better: $1) }
    }
    return ParallelWork.map(Array(0..<judged.count + others.count), batch: Self.batch) { index in
      guard index < judged.count else {
        var finding = others[index - judged.count]
        finish(&finding)
        return finding
      }
      var metric = held[index]
      var finding = self.finding(of: metric)
      if let shortage = Self.shortage(of: metric.samples) {
        finding.detail = shortage
        finish(&finding)
        return finding
      }
      comparisons[index].decide(
        adjusted.map { $0[index] },
        rates: rates,
        isCompared: metric.isCompared,
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
        metric = judged[index].accepting(judged[index].center)
      }
      if finding.state == .accepted { finding.gates = false }
      applyBudget(of: metric, rates: rates, to: &finding)
      finish(&finding)
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
  func adjusted(_ probabilities: [Double?], familySize: Int) -> [Double] {
    let tested = probabilities.indices.filter { probabilities[$0] != nil }
    let values = tested.compactMap { probabilities[$0] }
    let corrected =
      HolmAdjustment.adjusted(values, familySize: familySize) ?? values.map { _ in 1 }
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
    let sampling = samplingError(of: metric)
    let (record, isLearning) = BudgetComparison.decide(
      budget,
      of: metric,
      rates: rates,
      sampling: sampling
    )
    finding.budget = record
    if sampling == SamplingError.unknown {
      finding.warnings.append(
        "how far other cases would differ from those that were drawn is not known: they are one part "
          + "alone, or not at hand"
      )
    }
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

  /// What comes behind every decision: what a rule puts aside, and what every finding carries -
  /// commands, measuring time and warnings of the measurement.
  func finish(_ finding: inout Finding) {
    putAside(&finding)
    finding.next.settings = Commands.settings(of: run)
    // What is not configured any more, or in the base alone, cannot be run again.
    let place = places[finding.key]
    if let place, run.entries[place].presence != .base {
      finding.next.reproduce = Commands.reproduce(finding.key, of: run)
    }
    // What a change accepts stands in the files of a configuration, or in its commits.
    let isAcceptable = !run.isInterleaved || finding.next.settings == .file
    if isAcceptable, finding.next.accept.isEmpty,
      [.regressed, .suspected].contains(finding.state)
    {
      finding.next.accept = Commands.accept(finding.key, finding.metric, of: run)
    }
    guard let place else { return }
    finding.isOfEval = run.entries[place].origin == .eval
    finding.measuringSeconds = run.entries[place].measuringSeconds
    if let metric = finding.metric, !run.entries[place].warnings.isEmpty {
      finding.warnings += run.entries[place].warningTexts(about: metric)
    }
  }
}

/// How a metric can be compared.
private enum Comparison: Sendable {
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
