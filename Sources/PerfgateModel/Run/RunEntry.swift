/// One planned benchmark with fixed parameters and what became of it.
package struct RunEntry: Sendable, Equatable {
  /// Where values come from.
  package enum Origin: String, Sendable, CaseIterable {
    /// Fresh processes, measured by perfgate.
    case process
    /// A program that exports what its stages took, and that perfgate may measure beside it.
    case monitor
    /// The cases of a dataset, each put to a target and scored.
    case eval
  }

  /// What became of the entry.
  package enum Status: String, Sendable, CaseIterable {
    case measured
    case failed
    case skipped
  }

  /// Id and parameters.
  package var key: BenchmarkKey
  /// Tags of the configuration.
  package var tags: [String]
  /// The command as it was started.
  package var command: [String]
  /// The base's command, where it is another one.
  package var baseCommand: [String]?
  /// On which sides it is configured; `nil` where nothing is interleaved.
  package var presence: Presence?
  /// Whether program and inputs are the same bytes on both sides, so that nothing was measured; then
  /// it is on both sides and skipped.
  package var isIdentical: Bool
  /// Whether an eval was left out, or recorded outputs took the place of its target, since its plan
  /// allows that where a variable is not set: what it lacks is not gated.
  package var isExcused: Bool
  /// Where values come from.
  package var origin: Origin
  /// What became of it.
  package var status: Status
  /// Why it was skipped or failed; required for both.
  package var reason: String?
  /// The measured invocations, one element each.
  package var invocations: InvocationColumns
  /// The values, one metric each.
  package var metrics: [MetricSamples]
  /// Where the cases of an eval are and how they ended; `nil` for anything else.
  package var cases: CaseTotals?
  /// The same of the base, where both sides were evaluated.
  package var baseCases: CaseTotals?
  /// Why an eval has no value of a metric that others have, one phrase each, by the part of the metric's
  /// name before its first full stop.
  package var gaps: [String: String]
  /// Why invocations failed.
  package var failures: [InvocationFailure]
  /// What makes the values doubtful.
  package var warnings: [MeasurementWarning]
  /// Wall-clock seconds spent on the entry, warm-up and hooks included.
  package var measuringSeconds: Double

  /// Creates an entry without values.
  package init(key: BenchmarkKey, tags: [String], command: [String], status: Status) {
    self.key = key
    self.tags = tags
    self.command = command
    self.baseCommand = nil
    self.presence = nil
    self.isIdentical = false
    self.isExcused = false
    self.origin = .process
    self.status = status
    self.reason = nil
    self.invocations = InvocationColumns()
    self.metrics = []
    self.cases = nil
    self.baseCases = nil
    self.gaps = [:]
    self.failures = []
    self.warnings = []
    self.measuringSeconds = 0
  }

  /// The entry with the invocations of one side alone.
  ///
  /// - Parameter side: Which one.
  /// - Returns: The same entry without the other side's values.
  package func only(_ side: MeasurementSide) -> RunEntry {
    let places = invocations.side.indices.filter { invocations.side[$0] == side }
    let hasSides = metrics.indices.contains { metrics[$0].side != nil }
    guard places.count < invocations.count || hasSides else { return self }
    var entry = self
    entry.metrics.removeAll { $0.side != nil && $0.side != side }
    entry.invocations.attempt = places.map { invocations.attempt[$0] }
    entry.invocations.side = places.map { invocations.side[$0] }
    entry.invocations.round = places.map { invocations.round[$0] }
    entry.invocations.loops = places.map { invocations.loops[$0] }
    for index in entry.metrics.indices where entry.metrics[index].side == nil {
      let values = entry.metrics[index].values
      entry.metrics[index].values = places.map { values[$0] }
    }
    return entry
  }

  /// The samples of a metric.
  package func samples(of metric: String) -> MetricSamples? {
    metrics.first { $0.name == metric }
  }
}
