import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics

extension Judge {
  /// Decides everything about a run in which base and head were measured interleaved.
  ///
  /// - Returns: What was decided, in no order, and how many metrics share the false alarms.
  func decideInterleaved() -> (findings: [Finding], rates: ErrorRates) {
    let compared = run.entries.filter {
      $0.presence == .both && !$0.isIdentical && errorsBeyondCeiling($0) == nil
    }
    let policy = InterleavedPolicy(
      configuration: configuration,
      comparing: compared.filter { $0.origin != .eval }.map(\.key),
      evaluating: run.entries.filter {
        $0.origin == .eval && $0.presence == .both && !$0.isIdentical
      }.map(\.key)
    ).knowing(Self.stages(of: compared))
    let rates = ErrorRates(
      falseAlarms: policy.family.rate,
      miss: Self.missRate,
      judged: policy.family.size
    )
    let rounds = Dictionary(
      configuration.benchmarks.map { ($0.key, $0.rounds.maximum) },
      uniquingKeysWith: { first, _ in first }
    )
    let measured = compared.filter { $0.status == .measured }
    var metrics = measured.flatMap { entry in
      comparedMetrics(of: entry, under: policy, maximumRounds: rounds[entry.key])
    }
    let draw = { (metrics: [ComparedMetric]) in
      InterleavedConclusion.all(
        of: metrics.compactMap(\.attempts),
        rate: policy.family.rate,
        familySize: policy.family.size
      )
    }
    var first = draw(metrics).makeIterator()
    for index in metrics.indices where metrics[index].attempts != nil {
      if first.next()?.isWorthAnotherAttempt == true { metrics[index].readSecondAttempt() }
    }
    let conclusions = draw(metrics)
    var next = conclusions.makeIterator()
    var findings = metrics.map { metric -> Finding in
      let conclusion = metric.attempts == nil ? nil : next.next()
      return finding(of: metric, conclusion, rates: rates)
    }
    findings += decideTimes(comparedTimes(of: measured), rates: rates)
    findings += run.entries.flatMap { withoutComparison($0, rates: rates) }
    return (findings, rates)
  }

  /// The metrics of stages that both sides export.
  private static func stages(of entries: [RunEntry]) -> [BenchmarkKey: [MetricDefinition]] {
    var stages: [BenchmarkKey: [MetricDefinition]] = [:]
    for entry in entries where entry.origin == .monitor {
      let shared = entry.metrics.filter { $0.side == nil && StageMetric($0.name) != nil }
      // What failed before it exported anything says nothing of its stages.
      if entry.status == .measured || !shared.isEmpty {
        stages[entry.key] = shared.map(MetricDefinition.init(of:))
      }
    }
    return stages
  }

  private func comparedMetrics(
    of entry: RunEntry,
    under policy: InterleavedPolicy,
    maximumRounds: Int?
  ) -> [ComparedMetric] {
    let isEval = entry.origin == .eval
    let terms = isEval ? [:] : policy.terms(for: entry.key)
    return entry.metrics.compactMap { samples in
      if isEval, let metric = EvalMetric(samples.name), metric.isOfCases || metric.isOfReplies {
        return nil
      }
      let rule = rule(for: entry.key, metric: samples.name, kind: samples.kind).interleaved
      guard rule.judges(samples.name, ofEval: isEval), rule.limit != nil || rule.budget != nil
      else {
        return nil
      }
      return ComparedMetric(
        entry,
        samples: samples,
        rule: rule,
        terms: samples.kind == .exact ? nil : terms[samples.name],
        maximumRounds: maximumRounds ?? max(1, entry.invocations.count / 4)
      )
    }
  }

  /// The scores of evals that both sides have, the base's as what is committed.
  func comparedScores() -> [JudgedMetric] {
    let entries = run.entries.filter {
      $0.origin == .eval && $0.presence == .both && $0.status == .measured
        && errorsBeyondCeiling($0) == nil
    }
    return entries.flatMap { entry in
      entry.metrics.compactMap { samples -> JudgedMetric? in
        guard EvalMetric.isOfCases(samples.name), samples.side == nil else { return nil }
        let rule = rule(for: entry.key, metric: samples.name, kind: samples.kind)
        guard rule.judges(samples.name, ofEval: true), rule.limit != nil || rule.budget != nil
        else { return nil }
        return ComparedMetric(entry, samples: samples, rule: rule, terms: nil, maximumRounds: 1)?
          .judged
      }
    }
  }

  private func finding(
    of metric: ComparedMetric,
    _ conclusion: InterleavedConclusion?,
    rates: ErrorRates
  ) -> Finding {
    var finding = finding(of: metric.judged)
    if let conclusion, let attempts = metric.attempts {
      InterleavedDecision(
        metric,
        attempts: attempts,
        conclusion: conclusion,
        of: run
      ).describe(in: &finding)
    } else if metric.judged.isCompared, metric.isSingle {
      finding.evidence = EvidenceRecord(method: .singleValues)
      finding.detail = Self.reason(ofSingle: metric.judged.samples.name)
    } else if metric.judged.isCompared, let exact = ExactComparison(metric.judged) {
      exact.decide(into: &finding)
    } else if metric.judged.isCompared {
      finding.detail = "has a value that cannot be compared"
    } else {
      finding.state = .within
    }
    AcceptedSteps(run).apply(to: &finding)
    applyBudget(of: metric.judged, rates: rates, to: &finding)
    return finding
  }

  /// Why a metric of an eval that has one value a side proves nothing.
  private static func reason(ofSingle metric: String) -> String {
    EvalMetric(metric)?.figure == .throughput
      ? "both sides were evaluated at the same time, so that each has the pace of both together"
      : "one value a side says nothing of what the next run gives"
  }

  /// What an entry says that has no comparison.
  private func withoutComparison(_ entry: RunEntry, rates: ErrorRates) -> [Finding] {
    if entry.isIdentical {
      var finding = Finding(key: entry.key, metric: nil, state: .identical)
      finding.detail = entry.reason
      return [finding]
    }
    if entry.presence != .base, let finding = errorsBeyondCeiling(entry) { return [finding] }
    switch (entry.presence ?? .head, entry.status) {
    case (.both, .measured):
      // A budget without a limit is asked for in vain: `stagesOfOneSide` tells of what is compared.
      let gone = entry.metrics.filter { samples in
        samples.side == .base
          && rule(for: entry.key, metric: samples.name, kind: samples.kind).interleaved.limit != nil
      }.map(\.name)
      return metricsWithoutValues(of: entry.only(.head), told: gone)
        + stagesOfOneSide(in: entry, rates: rates)
    case (.head, .measured):
      return newMetrics(of: entry, side: nil, rates: rates) + metricsWithoutValues(of: entry)
    case (.both, .failed)
    where entry.origin != .eval && entry.failures.allSatisfy({ $0.side == .base }):
      return [Finding(failingBase: entry, isCommand: run.base?.commit == nil)]
    case (.base, _):
      var finding = Finding(unmeasured: entry)
      finding.side = .base
      finding.gates = configuration.gate.onMissing == .fail
      let hasOthers = configuration.benchmarks.contains {
        $0.key.id == entry.key.id && $0.key.suite == entry.key.suite
      }
      finding.detail =
        (hasOthers
          ? "the base has it, and the head has other values of its parameters; "
          : "the base has it, and the head's configuration does not; who renames "
            + "\(entry.origin == .eval ? "an eval" : "a benchmark") says so ("
            + "was: \(entry.key.id)); ")
        + "who removes it on purpose lets the gate only warn for that change "
        + "(gate: {on_missing: warn})"
      return configuration.gate.onMissing == .ignore ? [] : [finding]
    case (.both, .failed), (.both, .skipped), (.head, .failed), (.head, .skipped):
      var own = entry
      own.failures.removeAll { $0.side == .base }
      var finding = Finding(unmeasured: own)
      finding.side = finding.state == .errored ? .head : nil
      if finding.state == .missing, !finding.isExcused {
        finding.gates = configuration.gate.onMissing == .fail
        return configuration.gate.onMissing == .ignore ? [] : [finding]
      }
      return [finding]
    }
  }

  /// Metrics that the base does not have: nothing to compare with, but budgets hold.
  ///
  /// - Parameters:
  ///   - entry: What was measured.
  ///   - side: The side that has them: of a benchmark that both have, the head; of one that the head
  ///     alone has, `nil`.
  ///   - rates: The run's error rates.
  /// - Returns: A finding each.
  func newMetrics(
    of entry: RunEntry,
    side: MeasurementSide?,
    rates: ErrorRates
  ) -> [Finding] {
    entry.metrics.compactMap { samples in
      let rule = rule(for: entry.key, metric: samples.name, kind: samples.kind).interleaved
      guard samples.side == side, rule.judges(samples.name, ofEval: entry.origin == .eval),
        rule.limit != nil || rule.budget != nil,
        let metric = JudgedMetric(key: entry.key, samples: samples, baseline: nil, rule: rule)
      else { return nil }
      var finding = finding(of: metric)
      finding.side = .head
      finding.state = metric.isCompared ? .new : .within
      applyBudget(of: metric, rates: rates, to: &finding)
      return finding
    }
  }
}

extension Finding {
  /// A benchmark that works in the head and not in the base, which is nobody's regression.
  ///
  /// One that never worked there has nothing to be compared with, like a new one; one that failed
  /// after some rounds leaves open what could have been known.
  ///
  /// - Parameters:
  ///   - entry: What failed in the base alone.
  ///   - isCommand: Whether the base is a command, which whoever compares two answers for, too.
  fileprivate init(failingBase entry: RunEntry, isCommand: Bool) {
    self.init(unmeasured: entry)
    state = .errored
    side = .base
    let rounds = entry.invocations.count / 4
    gates = rounds > 0 || isCommand
    if rounds > 0 {
      detail = (detail ?? "") + ", after \(rounds) round\(rounds == 1 ? "" : "s")"
    }
  }
}
