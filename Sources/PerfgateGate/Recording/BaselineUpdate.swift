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
  package enum Acceptance: Sendable, Equatable {
    /// Another recording of the same level.
    case append
    /// A new level begins with this run's values.
    case open(cause: BaselineEpoch.Cause, reason: String?)
  }

  /// The files that differ from what is committed.
  package var changes: [Change]
  /// Metrics whose new level must be measured afresh before it can be recorded.
  package var pending: [MetricKey: Acceptance]
  /// Findings that were not recorded, since a worse level needs a reason.
  package var refused: [Finding]
  /// The chance of a false alarm that the verdict was reached with, 0 to 1.
  private let falseAlarms: Double

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
  ///   - reason: Why worse levels are accepted; `nil` refuses them.
  package init(
    recording run: RunDocument,
    verdict: VerdictDocument,
    baselines: BaselineSet,
    opening: [MetricKey: Acceptance] = [:],
    reason: String?
  ) {
    changes = []
    pending = [:]
    refused = []
    falseAlarms = verdict.policy.falseAlarms
    var updated = baselines.places
    let entries = Dictionary(
      run.entries.map { ($0.key, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    for finding in verdict.results {
      guard let metric = finding.metric, finding.limit != nil,
        let samples = entries[finding.key]?.samples(of: metric),
        let acceptance = acceptance(of: finding, opening: opening, reason: reason)
      else { continue }
      let place = BaselinePlace(of: samples.kind)
      let stored = updated[place]?[finding.key]
      var document = stored?.document ?? BaselineDocument(key: finding.key)
      let baseline = document.metrics[metric] ?? MetricBaseline(startingWith: samples)
      document.metrics[metric] = baseline.recording(samples, of: run, acceptance: acceptance)
      updated[place, default: [:]][finding.key] = StoredBaseline(
        path: stored?.path ?? "",
        document: document
      )
    }
    changes = Self.changes(from: baselines.places, to: updated)
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
  private mutating func acceptance(
    of finding: Finding,
    opening: [MetricKey: Acceptance],
    reason: String?
  ) -> Acceptance? {
    let key = MetricKey(benchmark: finding.key, metric: finding.metric ?? "")
    // An improvement that turns out worse when measured afresh needs a reason like any other.
    if let opened = opening[key], !(opened.isImprovement && finding.isWorse) { return opened }
    let wanted = acceptance(of: finding, reason: reason)
    if opening[key] == nil, case .open(let cause, _) = wanted, cause != .first {
      pending[key] = wanted
      return nil
    }
    return wanted
  }

  /// What follows from the state of a finding alone.
  private mutating func acceptance(of finding: Finding, reason: String?) -> Acceptance? {
    switch finding.state {
    case .new: return .open(cause: .first, reason: nil)
    case .improved: return .open(cause: .improved, reason: reason)
    case .breached where finding.base == nil: return .open(cause: .first, reason: nil)
    // The committed level is beyond the bound as well: the comparison alone says what follows.
    case .breached where finding.budget?.isExisting == true:
      return finding.isProvenBetter(falseAlarms: falseAlarms)
        ? .open(cause: .improved, reason: reason) : .append
    case .regressed, .suspected, .breached:
      guard let reason else {
        refused.append(finding)
        return nil
      }
      return .open(cause: .accepted, reason: reason)
    case .within, .unchanged, .inconclusive: return .append
    case .missing, .errored, .measured: return nil
    }
  }
}

extension BaselineUpdate.Acceptance {
  fileprivate var isImprovement: Bool {
    if case .open(cause: .improved, _) = self { return true }
    return false
  }
}

extension Finding {
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
