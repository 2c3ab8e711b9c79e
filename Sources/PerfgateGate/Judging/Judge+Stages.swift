import PerfgateConfiguration
import PerfgateModel

extension Judge {
  /// The most stages or evals that a message names.
  static let mostNamed = 8

  /// What rules ask of the stages of a monitor that exports nothing of the kind: names, and patterns
  /// that match none of its metrics.
  ///
  /// - Parameters:
  ///   - entry: What was measured.
  ///   - names: The metrics that it has, or whose absence is told otherwise.
  /// - Returns: Texts of rules.
  func askedInVain(of entry: RunEntry, having names: [String]) -> [String] {
    guard entry.origin == .monitor else { return [] }
    let rules = configuration.member(of: entry.key).rules
    return rules.filter { rule in
      rule.isAboutStages && rule.matches(key: entry.key)
        && !names.contains { rule.isFor(metric: $0) }
    }.compactMap(\.metric?.text)
  }

  /// Why a metric of a monitor's stages or of an eval has no value, one phrase; `nil` where nobody knows.
  func absence(of metric: String, in entry: RunEntry, isRecorded: Bool) -> String? {
    if entry.origin == .eval, let gap = entry.gap(of: metric) {
      return (isRecorded ? "has a baseline" : "is asked for by a rule")
        + " but was not measured: \(gap)"
    }
    guard entry.origin == .monitor, metric.hasPrefix(StageMetric.prefix) else { return nil }
    var stages: [String] = []
    for name in entry.metrics.compactMap({ StageMetric($0.name)?.stage })
    where stages.last != name && !stages.contains(name) { stages.append(name) }
    let list = stages.prefix(Self.mostNamed).joined(separator: ", ")
    let more = stages.count > Self.mostNamed ? ", ..." : ""
    let known = stages.isEmpty ? "it exports no stage" : "its stages are \(list)\(more)"
    guard isRecorded else {
      return "is asked for by a rule but the program does not export it; \(known)"
    }
    return
      "has a baseline but the program does not export it any more; \(known); who removes a stage "
      + "on purpose records that (perfgate baseline record --reason \"...\")"
  }

  /// Metrics of stages that only one side of a comparison exports.
  func stagesOfOneSide(in entry: RunEntry, rates: ErrorRates) -> [Finding] {
    newMetrics(of: entry, side: .head, rates: rates)
      + entry.metrics.compactMap { samples in
        samples.side == .base ? goneStage(samples, of: entry) : nil
      }
  }

  private func goneStage(_ samples: MetricSamples, of entry: RunEntry) -> Finding? {
    let rule = rule(for: entry.key, metric: samples.name, kind: samples.kind).interleaved
    guard rule.judges(samples.name), rule.limit != nil, !rule.isOptional,
      configuration.gate.onMissing != .ignore
    else { return nil }
    var finding = Finding(key: entry.key, metric: samples.name, state: .missing)
    finding.rule = rule.location
    finding.owner = rule.owner
    finding.side = .base
    finding.gates = configuration.gate.onMissing == .fail
    finding.detail =
      "the base exports it and the head does not; who removes a stage on purpose lets the gate only "
      + "warn for that change (gate: {on_missing: warn}), or puts it aside in a rule (enforce: false)"
    return finding
  }
}
