/// The name of a metric of one stage of a monitored program, `stage.score.p95`.
package struct StageMetric: Sendable, Equatable {
  /// What all of these names begin with.
  package static let prefix = "stage."

  /// The whole name.
  package let name: String
  /// The stage, as it is written in the name: `%20` is a space.
  package let stage: String
  /// What is told of it; `nil` for what a newer program tells.
  package let figure: StageFigure?

  /// Takes a name apart at its last full stop; `nil` for a name of anything else.
  ///
  /// A stage is written with letters, marks and digits of any script and `-_./:+@%`, so that no name
  /// means anything to a pattern, a trailer of a commit or a terminal.
  package init?(_ name: String) {
    guard name.hasPrefix(Self.prefix) else { return nil }
    let rest = name.dropFirst(Self.prefix.count)
    guard let dot = rest.lastIndex(of: "."), dot > rest.startIndex else { return nil }
    let last = rest[rest.index(after: dot)...]
    guard !last.isEmpty, rest.unicodeScalars.allSatisfy(Self.isNameScalar) else { return nil }
    self.name = name
    stage = String(rest[..<dot])
    figure = StageFigure(rawValue: String(last))
  }

  /// What the figure says of the metric; `nil` where it is not known.
  package var definition: MetricDefinition? {
    figure.map {
      MetricDefinition(name: name, unit: $0.unit, kind: $0.kind, direction: $0.direction)
    }
  }

  private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
      true
    default: "-_./:+@%".unicodeScalars.contains(scalar)
    }
  }
}

/// What is told of every stage, in the order in which reports show it; docs/STAGES.md says what
/// each of them is.
package enum StageFigure: String, Sendable, CaseIterable {
  case count
  case errors
  case throughput
  case total
  case exclusive
  case wait
  case mean
  case standardDeviation = "sd"
  case minimum = "min"
  case maximum = "max"
  case p50
  case p90
  case p95
  case p99
  case p999
  case bytes

  /// The base unit of its values.
  package var unit: MetricUnit {
    switch self {
    case .count, .errors, .throughput: .count
    case .bytes: .bytes
    default: .seconds
    }
  }

  /// How its values behave.
  package var kind: MetricKind {
    switch self {
    case .count, .errors, .bytes: .exact
    default: .continuous
    }
  }

  /// Which direction is better.
  package var direction: MetricDirection { self == .throughput ? .higher : .lower }
}
