import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics

extension MetricSamples {
  /// The median over the invocations, in the metric's unit; `nil` without finite values.
  var center: Double? { try? Summary.median(of: values) }

  /// Whether there are values and all are finite.
  var hasCenter: Bool { (try? Summary.check(values)) != nil }
}

extension RunEntry {
  /// What makes the values of a metric doubtful, each with its advice.
  func warningTexts(about metric: String) -> [String] {
    warnings.filter { $0.metric == metric }.map { "\($0.message): \($0.advice)" }
  }
}

extension RunEntry {
  /// That what errored is not among the cases that a score is the mean of; nothing where nothing did.
  func leftOut(of metric: String) -> [String] {
    guard let totals = cases, totals.errored > 0, let score = EvalMetric(metric),
      score.isOfCases, score.figure != .errorRate
    else { return [] }
    let are = totals.errored == 1 ? "is" : "are"
    return [
      "\(totals.passed + totals.failed) of \(totals.read - totals.skipped) passed or failed; "
        + "\(totals.errored) errored \(are) left out"
    ]
  }

  /// Why there is no value of a metric of an eval; `nil` where nobody knows.
  func gap(of metric: String) -> String? {
    metric.split(separator: ".").first.flatMap { gaps[String($0)] }
  }
}

extension Finding {
  /// Whether the finding would fail the run, once proven.
  func mayFail(under gate: GateSettings) -> Bool {
    gates && gate.failOn.map { severity >= $0 } ?? false
  }

  /// Lets it not gate, since the plan of its eval allows that where a variable is not set.
  ///
  /// - Parameter reason: What is not there.
  mutating func excuse(_ reason: String?) {
    isExcused = true
    gates = false
    detail = "NOT gated: \(reason ?? "a variable is not set")"
  }

  /// What became of a planned benchmark without values.
  init(unmeasured entry: RunEntry) {
    self.init(key: entry.key, metric: nil, state: entry.status == .failed ? .errored : .missing)
    detail = entry.status == .failed ? entry.failures.first?.detail ?? entry.reason : entry.reason
    isOfEval = entry.origin == .eval
    output = entry.failures.first.map(\.output).flatMap { $0.isEmpty ? nil : $0 }
    measuringSeconds = entry.measuringSeconds
    if entry.isExcused { excuse(entry.reason) }
  }
}
