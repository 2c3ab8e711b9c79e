import PerfgateModel
import PerfgateStatistics

extension MetricBaseline {
  /// A baseline without a level yet.
  init(startingWith samples: MetricSamples) {
    self.init(
      unit: samples.unit,
      kind: samples.kind,
      direction: samples.direction,
      epochs: [],
      recordings: [],
      sample: []
    )
  }

  /// The baseline with one more recording.
  ///
  /// - Parameters:
  ///   - samples: What was measured.
  ///   - run: The run that measured it.
  ///   - takeover: Whether the recording goes on with the newest epoch or begins one.
  /// - Returns: The same baseline where the run is in it already, or an exact metric or a score has the
  ///   value that it had.
  func recording(
    _ samples: MetricSamples,
    of run: RunDocument,
    takeover: BaselineUpdate.Takeover
  ) -> MetricBaseline {
    guard !recordings.contains(where: { $0.run == run.id }), let center = samples.center else {
      return self
    }
    let range = samples.kind == .exact ? samples.variation : nil
    if samples.kind != .continuous, takeover == .append, let last = recordings.last,
      last.median == center, last.range == range
    {
      return self
    }
    var baseline = self
    baseline.openEpoch(for: takeover)
    baseline.recordings.append(
      Recording(
        run: run.id,
        epoch: baseline.epochs.last?.id ?? 1,
        median: center,
        count: samples.kind == .score
          ? max(1, samples.observations ?? samples.values.count) : samples.values.count,
        range: range,
        spread: samples.kind == .continuous
          ? WithinRunSpread.logarithmic(of: samples.values) : nil,
        probe: samples.kind == .continuous ? run.environment.probe?.recorded : nil
      )
    )
    baseline.forgetOldest()
    baseline.sample =
      samples.kind == .exact && range == nil ? [center] : Self.thinned(samples.values)
    return baseline.normalized
  }

  /// Another run may have recorded the first level meanwhile; then this one belongs to it.
  private mutating func openEpoch(for takeover: BaselineUpdate.Takeover) {
    if epochs.isEmpty {
      epochs = [BaselineEpoch(id: 1, cause: .first)]
    } else if case .open(let cause, let reason) = takeover, cause != .first {
      let next = (epochs.last?.id ?? 0) + 1
      epochs.append(BaselineEpoch(id: next, cause: cause, reason: reason))
    }
  }

  /// Keeps as many recordings as a baseline may hold, and the epochs that they need.
  mutating func forgetOldest() {
    let most = BaselineDocument.maximumRecordings
    guard recordings.count > most else { return }
    // What is exact, or a score, is held against the opening of its epoch, which therefore stays.
    let kept = kind != .continuous ? opening.map { [$0] } ?? [] : []
    let latest = recordings.suffix(most - kept.count)
    recordings = kept.filter { !latest.contains($0) } + latest
    let known = Set(recordings.map(\.epoch))
    epochs.removeAll { !known.contains($0.id) }
  }

  /// At most so many values as a baseline keeps, spread evenly over the run.
  private static func thinned(_ values: [Double]) -> [Double] {
    let most = BaselineDocument.maximumSample
    guard values.count > most else { return values }
    return (0..<most).map { values[$0 * values.count / most] }
  }
}

extension HostProbeRecord {
  /// What a recording keeps of a run's probe.
  fileprivate var recorded: RecordedProbe? {
    guard let cpu = try? Summary(samples: cpu), let memory = try? Summary(samples: memory) else {
      return nil
    }
    return RecordedProbe(kernel: kernel, cpu: cpu.median, memory: memory.median)
  }
}

extension MetricSamples {
  /// The smallest and largest value; `nil` where all are equal.
  fileprivate var variation: ClosedRange<Double>? {
    guard let low = values.min(), let high = values.max(), low < high else { return nil }
    return low...high
  }
}
