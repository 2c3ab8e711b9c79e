import PerfgateModel
import PerfgateStatistics

/// The material behind findings, bounded so that a verdict stays small.
enum Exhibits {
  /// The most findings whose values are shown.
  private static let maximumSamples = 60
  /// The most values of one sample.
  private static let maximumValues = 200
  /// The most stages.
  private static let maximumStages = 200
  /// The confidence of intervals within one run.
  private static let confidence = 0.95

  /// Exhibits of a judged run: values of the worst findings first.
  static func make(
    of findings: [Finding],
    measured entry: (BenchmarkKey) -> RunEntry?,
    stages: [StageTiming],
    baselines: BaselineSet
  ) -> VerdictExhibits {
    var shown: [SampleExhibit] = []
    for finding in findings where shown.count < maximumSamples {
      // A mean over cases is one value, which no picture says better.
      guard let metric = finding.metric, !EvalMetric.isOfCases(metric),
        let entry = entry(finding.key),
        let samples = entry.only(.head).samples(of: metric)
      else { continue }
      let base =
        entry.presence == nil
        ? baselines.metric(metric, of: finding.key, kind: samples.kind)?.sample
        : entry.only(.base).samples(of: metric)?.values
      if let one = exhibit(of: samples, key: finding.key, base: base ?? []) { shown.append(one) }
    }
    return VerdictExhibits(samples: shown, stages: Array(stages.prefix(maximumStages)))
  }

  /// Exhibits of a run that is not judged: every metric, in the order of the run.
  static func make(describing run: RunDocument) -> VerdictExhibits {
    let samples = run.entries.flatMap { entry in
      entry.metrics.compactMap { exhibit(of: $0, key: entry.key, base: []) }
    }
    return VerdictExhibits(samples: samples, stages: Array(run.stages.prefix(maximumStages)))
  }

  private static func exhibit(
    of samples: MetricSamples,
    key: BenchmarkKey,
    base: [Double]
  ) -> SampleExhibit? {
    guard let summary = try? Summary(samples: samples.values) else { return nil }
    let interval = summary.medianInterval(confidence: confidence)
    let record = SummaryRecord(
      count: summary.count,
      mean: summary.mean,
      median: summary.median,
      standardDeviation: summary.standardDeviation,
      minimum: summary.minimum,
      maximum: summary.maximum,
      medianInterval: interval.map { $0.lower...$0.upper },
      confidence: interval?.confidence,
      outliers: summary.outliers.total
    )
    return SampleExhibit(
      key: key,
      metric: samples.name,
      unit: samples.unit,
      base: Array(base.filter(\.isFinite).prefix(maximumValues)),
      head: Array(samples.values.prefix(maximumValues)),
      summary: record
    )
  }
}
