/// The name of a metric of an eval: `pass_rate`, `score.exact`, `latency.p95`.
package struct EvalMetric: Sendable, Equatable {
  /// What is told of every eval, in the order in which reports show it; docs/EVALS.md says what each
  /// of them is.
  package enum Figure: String, Sendable, CaseIterable {
    /// The share of cases that passed; of one scorer where a name follows.
    case passRate = "pass_rate"
    /// The mean of the scores; of one scorer where a name follows.
    case score
    /// What the target took for a case, the median.
    case latency
    case latencyP95 = "latency.p95"
    case latencyP99 = "latency.p99"
    /// From the request to the first token, the median.
    case firstToken = "ttft"
    case firstTokenP95 = "ttft.p95"
    /// Cases a second, waits for the rate limit apart.
    case throughput
    /// Tokens of the target, all that were read and written.
    case tokens
    case inputTokens = "tokens.input"
    case cachedTokens = "tokens.cached"
    case outputTokens = "tokens.output"
    case reasoningTokens = "tokens.reasoning"
    /// What target and paid scorers cost.
    case cost
    /// The share of cases of which nothing is known.
    case errorRate = "error_rate"
    /// The largest peak of the target's processes.
    case peakMemory = "peak_rss"
  }

  /// The whole name.
  package let name: String
  /// What is told.
  package let figure: Figure
  /// The scorer that it is told of; `nil` for the eval.
  package let scorer: String?

  /// Takes a name apart; `nil` for a name of anything else.
  package init?(_ name: String) {
    self.name = name
    if let figure = Figure(rawValue: name) {
      self.figure = figure
      scorer = nil
      return
    }
    for figure in [Figure.passRate, .score] where name.hasPrefix("\(figure.rawValue).") {
      let rest = name.dropFirst(figure.rawValue.count + 1)
      guard !rest.isEmpty else { return nil }
      self.figure = figure
      scorer = String(rest)
      return
    }
    return nil
  }

  /// Makes the name of a figure.
  package init(_ figure: Figure, scorer: String? = nil) {
    self.figure = figure
    self.scorer = scorer
    name = scorer.map { "\(figure.rawValue).\($0)" } ?? figure.rawValue
  }

  /// What the figure says of the metric.
  package var definition: MetricDefinition {
    var definition = MetricDefinition(
      name: name,
      unit: figure.unit,
      kind: figure.kind,
      direction: figure.direction
    )
    definition.isJudgedByDefault = isJudgedByDefault
    return definition
  }
}

extension EvalMetric.Figure {
  /// The base unit of its values.
  package var unit: MetricUnit {
    switch self {
    case .passRate, .score, .errorRate: .ratio
    case .latency, .latencyP95, .latencyP99, .firstToken, .firstTokenP95: .seconds
    case .throughput, .tokens, .inputTokens, .cachedTokens, .outputTokens, .reasoningTokens: .count
    case .cost: .usd
    case .peakMemory: .bytes
    }
  }

  /// How its values behave.
  package var kind: MetricKind {
    switch self {
    case .passRate, .score, .errorRate: .score
    case .tokens, .inputTokens, .cachedTokens, .outputTokens, .reasoningTokens, .cost: .exact
    default: .continuous
    }
  }

  /// Which direction is better.
  package var direction: MetricDirection {
    switch self {
    case .passRate, .score, .throughput: .higher
    default: .lower
    }
  }
}

extension EvalMetric {
  /// Whether it is judged without a rule that names it: the pass rate and the score of the eval.
  package var isJudgedByDefault: Bool {
    scorer == nil && (figure == .passRate || figure == .score)
  }

  /// Whether it is judged case by case, so that changes are in points.
  package var isOfCases: Bool { figure.kind == .score }

  /// Whether a metric of this name is judged case by case.
  package static func isOfCases(_ name: String) -> Bool { EvalMetric(name)?.isOfCases == true }

  /// Whether it is a time of replies, which is compared case by case where base and head are evaluated
  /// in one run.
  package var isOfReplies: Bool { quantile != nil }

  /// Whether only evals have a metric of this name.
  package static func isOfEvalsAlone(_ name: String) -> Bool {
    EvalMetric(name) != nil && !MetricDefinition.process.contains { $0.name == name }
  }

  /// The share of values that are not above a percentile; `nil` for what is none.
  package var quantile: Double? {
    switch figure {
    case .latency, .firstToken: 0.5
    case .latencyP95, .firstTokenP95: 0.95
    case .latencyP99: 0.99
    default: nil
    }
  }
}
