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
    var updated = baselines.places
    let entries = Dictionary(
      run.entries.map { ($0.key, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    for finding in verdict.results {
      guard let metric = finding.metric, finding.limit != nil,
        let samples = entries[finding.key]?.samples(of: metric)
      else { continue }
      let key = MetricKey(benchmark: finding.key, metric: metric)
      guard let acceptance = opening[key] ?? acceptance(of: finding, reason: reason) else {
        continue
      }
      if opening[key] == nil, case .open(let cause, _) = acceptance, cause != .first {
        pending[key] = acceptance
        continue
      }
      let place = BaselinePlace(of: samples.kind)
      var document =
        updated[place]?[finding.key]?.document ?? BaselineDocument(key: finding.key)
      document.metrics[metric] = document.metrics[metric].recording(
        samples,
        run: run.id,
        acceptance: acceptance
      )
      updated[place, default: [:]][finding.key] = StoredBaseline(
        path: updated[place]?[finding.key]?.path ?? "",
        document: document
      )
    }
    for place in BaselinePlace.allCases {
      let before = baselines.places[place] ?? [:]
      for (key, stored) in (updated[place] ?? [:]).sorted(by: { $0.key < $1.key })
      where before[key]?.document != stored.document {
        changes.append(Change(place: place, document: stored.document))
      }
    }
  }

  private mutating func acceptance(of finding: Finding, reason: String?) -> Acceptance? {
    switch finding.state {
    case .new: return .open(cause: .first, reason: nil)
    case .improved: return .open(cause: .improved, reason: reason)
    case .breached where finding.base == nil: return .open(cause: .first, reason: nil)
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

extension MetricBaseline? {
  /// The baseline with one more recording.
  fileprivate func recording(
    _ samples: MetricSamples,
    run: String,
    acceptance: BaselineUpdate.Acceptance
  ) -> MetricBaseline {
    var baseline =
      self
      ?? MetricBaseline(
        unit: samples.unit,
        kind: samples.kind,
        direction: samples.direction,
        epochs: [],
        recordings: [],
        sample: []
      )
    if baseline.recordings.contains(where: { $0.run == run }) { return baseline }
    guard let center = samples.center else { return baseline }
    let low = samples.values.min() ?? center
    let high = samples.values.max() ?? center
    let varies = samples.kind == .exact && low < high
    if samples.kind == .exact, acceptance == .append, let last = baseline.recordings.last,
      last.median == center, last.range == (varies ? low...high : nil)
    {
      return baseline
    }
    if baseline.epochs.isEmpty {
      baseline.epochs = [BaselineEpoch(id: 1, cause: .first)]
    } else if case .open(let cause, let reason) = acceptance {
      let next = (baseline.epochs.last?.id ?? 0) + 1
      baseline.epochs.append(BaselineEpoch(id: next, cause: cause, reason: reason))
    }
    baseline.recordings.append(
      Recording(
        run: run,
        epoch: baseline.epochs.last?.id ?? 1,
        median: center,
        count: samples.values.count,
        range: varies ? low...high : nil
      )
    )
    baseline.recordings = Array(
      baseline.recordings.suffix(BaselineDocument.maximumRecordings)
    )
    let kept = Set(baseline.recordings.map(\.epoch))
    baseline.epochs.removeAll { !kept.contains($0.id) }
    baseline.sample = samples.kind == .exact && !varies ? [center] : thinned(samples.values)
    return baseline.normalized
  }

  /// At most so many values as a baseline keeps, spread evenly over the run.
  private func thinned(_ values: [Double]) -> [Double] {
    let most = BaselineDocument.maximumSample
    guard values.count > most else { return values }
    return (0..<most).map { values[$0 * values.count / most] }
  }
}
