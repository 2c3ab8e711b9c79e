/// What one recording says of one stage.
struct StageLevels: Sendable, Hashable {
  /// Fewer spans say nothing of a percentile: it would be the largest one in a hundredth of all cases
  /// or more, ceil(ln 0.01 / ln q).
  private static let fewestSpans: [RegressionReport.Metric: Int] = [
    .serviceP95: 90, .serviceP99: 459,
  ]

  /// The spans that ended.
  let spans: Int
  /// Those of them that failed.
  let failures: Int
  private let values: [RegressionReport.Metric: Double]

  /// Reads the levels of a stage.
  init(_ stage: StageFigures) {
    spans = stage.spanCount
    failures = stage.failureCount
    let known: [RegressionReport.Metric: Double] = [
      .serviceP50: Double(stage.service.percentile(50)),
      .serviceP95: Double(stage.service.percentile(95)),
      .serviceP99: Double(stage.service.percentile(99)),
      .throughput: stage.spansPerSecond,
      .failureShare: stage.failureShare,
    ]
    let count = stage.spanCount
    values = known.filter { metric, value in
      count >= Self.fewestSpans[metric] ?? 1 && (value > 0 || metric != .throughput)
    }
  }

  /// The level of a metric; `nil` where there were too few spans.
  subscript(metric: RegressionReport.Metric) -> Double? { values[metric] }
}
