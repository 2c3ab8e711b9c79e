/// One planned benchmark with fixed parameters and what became of it.
package struct RunEntry: Sendable, Equatable {
  /// Where values come from.
  package enum Origin: String, Sendable, CaseIterable {
    /// Fresh processes, measured by perfgate.
    case process
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
    self.origin = .process
    self.status = status
    self.reason = nil
    self.invocations = InvocationColumns()
    self.metrics = []
    self.failures = []
    self.warnings = []
    self.measuringSeconds = 0
  }

  /// The samples of a metric.
  package func samples(of metric: String) -> MetricSamples? {
    metrics.first { $0.name == metric }
  }
}

/// Where each value of an entry belongs, column by column; all columns are equally long.
package struct InvocationColumns: Sendable, Equatable {
  /// Which attempt measured it; above 0 is measured again.
  package var attempt: [Int]
  /// Which round it belongs to; 0 where nothing is interleaved.
  package var round: [Int]
  /// How many loops the program ran inside; values are divided by it.
  package var loops: [Int]

  /// Creates columns for some invocations of the first attempt, one loop each.
  package init(count: Int = 0) {
    attempt = [Int](repeating: 0, count: count)
    round = [Int](repeating: 0, count: count)
    loops = [Int](repeating: 1, count: count)
  }

  /// How many invocations there are.
  package var count: Int { attempt.count }
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

/// Why one invocation gave no value.
package struct InvocationFailure: Sendable, Equatable {
  /// What happened.
  package enum Kind: String, Sendable, CaseIterable {
    /// The program could not be started.
    case start
    /// It ended with another exit code than expected.
    case exit
    /// A signal ended it.
    case signal
    /// It ran longer than its timeout.
    case timeout
    /// It left processes behind, whose work cannot be counted.
    case leftover
    /// One of setup, prepare, cleanup and teardown failed.
    case hook
  }

  /// Which invocation, from 0, warm-up not counted; `nil` outside of any.
  package var invocation: Int?
  /// What happened.
  package var kind: Kind
  /// One phrase with the numbers.
  package var detail: String
  /// The end of what the program wrote, stderr before stdout.
  package var output: String

  /// Creates a failure.
  package init(invocation: Int?, kind: Kind, detail: String, output: String = "") {
    self.invocation = invocation
    self.kind = kind
    self.detail = detail
    self.output = output
  }
}

/// Something that makes values doubtful without making them wrong.
package struct MeasurementWarning: Sendable, Equatable {
  /// What it is about.
  package enum Kind: String, Sendable, CaseIterable {
    /// The shell costs more than the program or hides its noise.
    case shellCost
    /// The program is too short for process start-up noise.
    case shortProgram
    /// The first values are slower: more warm-up is needed.
    case slowStart
    /// Values fall into two groups.
    case bimodal
    /// Many far-off values.
    case outliers
  }

  /// What it is about.
  package var kind: Kind
  /// The metric whose values are doubtful.
  package var metric: String
  /// What was seen, with numbers.
  package var message: String
  /// What to do about it.
  package var advice: String

  /// Creates a warning.
  package init(_ kind: Kind, metric: String, _ message: String, advice: String) {
    self.kind = kind
    self.metric = metric
    self.message = message
    self.advice = advice
  }
}
