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

/// What a metric is: its name, and how its values are read.
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

  /// Defines a metric that is judged where a rule names it.
  package init(
    name: String,
    unit: MetricUnit,
    kind: MetricKind,
    direction: MetricDirection
  ) {
    self.name = name
    self.unit = unit
    self.kind = kind
    self.direction = direction
    isJudgedByDefault = false
  }

  /// The definition that values were recorded with.
  package init(of samples: MetricSamples) {
    self.init(
      name: samples.name,
      unit: samples.unit,
      kind: samples.kind,
      direction: samples.direction
    )
  }

  private init(
    _ name: String,
    _ unit: MetricUnit,
    _ kind: MetricKind = .continuous,
    judged: Bool = false
  ) {
    self.init(name: name, unit: unit, kind: kind, direction: .lower)
    isJudgedByDefault = judged
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

  /// The definition of a metric by name, of a process, an eval or a stage; `nil` for a name that says
  /// nothing, such as that of a figure which a newer program exports.
  package static func named(_ name: String) -> MetricDefinition? {
    process.first { $0.name == name } ?? EvalMetric(name)?.definition
      ?? StageMetric(name)?.definition
  }

  /// The place of a metric in reports: those of a process first, then those of an eval, then stage by
  /// stage, others last.
  package static func reportOrder(of name: String) -> ReportOrder { ReportOrder(name) }

  /// Whether values were recorded with this unit, kind and direction.
  package func fits(unit: MetricUnit, kind: MetricKind, direction: MetricDirection) -> Bool {
    self.unit == unit && self.kind == kind && self.direction == direction
  }

  /// What is wrong with values that do not fit.
  package var misfit: String {
    "'\(name)' is \(kind.rawValue), in \(unit.rawValue), \(direction.rawValue) is better: this says "
      + "otherwise"
  }
}

extension MetricDefinition {
  /// Where a metric stands among others.
  package struct ReportOrder: Comparable, Sendable {
    private let process: Int
    private let stage: String
    private let figure: Int
    private let name: String

    fileprivate init(_ name: String) {
      let known = MetricDefinition.process
      self.name = name
      if let index = known.firstIndex(where: { $0.name == name }) {
        (process, stage, figure) = (index, "", 0)
      } else if let eval = EvalMetric(name) {
        (process, stage) = (known.count, "")
        figure = EvalMetric.Figure.allCases.firstIndex(of: eval.figure) ?? 0
      } else if let found = StageMetric(name) {
        let figures = StageFigure.allCases
        (process, stage) = (known.count + 1, found.stage)
        figure = found.figure.flatMap { figures.firstIndex(of: $0) } ?? figures.count
      } else {
        (process, stage, figure) = (known.count + 2, "", 0)
      }
    }

    /// Whether one metric stands before another.
    package static func < (left: ReportOrder, right: ReportOrder) -> Bool {
      (left.process, left.stage, left.figure, left.name)
        < (right.process, right.stage, right.figure, right.name)
    }
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
