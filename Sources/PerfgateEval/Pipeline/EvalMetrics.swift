package import PerfgateModel
import PerfgateStreaming

extension EvalTally {
  /// What is gated of an eval, as one value of each metric.
  ///
  /// A percentile is the smallest value that so many do not exceed (nearest rank), of the replies
  /// that came in this run. Tokens and cost are means over the replies; they are left out where one
  /// reply does not tell them, since a sum without it would look like a saving. Throughput is the
  /// replies over the wall-clock time less what each of the places waited for the rate limit.
  ///
  /// - Parameters:
  ///   - wallSeconds: What running took.
  ///   - concurrency: How many attempts ran at a time, at least 1.
  ///   - names: The scorers' names; each is told of.
  ///   - summary: What is known of the target's processes.
  /// - Returns: The metrics in the order of reports; none where nothing was scored.
  package func metrics(
    wallSeconds: Double,
    concurrency: Int,
    scorers names: [String],
    summary: TargetSummary
  ) -> [MetricSamples] {
    var metrics: [MetricSamples] = []
    func add(
      _ figure: EvalMetric.Figure,
      _ value: Double?,
      of observations: Int,
      by scorer: String? = nil
    ) {
      guard let value, value.isFinite, observations > 0 else { return }
      var samples = MetricSamples(EvalMetric(figure, scorer: scorer).definition, values: [value])
      samples.observations = observations
      metrics.append(samples)
    }
    let scored = count.passed + count.failed
    add(.passRate, Double(count.passed) / Double(max(1, scored)), of: scored)
    add(.score, totalSum / Double(max(1, scored)), of: scored)
    for name in names {
      guard let sums = scorers[name], sums.count > 0 else { continue }
      add(.passRate, Double(sums.passed) / Double(sums.count), of: sums.count, by: name)
      add(.score, sums.sum / Double(sums.count), of: sums.count, by: name)
    }
    let service = service.sorted()
    add(.latency, Self.rank(0.5, of: service), of: service.count)
    add(.latencyP95, Self.rank(0.95, of: service), of: service.count)
    add(.latencyP99, Self.rank(0.99, of: service), of: service.count)
    let firstTokens = firstTokens.sorted()
    add(.firstToken, Self.rank(0.5, of: firstTokens), of: firstTokens.count)
    add(.firstTokenP95, Self.rank(0.95, of: firstTokens), of: firstTokens.count)
    if resumed == 0, !service.isEmpty {
      let busy = wallSeconds - rateLimitSeconds / Double(max(1, concurrency))
      add(.throughput, busy > 0 ? Double(service.count) / busy : nil, of: service.count)
    }
    addTokens(add)
    add(.errorRate, errorRate, of: tried)
    add(.peakMemory, summary.peakMemoryBytes.map(Double.init), of: 1)
    return metrics
  }

  private func addTokens(
    _ add: (EvalMetric.Figure, Double?, Int, String?) -> Void
  ) {
    let replies = Double(max(1, countedReplies))
    if knowsAllTokens {
      add(.tokens, Double(usage.total) / replies, countedReplies, nil)
      add(.inputTokens, Double(usage.input) / replies, countedReplies, nil)
      add(.cachedTokens, Double(usage.cached) / replies, countedReplies, nil)
      add(.outputTokens, Double(usage.output) / replies, countedReplies, nil)
      add(.reasoningTokens, Double(usage.reasoning) / replies, countedReplies, nil)
    }
    if knowsAllCosts { add(.cost, costUSD / Double(pricedReplies), pricedReplies, nil) }
  }

  /// The nearest rank; `nil` of nothing.
  private static func rank(_ share: Double, of sorted: [Double]) -> Double? {
    guard !sorted.isEmpty else { return nil }
    let rank = Int((share * Double(sorted.count)).rounded(.up))
    return sorted[max(1, min(sorted.count, rank)) - 1]
  }
}
