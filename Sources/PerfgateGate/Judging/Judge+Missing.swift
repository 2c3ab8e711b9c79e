import PerfgateConfiguration
import PerfgateModel
import PerfgateParallel

extension Judge {
  /// What has no values though a baseline or a rule asks for them, and was not left out on purpose.
  func withoutValues() -> [Finding] {
    let unmeasured = run.entries.filter { $0.status != .measured }.map { entry in
      var finding = Finding(unmeasured: entry)
      if finding.state == .missing, !finding.isExcused {
        finding.gates = configuration.gate.onMissing == .fail
      }
      return finding
    }
    let metrics = ParallelWork.map(Array(run.entries.indices), batch: Self.batch) { place in
      let entry = run.entries[place]
      if let finding = errorsBeyondCeiling(entry) { return [finding] }
      return entry.status == .measured ? metricsWithoutValues(of: entry) : []
    }.flatMap(\.self)
    let selection = Selection(run.selection)
    let tags = configuration.tags
    let elsewhere = Set(
      run.selection.shard == nil
        ? [] : configuration.benchmarks.map(\.key) + configuration.evals.map(\.key)
    )
    let benchmarks = baselines.keys {
      places[$0] == nil && !elsewhere.contains($0)
        && selection.includes(
          $0,
          tags: tags[$0] ?? [],
          isEval: baselines.cases(of: $0) != nil
        )
    }.map(missingBenchmark)
    let findings = unmeasured + metrics + benchmarks
    guard configuration.gate.onMissing == .ignore else { return findings }
    return findings.filter { $0.state != .missing || $0.isExcused }
  }

  private func missingBenchmark(_ key: BenchmarkKey) -> Finding {
    var finding = Finding(
      key: key,
      metric: nil,
      state: .missing,
      gates: configuration.gate.onMissing == .fail
    )
    finding.isOfEval = baselines.cases(of: key) != nil
    let kind = finding.isOfEval ? "an eval" : "a benchmark"
    finding.detail =
      "has a baseline in suite '\(key.suite ?? run.suite)' but is not configured; who removes \(kind) removes "
      + "its baseline in the same change (perfgate baseline prune), who renames it says so (was: \(key.id)), and "
      + "two configurations in one folder need suites of their own"
    finding.next.accept = Commands.prune(of: run)
    return finding
  }

  /// Metrics of a measured benchmark that a baseline has or a rule asks for.
  ///
  /// - Parameters:
  ///   - entry: What was measured.
  ///   - told: The metrics whose absence is told otherwise.
  /// - Returns: A finding each.
  func metricsWithoutValues(of entry: RunEntry, told: [String] = []) -> [Finding] {
    let recorded = baselines.metricNames(of: entry.key)
    let measured = entry.metrics.filter(\.hasCenter).map(\.name) + told
    let asked = askedInVain(of: entry, having: measured + recorded)
    let isEval = entry.origin == .eval
    let expected =
      recorded + asked
      + (isEval
        ? expectedMetrics(ofEval: entry, having: measured + recorded)
        : MetricDefinition.process.map(\.name))
    let absent = Set(expected.filter { !measured.contains($0) })
    return absent.sorted().compactMap { name in
      let merged = rule(for: entry.key, metric: name, kind: .continuous)
      // What a rule leaves out of an eval beside a base is not asked for there.
      let rule = isEval && run.isInterleaved ? merged.interleaved : merged
      guard rule.judges(name, ofEval: isEval), !rule.isOptional else { return nil }
      let reason =
        entry.samples(of: name)?.values.isEmpty == false
        ? "has values that cannot be compared" : "was not measured"
      var finding = Finding(key: entry.key, metric: name, state: .missing)
      finding.rule = rule.location
      // Recorded outputs took the target's place: what they cannot tell is not gated, loudly.
      if entry.isExcused {
        finding.excuse(entry.reason)
        return finding
      }
      if recorded.contains(name), rule.limit != nil {
        finding.gates = configuration.gate.onMissing == .fail
        finding.detail =
          absence(of: name, in: entry, isRecorded: true) ?? "has a baseline but \(reason)"
      } else if rule.isNamed || isEval, rule.limit != nil || rule.budget != nil {
        finding.state = .errored
        finding.rule = rule.location ?? place(asking: name, of: entry.key)
        finding.detail =
          absence(of: name, in: entry, isRecorded: false)
          ?? (rule.isNamed ? "is asked for by a rule but \(reason)" : "of this eval \(reason)")
      } else {
        return nil
      }
      return finding
    }
  }

  /// The last rule that names a metric as it stands, else the last pattern that asks for it.
  private func place(asking metric: String, of key: BenchmarkKey) -> SourcePlace? {
    let rules = configuration.member(of: key).rules.filter { $0.matches(key: key) }
    return
      (rules.last { $0.metric?.text == metric } ?? rules.last { $0.names(metric) })?.location
  }
}
