import PerfgateConfiguration
import PerfgateModel

extension Judge {
  /// What has no values though a baseline or a rule asks for them, and was not left out on purpose.
  func withoutValues() -> [Finding] {
    let unmeasured = run.entries.filter { $0.status != .measured }.map { entry in
      var finding = Finding(unmeasured: entry)
      if finding.state == .missing { finding.gates = configuration.gate.onMissing == .fail }
      return finding
    }
    let metrics = run.entries.filter { $0.status == .measured }.flatMap(metricsWithoutValues)
    let benchmarks = baselines.keys.filter {
      entries[$0] == nil && run.selection.includes($0.id)
    }.map(missingBenchmark)
    let findings = unmeasured + metrics + benchmarks
    guard configuration.gate.onMissing == .ignore else { return findings }
    return findings.filter { $0.state != .missing }
  }

  private func missingBenchmark(_ key: BenchmarkKey) -> Finding {
    var finding = Finding(
      key: key,
      metric: nil,
      state: .missing,
      gates: configuration.gate.onMissing == .fail
    )
    finding.detail =
      "has a baseline but is not configured any more; who removes a benchmark removes its baseline "
      + "in the same change"
    finding.next.accept = ["git", "rm", "--"] + baselines.paths(of: key)
    return finding
  }

  /// Metrics of a measured benchmark that a baseline has or a rule asks for.
  private func metricsWithoutValues(of entry: RunEntry) -> [Finding] {
    let recorded = Set(baselines.metricNames(of: entry.key))
    let asked = Set(MetricDefinition.process.map(\.name))
    let measured = Set(entry.metrics.filter { $0.center != nil }.map(\.name))
    return recorded.union(asked).subtracting(measured).sorted().compactMap { name in
      let rule = rule(for: entry.key, metric: name, kind: .continuous)
      guard isJudged(name, under: rule), !rule.isOptional else { return nil }
      if recorded.contains(name), rule.limit != nil {
        var finding = Finding(
          key: entry.key,
          metric: name,
          state: .missing,
          gates: configuration.gate.onMissing == .fail
        )
        finding.detail = "has a baseline but was not measured"
        return finding
      }
      guard rule.isNamed, rule.limit != nil || rule.budget != nil else { return nil }
      var finding = Finding(key: entry.key, metric: name, state: .errored)
      finding.detail = "is asked for by a rule but was not measured"
      finding.rule = rule.location
      return finding
    }
  }
}
