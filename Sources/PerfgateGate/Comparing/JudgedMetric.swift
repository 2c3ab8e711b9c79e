package import PerfgateModel
import PerfgateStatistics

/// One metric of one benchmark that is judged: what was measured, what is committed, what applies.
///
/// A class, since it holds twenty things that would be counted whenever one is handed on.
package final class JudgedMetric: Sendable {
  /// The benchmark.
  package let key: BenchmarkKey
  /// What this run measured.
  package let samples: MetricSamples
  /// The median over the run's invocations, in the metric's unit.
  package let center: Double
  /// The committed baseline; `nil` where there is none.
  package let baseline: MetricBaseline?
  /// The merged rules.
  package let rule: EffectiveRule
  /// How much the host changed since the newest epoch; `nil` where that is not known, or does not
  /// touch the metric.
  let host: HostShift?

  private init(_ metric: JudgedMetric, heldAgainst baseline: MetricBaseline?) {
    key = metric.key
    samples = metric.samples
    center = metric.center
    self.baseline = baseline
    rule = metric.rule
    host = metric.host
  }

  /// The same metric as if a level had been recorded once.
  func accepting(_ level: Double) -> JudgedMetric {
    JudgedMetric(self, heldAgainst: baseline?.accepting(level))
  }

  /// Creates a judged metric; `nil` without values.
  init?(
    key: BenchmarkKey,
    samples: MetricSamples,
    baseline: MetricBaseline?,
    rule: EffectiveRule,
    probe: HostProbeRecord? = nil
  ) {
    guard let center = samples.center else { return nil }
    self.key = key
    self.samples = samples
    self.center = center
    self.baseline = baseline
    self.rule = rule
    host = HostShift(of: samples, baseline: baseline, probe: probe)
  }

  /// Whether a comparison is asked for.
  var isCompared: Bool { rule.limit != nil }
}

/// The error rates of one run.
struct ErrorRates: Sendable {
  /// a: the chance of any false alarm in the run.
  var falseAlarms: Double
  /// b: the chance that a regression of exactly the limit passes.
  var miss: Double
  /// m: how many judged metrics share `falseAlarms`.
  var judged: Int
  /// Quantiles at these rates that were found already.
  let quantiles = StudentQuantiles()

  /// a / m, the share of one metric.
  var shareOfFalseAlarms: Double { falseAlarms / Double(max(1, judged)) }

  /// The level at which a single metric is decided, min(a / m, b).
  var level: Double {
    BaselinePrediction.level(falseAlarms: falseAlarms, familySize: judged, miss: miss)
  }
}
