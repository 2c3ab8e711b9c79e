import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics

extension Judge {
  /// Decides everything about a run in which base and head were measured interleaved.
  ///
  /// - Returns: What was decided, in no order, and how many metrics share the false alarms.
  func decideInterleaved() -> (findings: [Finding], rates: ErrorRates) {
    let compared = run.entries.filter { $0.presence == .both && !$0.isIdentical }
    let policy = InterleavedPolicy(
      configuration: configuration,
      comparing: compared.map(\.key)
    )
    let rates = ErrorRates(
      falseAlarms: policy.family.rate,
      miss: Self.missRate,
      judged: policy.family.size
    )
    var metrics = compared.filter { $0.status == .measured }.flatMap { entry in
      comparedMetrics(of: entry, under: policy)
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
    findings += run.entries.flatMap { withoutComparison($0, rates: rates) }
    return (findings, rates)
  }

  private func comparedMetrics(
    of entry: RunEntry,
    under policy: InterleavedPolicy
  ) -> [ComparedMetric] {
    let terms = policy.terms(for: entry.key)
    let plan = configuration.benchmarks.first { $0.key == entry.key }
    return entry.metrics.compactMap { samples in
      let rule = rule(for: entry.key, metric: samples.name, kind: samples.kind).interleaved
      guard rule.judges(samples.name), rule.limit != nil || rule.budget != nil else { return nil }
      return ComparedMetric(
        entry,
        samples: samples,
        rule: rule,
        terms: samples.kind == .exact ? nil : terms[samples.name],
        maximumRounds: plan?.rounds.maximum ?? max(1, entry.invocations.count / 4)
      )
    }
  }

  private func finding(
    of metric: ComparedMetric,
    _ conclusion: InterleavedConclusion?,
    rates: ErrorRates
  ) -> Finding {
    var finding = finding(of: metric.judged)
    if let conclusion, let attempts = metric.attempts {
      InterleavedDecision(metric, attempts: attempts, conclusion: conclusion)
        .describe(in: &finding)
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

  /// What an entry says that has no comparison.
  private func withoutComparison(_ entry: RunEntry, rates: ErrorRates) -> [Finding] {
    if entry.isIdentical {
      var finding = Finding(key: entry.key, metric: nil, state: .identical)
      finding.detail = entry.reason
      return [finding]
    }
    switch (entry.presence ?? .head, entry.status) {
    case (.both, .measured): return metricsWithoutValues(of: entry.only(.head))
    case (.head, .measured): return newMetrics(of: entry, rates: rates)
    case (.both, .failed) where entry.failures.allSatisfy({ $0.side == .base }):
      return [Finding(failingBase: entry)]
    case (.base, _):
      var finding = Finding(unmeasured: entry)
      finding.side = .base
      finding.gates = configuration.gate.onMissing == .fail
      finding.detail =
        "the base has it, and the head's configuration does not; who renames a benchmark says so "
        + "(was: \(entry.key.id)), who removes it on purpose lets the gate only warn for that change "
        + "(gate: {on_missing: warn})"
      return configuration.gate.onMissing == .ignore ? [] : [finding]
    case (.both, .failed), (.both, .skipped), (.head, .failed), (.head, .skipped):
      var own = entry
      own.failures.removeAll { $0.side == .base }
      var finding = Finding(unmeasured: own)
      finding.side = finding.state == .errored ? .head : nil
      if finding.state == .missing {
        finding.gates = configuration.gate.onMissing == .fail
        return configuration.gate.onMissing == .ignore ? [] : [finding]
      }
      return [finding]
    }
  }

  /// Metrics of a benchmark that the base does not have: nothing to compare with, but budgets hold.
  private func newMetrics(of entry: RunEntry, rates: ErrorRates) -> [Finding] {
    entry.metrics.compactMap { samples in
      let rule = rule(for: entry.key, metric: samples.name, kind: samples.kind).interleaved
      guard rule.judges(samples.name), rule.limit != nil || rule.budget != nil,
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
  fileprivate init(failingBase entry: RunEntry) {
    self.init(unmeasured: entry)
    state = .errored
    side = .base
    let rounds = entry.invocations.count / 4
    gates = rounds > 0
    if rounds > 0 {
      detail = (detail ?? "") + ", after \(rounds) round\(rounds == 1 ? "" : "s")"
    }
  }
}
