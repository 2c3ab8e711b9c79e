/// How a metric's values behave, which decides how they are compared and where their baseline lives.
package enum MetricKind: String, Sendable, CaseIterable {
  /// Varies from run to run and depends on the machine: time, memory.
  case continuous
  /// The same for the same program and input: counts, sizes.
  case exact
  /// Quality of outputs, independent of the machine.
  case score
}

/// Which direction of change is an improvement.
package enum MetricDirection: String, Sendable, CaseIterable {
  case lower
  case higher
}

/// A metric that perfgate can measure.
package struct MetricDefinition: Sendable, Equatable {
  /// The name in configuration, documents and reports.
  package var name: String
  /// The base unit of its values.
  package var unit: MetricUnit
  /// How its values behave.
  package var kind: MetricKind
  /// Which direction is better.
  package var direction: MetricDirection
  /// Whether it is judged without a rule that names it.
  package var isJudgedByDefault: Bool

  private init(
    _ name: String,
    _ unit: MetricUnit,
    _ kind: MetricKind = .continuous,
    judged: Bool = false
  ) {
    self.name = name
    self.unit = unit
    self.kind = kind
    self.direction = .lower
    self.isJudgedByDefault = judged
  }

  /// What is measured of a process, in the order in which reports show it.
  package static let process: [MetricDefinition] = [
    MetricDefinition("wall", .seconds, judged: true),
    MetricDefinition("cpu", .seconds, judged: true),
    MetricDefinition("user", .seconds),
    MetricDefinition("system", .seconds),
    MetricDefinition("peak_rss", .bytes, judged: true),
    MetricDefinition("minor_faults", .count),
    MetricDefinition("major_faults", .count),
    MetricDefinition("voluntary_switches", .count),
    MetricDefinition("involuntary_switches", .count),
    MetricDefinition("output_size", .bytes, .exact),
  ]

  /// The definition of a metric by name.
  package static func named(_ name: String) -> MetricDefinition? {
    process.first { $0.name == name }
  }

  /// The place of a metric in reports; unknown ones come last.
  package static func reportOrder(of name: String) -> Int {
    process.firstIndex { $0.name == name } ?? process.count
  }
}

/// The base units of metric values.
package enum MetricUnit: String, Sendable, CaseIterable {
  case seconds = "s"
  case bytes
  case count
  case usd
  case ratio
}
