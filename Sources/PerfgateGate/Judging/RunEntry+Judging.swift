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

extension Finding {
  /// Whether the finding would fail the run, once proven.
  func mayFail(under gate: GateSettings) -> Bool {
    gates && gate.failOn.map { severity >= $0 } ?? false
  }

  /// What became of a planned benchmark without values.
  init(unmeasured entry: RunEntry) {
    self.init(key: entry.key, metric: nil, state: entry.status == .failed ? .errored : .missing)
    detail = entry.status == .failed ? entry.failures.first?.detail ?? entry.reason : entry.reason
    output = entry.failures.first.map(\.output).flatMap { $0.isEmpty ? nil : $0 }
    measuringSeconds = entry.measuringSeconds
  }
}
