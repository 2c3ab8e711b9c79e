/// Bounded material for pictures and folded sections.
package struct VerdictExhibits: Sendable, Equatable {
  /// The values behind findings, the worst findings first.
  package var samples: [SampleExhibit]
  /// Where the time went.
  package var stages: [StageTiming]
  /// Which cases of evals came out differently.
  package var cases: [CaseExhibit]

  /// Creates exhibits.
  package init(
    samples: [SampleExhibit] = [],
    stages: [StageTiming] = [],
    cases: [CaseExhibit] = []
  ) {
    self.samples = samples
    self.stages = stages
    self.cases = cases
  }
}

/// The values of one metric on both sides.
package struct SampleExhibit: Sendable, Equatable {
  /// The benchmark.
  package var key: BenchmarkKey
  /// The metric.
  package var metric: String
  /// The unit of the values.
  package var unit: MetricUnit
  /// Values of the latest recording, or of the base's invocations.
  package var base: [Double]
  /// Values of this run.
  package var head: [Double]
  /// A summary of the head's values.
  package var summary: SummaryRecord?

  /// Creates an exhibit.
  package init(
    key: BenchmarkKey,
    metric: String,
    unit: MetricUnit,
    base: [Double],
    head: [Double],
    summary: SummaryRecord?
  ) {
    self.key = key
    self.metric = metric
    self.unit = unit
    self.base = base
    self.head = head
    self.summary = summary
  }
}

/// The usual figures of one sample; all but the counts in the metric's unit.
package struct SummaryRecord: Sendable, Equatable {
  package var count: Int
  package var mean: Double
  package var median: Double
  /// With n - 1; `nil` for one value.
  package var standardDeviation: Double?
  package var minimum: Double
  package var maximum: Double
  /// A distribution-free interval of the median, valid within this run only.
  package var medianInterval: ClosedRange<Double>?
  /// The confidence of the interval, 0 to 1.
  package var confidence: Double?
  /// Values outside Tukey's fences.
  package var outliers: Int

  /// Creates a record.
  package init(
    count: Int,
    mean: Double,
    median: Double,
    standardDeviation: Double?,
    minimum: Double,
    maximum: Double,
    medianInterval: ClosedRange<Double>?,
    confidence: Double?,
    outliers: Int
  ) {
    self.count = count
    self.mean = mean
    self.median = median
    self.standardDeviation = standardDeviation
    self.minimum = minimum
    self.maximum = maximum
    self.medianInterval = medianInterval
    self.confidence = confidence
    self.outliers = outliers
  }
}
