internal import PerfgateConfiguration
package import PerfgateModel
import RealModule

/// The acceptances that a run is judged with, by what they are about.
struct AcceptedLevels {
  private let acceptances: [Acceptance]
  private let run: RunDocument
  private let baselines: BaselineSet
  private let configuration: ProjectConfiguration

  /// Collects what files, commits and the command line accept.
  init(run: RunDocument, configuration: ProjectConfiguration, baselines: BaselineSet) {
    acceptances = baselines.acceptances + run.acceptances
    self.run = run
    self.configuration = configuration
    self.baselines = baselines
  }

  /// The acceptance up to a level that a metric is held against: where the metric is worse than its
  /// baseline, and that is still the one which was accepted against.
  func step(of metric: JudgedMetric) -> (acceptance: Acceptance, step: Acceptance.Step)? {
    guard !acceptances.isEmpty, metric.isCompared, isWorse(metric) else { return nil }
    for acceptance in acceptances {
      guard let step = acceptance.step, let baseline = metric.baseline,
        covers(acceptance, metric), !acceptance.isSpent(by: baseline)
      else { continue }
      return (acceptance, step)
    }
    return nil
  }

  /// An acceptance of whatever was measured.
  func unlimited(of metric: JudgedMetric) -> Acceptance? {
    guard !acceptances.isEmpty, metric.isCompared, metric.baseline != nil else { return nil }
    return acceptances.first { $0.step == nil && covers($0, metric) }
  }

  /// The acceptance that a worse score is held against: one up to a level, while the baseline is still
  /// what it was accepted against, or one of whatever was measured.
  func score(_ metric: JudgedMetric, in finding: Finding) -> Acceptance? {
    guard let baseline = metric.baseline else { return nil }
    return acceptances.first { covers($0, metric) && !$0.isSpent(by: baseline) }
  }

  /// Every acceptance and what became of it.
  func uses(in findings: [Finding]) -> [AcceptanceUse] {
    guard !acceptances.isEmpty else { return [] }
    let applied = findings.compactMap(\.acceptance)
    let configured = Set(configuration.benchmarks.map(\.key) + configuration.evals.map(\.key))
    return acceptances.map { acceptance in
      AcceptanceUse(
        acceptance: acceptance,
        outcome: applied.contains(acceptance) ? .applied : unapplied(acceptance, configured)
      )
    }
  }

  private func unapplied(
    _ acceptance: Acceptance,
    _ configured: Set<BenchmarkKey>
  ) -> AcceptanceUse.Outcome {
    guard case .metric(let key, let name) = acceptance.subject, acceptance.step != nil else {
      return .idle
    }
    let tagged = baselines.members.isEmpty ? key : key.of(suite: acceptance.suite)
    // One command behind -- says nothing about what else there is.
    guard configured.contains(tagged) || run.configuration.path == nil else { return .unconfigured }
    let kind = MetricDefinition.named(name)?.kind ?? baselines.kind(of: name, tagged)
    guard isOfClass(acceptance, key: tagged, BaselinePlace(of: kind, metric: name)) else {
      return .elsewhere
    }
    guard let baseline = baselines.metric(name, of: tagged, kind: kind) else { return .idle }
    return acceptance.isSpent(by: baseline) ? .spent : .idle
  }

  private func covers(_ acceptance: Acceptance, _ metric: JudgedMetric) -> Bool {
    (acceptance.suite == nil || acceptance.suite == metric.key.suite ?? run.suite)
      && acceptance.subject.covers(metric.key, metric: metric.samples.name)
      && (acceptance.step == nil
        || isOfClass(
          acceptance,
          key: metric.key,
          BaselinePlace(of: metric.samples.kind, metric: metric.samples.name)
        ))
  }

  private func isOfClass(
    _ acceptance: Acceptance,
    key: BenchmarkKey,
    _ place: BaselinePlace
  ) -> Bool {
    switch place {
    case .machine:
      let own = key.suite.flatMap { baselines.members[$0]?.machineClass }
      return acceptance.className == own ?? baselines.machineClass
    case .platform: return acceptance.className == run.environment.platformClass
    case .portable: return acceptance.className == nil
    }
  }

  /// Whether the level is worse than the committed one by more than the tolerance.
  private func isWorse(_ metric: JudgedMetric) -> Bool {
    guard let level = metric.baseline?.level else { return false }
    let worse = metric.samples.direction == .lower ? metric.center - level : level - metric.center
    return worse > metric.rule.tolerance * abs(level)
  }
}

extension Acceptance {
  /// Whether a baseline is not what a step was accepted against any more.
  ///
  /// An exact level must be the same. Another one may have moved with further recordings: by a third
  /// of the accepted step (in logarithms, where all levels are positive), or by 2%.
  ///
  /// - Parameter baseline: Of the metric that it is about.
  /// - Returns: Whether it is; never for an acceptance without a step.
  package func isSpent(by baseline: MetricBaseline) -> Bool {
    guard let step, let level = baseline.level else { return false }
    guard baseline.kind != .exact else {
      return abs(level - step.from) > 1e-9 * abs(step.from)
    }
    guard level > 0, step.from > 0, step.to > 0 else {
      return abs(level - step.from) > abs(step.to - step.from) / 3
    }
    let moved = abs(Double.log(level / step.from))
    let accepted = abs(Double.log(step.to / step.from))
    return moved > max(Double.log(onePlus: 0.02), accepted / 3)
  }
}
