package import PerfgateConfiguration
package import PerfgateModel

extension Judge {
  /// Describes a run without judging it: every metric as measured, exit 0 unless something failed.
  ///
  /// - Parameters:
  ///   - run: What was measured.
  ///   - configuration: What planned it, for how many errors an eval may have; `nil` for none.
  /// - Returns: A verdict of mode `measure`, which gates nothing.
  package static func description(
    of run: RunDocument,
    under configuration: ProjectConfiguration? = nil
  ) -> VerdictDocument {
    var findings: [Finding] = []
    for entry in run.entries {
      // What rests on the few cases that did not error describes nobody's eval.
      let ceiling = errorsBeyondCeiling(entry, under: configuration)
      if let ceiling { findings.append(ceiling) }
      // What is beyond a ceiling says how much that is; told twice it would look like two failures.
      findings +=
        entry.status == .measured
        ? measured(entry).filter { ceiling == nil || $0.metric != ceiling?.metric }
        : [Finding(unmeasured: entry)]
    }
    for index in findings.indices {
      findings[index].next.reproduce = Commands.reproduce(findings[index].key, of: run)
    }
    let failed = findings.filter { $0.state != .measured }.map { finding in
      VerdictCause(
        code: finding.state == .missing ? .missing : .benchmarkFailed,
        key: finding.key,
        metric: finding.metric
      )
    }
    let causes = Outcome.ordered(failed + [run.incompleteness].compactMap { $0 })
    return VerdictDocument(
      run: run.id,
      suite: run.suite,
      mode: .measure,
      exit: causes.first?.code ?? .pass,
      causes: causes,
      policy: VerdictPolicy(
        falseAlarms: 0,
        missRate: 0,
        judged: 0,
        failOn: nil,
        maximumInconclusive: 1
      ),
      comparison: ComparisonRecord(
        baselines: nil,
        machineClass: nil,
        otherClasses: [],
        recordCommand: []
      ),
      counts: VerdictCounts(of: findings),
      results: findings,
      notices: HostNotices.all(of: run, findings: []),
      environment: run.environment,
      head: run.head,
      startedAt: run.startedAt,
      measuringSeconds: run.entries.reduce(0) { $0 + $1.measuringSeconds },
      exhibits: Exhibits.make(describing: run)
    )
  }

  private static func measured(_ entry: RunEntry) -> [Finding] {
    entry.metrics.compactMap { samples in
      guard let center = samples.center else { return nil }
      var finding = Finding(key: entry.key, metric: samples.name, state: .measured, gates: false)
      finding.isOfEval = entry.origin == .eval
      finding.unit = samples.unit
      finding.direction = samples.direction
      finding.head = LevelRecord(center: center, count: samples.values.count)
      finding.measuringSeconds = entry.measuringSeconds
      finding.warnings =
        entry.warningTexts(about: samples.name) + entry.leftOut(of: samples.name)
      return finding
    }
  }
}
