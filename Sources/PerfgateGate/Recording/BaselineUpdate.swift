package import PerfgateModel

/// What recording a judged run changes in the committed baselines.
package struct BaselineUpdate: Sendable, Equatable {
  /// A baseline file as it should be, by place and benchmark.
  package struct Change: Sendable, Equatable {
    /// Where the file lives.
    package var place: BaselinePlace
    /// What the file should say.
    package var document: BaselineDocument
  }

  /// One metric of one benchmark.
  package struct MetricKey: Sendable, Hashable {
    /// The benchmark.
    package var benchmark: BenchmarkKey
    /// The metric's name.
    package var metric: String

    /// Creates a key.
    package init(benchmark: BenchmarkKey, metric: String) {
      self.benchmark = benchmark
      self.metric = metric
    }
  }

  /// How the level of a metric is taken over.
  package enum Takeover: Sendable, Equatable {
    /// Another recording of the same level.
    case append
    /// A new level begins with this run's values.
    case open(cause: BaselineEpoch.Cause, reason: String?)
  }

  /// The files that differ from what is committed.
  package var changes: [Change]
  /// The outcomes of cases to be written beside baselines of evals.
  package var cases: [BenchmarkKey: CaseTable]
  /// The files of benchmarks that were renamed and are written under their new ids, and those that
  /// hold nothing any more.
  package var removals: [String]
  /// Metrics whose new level must be measured afresh before it can be recorded.
  package var pending: [MetricKey: Takeover]
  /// Findings that were not recorded, since a worse level, or a stage that is gone, needs a reason.
  package var refused: [Finding]
  /// The chance of a false alarm that the verdict was reached with, 0 to 1.
  private let falseAlarms: Double
  /// Whether somebody else gives reasons for worse levels.
  private let isProposal: Bool

  /// Plans what a run changes.
  ///
  /// What is below the limit or undecided is appended to the newest epoch. An improved level, or a
  /// worse one with a reason, opens a new epoch: not from this run, which was chosen by its result
  /// and so is biased, but from a fresh one.
  ///
  /// - Parameters:
  ///   - run: What was measured.
  ///   - verdict: What was decided about it.
  ///   - baselines: What is committed.
  ///   - opening: New levels that an earlier run showed, to begin with this one's values.
  ///   - cases: The cases of evals, by key, as they were judged.
  ///   - renamed: The keys that benchmarks had before, by those that they have now.
  ///   - reason: Why worse levels are accepted; `nil` refuses them.
  ///   - isProposal: Whether worse levels are taken over without a reason, to be given later.
  package init(
    recording run: RunDocument,
    verdict: VerdictDocument,
    baselines: BaselineSet,
    opening: [MetricKey: Takeover] = [:],
    cases: [BenchmarkKey: EvalCases] = [:],
    renamed: [BenchmarkKey: BenchmarkKey] = [:],
    reason: String?,
    isProposal: Bool = false
  ) {
    changes = []
    self.cases = [:]
    pending = [:]
    refused = []
    falseAlarms = verdict.policy.falseAlarms
    self.isProposal = isProposal
    let entries = Dictionary(
      run.entries.map { ($0.key, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let moved = renamed.filter { entries[$0.key]?.status == .measured }
    removals = moved.values.flatMap(baselines.paths).sorted()
    var updated = baselines.following(moved).places
    var recordings = CaseRecordings()
    for finding in verdict.results {
      guard let metric = finding.metric, finding.limit != nil,
        let samples = entries[finding.key]?.samples(of: metric), Judge.shortage(of: samples) == nil,
        let takeover = takeover(of: finding, opening: opening, reason: reason)
      else { continue }
      if EvalMetric.isOfCases(metric) { recordings.note(takeover, of: metric, finding.key) }
      let place = BaselinePlace(of: samples.kind, metric: metric)
      let stored = updated[place]?[finding.key]
      var document = stored?.document ?? BaselineDocument(key: finding.key)
      let baseline = document.metrics[metric] ?? MetricBaseline(startingWith: samples)
      document.metrics[metric] = baseline.recording(samples, of: run, takeover: takeover)
      updated[place, default: [:]][finding.key] = StoredBaseline(
        path: stored?.path ?? "",
        document: document
      )
    }
    for finding in verdict.results where finding.isGoneStage(entries[finding.key]) {
      if reason != nil {
        forget(finding, in: &updated)
      } else if !isProposal {
        refused.append(finding)
      }
    }
    for finding in refused { recordings.keep(finding.key) }
    for key in pending.keys { recordings.keep(key.benchmark) }
    self.cases = recordings.tables(of: cases, run: run.id, in: &updated)
    changes = Self.changes(from: baselines.places, to: updated)
  }

  /// Forgets the level of a stage that was removed on purpose.
  private mutating func forget(
    _ finding: Finding,
    in places: inout [BaselinePlace: [BenchmarkKey: StoredBaseline]]
  ) {
    guard let metric = finding.metric else { return }
    for place in BaselinePlace.allCases {
      guard var stored = places[place]?[finding.key],
        stored.document.metrics.removeValue(forKey: metric) != nil
      else { continue }
      let isEmpty = stored.document.metrics.isEmpty
      places[place]?[finding.key] = isEmpty ? nil : stored
      if isEmpty, !stored.path.isEmpty { removals = (removals + [stored.path]).sorted() }
    }
  }

  private static func changes(
    from before: [BaselinePlace: [BenchmarkKey: StoredBaseline]],
    to after: [BaselinePlace: [BenchmarkKey: StoredBaseline]]
  ) -> [Change] {
    BaselinePlace.allCases.flatMap { place in
      (after[place] ?? [:]).sorted { $0.key < $1.key }
        .filter { before[place]?[$0.key]?.document != $0.value.document }
        .map { Change(place: place, document: $0.value.document) }
    }
  }

  /// How a finding is taken over now; `nil` where it is not, or only after a fresh measurement.
  private mutating func takeover(
    of finding: Finding,
    opening: [MetricKey: Takeover],
    reason: String?
  ) -> Takeover? {
    let key = MetricKey(benchmark: finding.key, metric: finding.metric ?? "")
    if let opened = opening[key],
      opened.holds(for: finding, mayBeWorse: reason != nil || isProposal)
    {
      return opened
    }
    let wanted = takeover(of: finding, reason: reason)
    if opening[key] == nil, case .open(let cause, _) = wanted, cause != .first {
      pending[key] = wanted
      return nil
    }
    return wanted
  }

  /// What follows from the state of a finding alone.
  private mutating func takeover(of finding: Finding, reason: String?) -> Takeover? {
    switch finding.state {
    case .new: return .open(cause: .first, reason: nil)
    case .improved: return .open(cause: .improved, reason: reason)
    case .breached where finding.base == nil: return .open(cause: .first, reason: nil)
    // The committed level is beyond the bound as well: the comparison alone says what follows.
    case .breached where finding.budget?.isExisting == true:
      return finding.isProvenBetter(falseAlarms: falseAlarms)
        ? .open(cause: .improved, reason: reason) : .append
    case .regressed, .suspected, .breached:
      guard reason != nil || isProposal else {
        refused.append(finding)
        return nil
      }
      return .open(cause: .accepted, reason: reason)
    case .accepted: return .open(cause: .accepted, reason: finding.acceptance?.reason ?? reason)
    case .within, .unchanged, .inconclusive: return .append
    case .missing, .errored, .identical, .measured: return nil
    }
  }
}

extension BaselineUpdate.Takeover {
  /// Whether a takeover that an earlier run decided on still holds for what was measured afresh.
  ///
  /// An improvement that turns out worse needs a reason like any other, and so does a level that is
  /// worse than the one that was accepted.
  fileprivate func holds(for finding: Finding, mayBeWorse: Bool) -> Bool {
    switch self {
    case .append, .open(cause: .first, _): true
    case .open(cause: .improved, _): !finding.isWorse
    case .open(cause: .accepted, _): !finding.isWorse || mayBeWorse
    }
  }
}

extension Finding {
  /// Whether a measured monitor does not export what its baseline has.
  fileprivate func isGoneStage(_ entry: RunEntry?) -> Bool {
    guard state == .missing, let metric, StageMetric(metric) != nil, let entry else { return false }
    return entry.status == .measured && entry.origin == .monitor
  }

  /// Whether the change itself is an improvement, whatever a budget makes of the level.
  fileprivate func isProvenBetter(falseAlarms: Double) -> Bool {
    guard let change, let evidence, direction == .lower ? change.estimate < 0 : change.estimate > 0
    else { return false }
    if let adjusted = evidence.adjusted { return adjusted <= falseAlarms }
    return evidence.method == .exact && abs(change.estimate) > tolerance ?? 0
  }

  /// Whether a level is worse, proven or not.
  fileprivate var isWorse: Bool {
    switch state {
    case .regressed, .suspected, .breached: true
    default: false
    }
  }
}
