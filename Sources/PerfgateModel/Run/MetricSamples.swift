/// Where each value of an entry belongs, column by column; all columns are equally long.
package struct InvocationColumns: Sendable, Equatable {
  /// Which attempt measured it; above 0 is measured again.
  package var attempt: [Int]
  /// Which side it belongs to; the head where nothing is interleaved.
  package var side: [MeasurementSide]
  /// Which round it belongs to; 0 where nothing is interleaved.
  package var round: [Int]
  /// How many loops the program ran inside; values are divided by it.
  package var loops: [Int]

  /// Creates columns for some invocations of the head and the first attempt, one loop each.
  package init(count: Int = 0) {
    attempt = [Int](repeating: 0, count: count)
    side = [MeasurementSide](repeating: .head, count: count)
    round = [Int](repeating: 0, count: count)
    loops = [Int](repeating: 1, count: count)
  }

  /// How many invocations there are.
  package var count: Int { attempt.count }

  /// How many invocations of one side there are; of both for `nil`.
  package func count(of side: MeasurementSide?) -> Int {
    side.map { wanted in self.side.count { $0 == wanted } } ?? count
  }
}

/// The values of one metric, one per invocation.
package struct MetricSamples: Sendable, Equatable {
  /// The metric's name.
  package var name: String
  /// The base unit of the values.
  package var unit: MetricUnit
  /// How the values behave.
  package var kind: MetricKind
  /// Which direction is better.
  package var direction: MetricDirection
  /// The values in the order of the invocations, what perfgate's own shell costs already subtracted.
  package var values: [Double]
  /// What was subtracted from every value, where a shell stood between.
  package var overhead: Overhead?
  /// The step that values are multiples of, in the metric's unit; `nil` where nobody looked.
  package var step: Double?
  /// The only side that has the metric, with one value per invocation of that side; `nil` where both
  /// have it, or nothing is interleaved.
  package var side: MeasurementSide?
  /// How many cases or calls each value rests on; `nil` where a value is that of an invocation.
  package var observations: Int?

  /// Creates samples.
  package init(
    name: String,
    unit: MetricUnit,
    kind: MetricKind,
    direction: MetricDirection,
    values: [Double],
    overhead: Overhead? = nil
  ) {
    self.name = name
    self.unit = unit
    self.kind = kind
    self.direction = direction
    self.values = values
    self.overhead = overhead
  }

  /// Creates samples of a known metric.
  package init(_ definition: MetricDefinition, values: [Double], overhead: Overhead? = nil) {
    self.init(
      name: definition.name,
      unit: definition.unit,
      kind: definition.kind,
      direction: definition.direction,
      values: values,
      overhead: overhead
    )
  }
}

/// A cost that was measured and subtracted.
package struct Overhead: Sendable, Equatable {
  /// The median cost, in the metric's unit.
  package var median: Double
  /// Its uncertainty, one scaled median absolute deviation, in the metric's unit.
  package var uncertainty: Double

  /// Creates an overhead.
  package init(median: Double, uncertainty: Double) {
    self.median = median
    self.uncertainty = uncertainty
  }
}
