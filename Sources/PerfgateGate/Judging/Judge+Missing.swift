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
    let selection = Selection(run.selection)
    let tags = configuration.tags
    let elsewhere = Set(
      run.selection.shard == nil ? [] : configuration.benchmarks.map(\.key)
    )
    let benchmarks = baselines.keys {
      entries[$0] == nil && selection.includes($0, tags: tags[$0] ?? []) && !elsewhere.contains($0)
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
      "has a baseline in suite '\(key.suite ?? run.suite)' but is not configured; who removes a benchmark removes "
      + "its baseline in the same change (perfgate baseline prune), who renames it says so (was: \(key.id)), and "
      + "two configurations in one folder need suites of their own"
    finding.next.accept = Commands.prune(of: run)
    return finding
  }

  /// Metrics of a measured benchmark that a baseline has or a rule asks for.
  func metricsWithoutValues(of entry: RunEntry) -> [Finding] {
    let recorded = baselines.metricNames(of: entry.key)
    let measured = entry.metrics.filter(\.hasCenter).map(\.name)
    let expected = recorded + MetricDefinition.process.map(\.name)
    let absent = Set(expected.filter { !measured.contains($0) })
    return absent.sorted().compactMap { name in
      let rule = rule(for: entry.key, metric: name, kind: .continuous)
      guard rule.judges(name), !rule.isOptional else { return nil }
      let reason =
        entry.samples(of: name)?.values.isEmpty == false
        ? "has values that cannot be compared" : "was not measured"
      var finding = Finding(key: entry.key, metric: name, state: .missing)
      finding.rule = rule.location
      if recorded.contains(name), rule.limit != nil {
        finding.gates = configuration.gate.onMissing == .fail
        finding.detail = "has a baseline but \(reason)"
      } else if rule.isNamed, rule.limit != nil || rule.budget != nil {
        finding.state = .errored
        finding.detail = "is asked for by a rule but \(reason)"
      } else {
        return nil
      }
      return finding
    }
  }
}
