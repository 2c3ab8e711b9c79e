import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateStore

/// Takes the proposed baselines of one suite over into the committed ones.
struct BaselineApplying {
  /// What became of a proposal.
  struct Outcome {
    /// The files that changed.
    var written: [String] = []
    /// Worse levels that were left out, a line each.
    var refused: [String] = []
    /// What is not configured here, a line each.
    var skipped: [String] = []
    /// What is doubtful about the classes, a phrase each.
    var remarks: [String] = []
  }

  let committed: BaselineFolder
  let proposal: BaselineFolder
  let suite: String
  /// The suite's name in a project of several.
  let name: String?
  let configuration: ProjectConfiguration
  /// Why worse levels are taken; `nil` where only accepted ones are.
  let reason: String?

  /// Applies it; whoever calls it holds the lock.
  ///
  /// - Throws: `GateError` with exit 65 before anything was written where a file cannot be read,
  ///   73 where one cannot be written.
  func run() throws(GateError) -> Outcome {
    var outcome = Outcome()
    let acceptances = try committed.acceptances().filter { $0.suite == suite }
    var documents: [(className: String, document: BaselineDocument)] = []
    var tables: [(className: String, table: CaseTable, key: BenchmarkKey)] = []
    let classes = try proposal.classes(ofSuite: suite)
    let configured = Set(configuration.benchmarks.map(\.key) + configuration.evals.map(\.key))
    for className in classes {
      let known = Dictionary(
        try committed.baselines(ofSuite: suite, inClass: className).map {
          ($0.document.key, $0)
        },
        uniquingKeysWith: { first, _ in first }
      )
      for stored in try proposal.baselines(ofSuite: suite, inClass: className) {
        let key = stored.document.key
        guard configured.contains(key.of(suite: name)) else {
          outcome.skipped.append("\(key) is not configured")
          continue
        }
        let own = acceptances.filter { $0.className == nil || $0.className == className }
        let before = outcome.refused.count
        var document = merged(stored.document, onto: known[key]?.document, own, &outcome)
        let isRefused = outcome.refused.count > before
        if !isRefused || known[key] == nil,
          let table = try cases(of: stored, onto: known[key], as: document)
        {
          tables.append((className, table, key))
          document.cases = RecordedCases(
            file: key.casesFile,
            dataset: table.dataset,
            count: table.count
          )
        } else if !isRefused, let proposed = stored.document.cases, proposed.file == nil {
          document.cases = proposed
        }
        documents.append((className, document))
      }
    }
    for className in classes {
      if let remark = try committed.adoptClass(className, from: proposal) {
        outcome.remarks.append(remark)
      }
    }
    for (className, table, key) in tables {
      let path = try committed.write(table, of: key, toClass: className, suite: suite)
      if let path { outcome.written.append(path) }
    }
    for (className, document) in documents where !document.metrics.isEmpty {
      let path = try committed.write(document, toClass: className, suite: suite)
      if let path { outcome.written.append(path) }
    }
    try SpentAcceptances.remove(from: committed, suite: suite)
    return outcome
  }

  /// The outcomes of cases as they should be committed: those that are there go with their level.
  private func cases(
    of proposed: StoredBaseline,
    onto known: StoredBaseline?,
    as merged: BaselineDocument
  ) throws(GateError) -> CaseTable? {
    guard let table = try CaseFiles.recorded(beside: proposed) else { return nil }
    guard let known, let own = try CaseFiles.recorded(beside: known) else { return table }
    let opened = merged.metrics.filter { name, baseline in
      EvalMetric.isOfCases(name)
        && baseline.epochs.last?.id != known.document.metrics[name]?.epochs.last?.id
    }
    return own.following(table, opening: Set(opened.keys))
  }

  private func merged(
    _ proposed: BaselineDocument,
    onto known: BaselineDocument?,
    _ acceptances: [Acceptance],
    _ outcome: inout Outcome
  ) -> BaselineDocument {
    var document = known ?? BaselineDocument(key: proposed.key)
    for (metric, baseline) in proposed.metrics.sorted(by: { $0.key < $1.key }) {
      let rule = EffectiveRule(
        for: proposed.key.of(suite: name),
        metric: metric,
        kind: baseline.kind,
        in: configuration
      )
      let merge = ProposedBaseline(
        baseline,
        onto: document.metrics[metric],
        tolerance: rule.tolerance
      ) { step in
        reason
          ?? acceptances.first { acceptance in
            acceptance.subject.covers(proposed.key, metric: metric)
              && acceptance.allows(step, of: document.metrics[metric], tolerance: rule.tolerance)
          }?.reason
      }
      document.metrics[metric] = merge.merged
      guard let refusal = merge.refusal else { continue }
      let levels = [refusal.from, refusal.to].map { QuantityText.text($0, unit: baseline.unit) }
      outcome.refused.append("\(proposed.key) \(metric): \(levels[0]) -> \(levels[1])")
    }
    return document
  }
}

extension Acceptance {
  /// Whether a step to a worse level stays within what was accepted.
  fileprivate func allows(
    _ proposed: ProposedBaseline.Refusal,
    of baseline: MetricBaseline?,
    tolerance: Double
  ) -> Bool {
    guard let step, let baseline, !isSpent(by: baseline) else { return false }
    let excess = baseline.direction == .lower ? proposed.to - step.to : step.to - proposed.to
    return excess <= tolerance * abs(step.to)
  }
}
