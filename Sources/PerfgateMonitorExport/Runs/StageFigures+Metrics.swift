internal import PerfgateModel
internal import PerfgateMonitor

extension StageFigures {
  /// The figures of the stage as metrics with one value each, in the order of docs/STAGES.md.
  ///
  /// All but the bytes are always there: a program that exports other metrics than the last time
  /// cannot be compared.
  var metrics: [MetricSamples] {
    let counts = [
      exact("count", .count, Double(spanCount)), exact("errors", .count, Double(failureCount)),
      samples("throughput", .count, .continuous, .higher, spansPerSecond),
    ]
    let times: [(figure: String, nanoseconds: Double)] = [
      ("total", Double(inclusiveNanoseconds)), ("exclusive", Double(exclusiveNanoseconds)),
      ("wait", waitedNanoseconds), ("mean", service.meanNanoseconds),
      ("sd", service.standardDeviationNanoseconds), ("min", Double(service.minimumNanoseconds)),
      ("max", Double(service.maximumNanoseconds)), ("p50", percentile(50)), ("p90", percentile(90)),
      ("p95", percentile(95)), ("p99", percentile(99)), ("p999", percentile(99.9)),
    ]
    let size = bytes > 0 ? [exact("bytes", .bytes, Double(bytes))] : []
    return counts + times.map { seconds($0.figure, nanoseconds: $0.nanoseconds) } + size
  }

  /// What spans waited, once however many waits of one span ran at a time.
  private var waitedNanoseconds: Double {
    // A sum of means is not exact: without a wait it is to be 0.
    waits.isEmpty ? 0 : max(0, Double(inclusiveNanoseconds) - service.totalNanoseconds).rounded()
  }

  private func percentile(_ percent: Double) -> Double { Double(service.percentile(percent)) }

  private func exact(_ figure: String, _ unit: MetricUnit, _ value: Double) -> MetricSamples {
    samples(figure, unit, .exact, .lower, value)
  }

  private func seconds(_ figure: String, nanoseconds: Double) -> MetricSamples {
    samples(figure, .seconds, .continuous, .lower, nanoseconds / 1e9)
  }

  private func samples(
    _ figure: String,
    _ unit: MetricUnit,
    _ kind: MetricKind,
    _ direction: MetricDirection,
    _ value: Double
  ) -> MetricSamples {
    MetricSamples(
      name: StageMetricName.name(stage: name, figure: figure),
      unit: unit,
      kind: kind,
      direction: direction,
      // Spans that overlap the end of a window may subtract to a little below 0.
      values: [max(0, value)]
    )
  }
}
