package import PerfgateModel
import PerfgateStatistics

/// One metric of one benchmark that is judged: what was measured, what is committed, what applies.
package struct JudgedMetric: Sendable {
  /// The benchmark.
  package var key: BenchmarkKey
  /// What this run measured.
  package var samples: MetricSamples
  /// The median over the run's invocations, in the metric's unit.
  package var center: Double
  /// The committed baseline; `nil` where there is none.
  package var baseline: MetricBaseline?
  /// The merged rules.
  package var rule: EffectiveRule
  /// How much the host changed since the newest epoch; `nil` where that is not known, or does not
  /// touch the metric.
  var host: HostShift?

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
struct ErrorRates {
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
