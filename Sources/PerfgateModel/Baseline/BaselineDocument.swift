/// What is committed about one benchmark in one class.
package struct BaselineDocument: Sendable, Equatable {
  /// The schema name and major version.
  package static let schema = "perfgate.baseline/1"
  /// The most recordings that are kept for a metric.
  package static let maximumRecordings = 40
  /// The most values of the latest recording that are kept.
  package static let maximumSample = 50

  /// Id and parameters.
  package var key: BenchmarkKey
  /// The metrics by name.
  package var metrics: [String: MetricBaseline]
  /// The cases of an eval that its scores are compared on; `nil` for anything else.
  package var cases: RecordedCases?

  /// Creates a document.
  package init(key: BenchmarkKey, metrics: [String: MetricBaseline] = [:]) {
    self.key = key
    self.metrics = metrics
    self.cases = nil
  }
}

/// Where the outcomes of an eval's cases are that were recorded.
package struct RecordedCases: Sendable, Equatable {
  /// The file beside the baseline; `nil` where there were too many to keep.
  package var file: String?
  /// The digest of the dataset, in hexadecimal.
  package var dataset: String
  /// How many cases there are.
  package var count: Int

  /// Creates a record.
  package init(file: String?, dataset: String, count: Int) {
    self.file = file
    self.dataset = dataset
    self.count = count
  }
}

/// The recorded levels and spread of one metric.
package struct MetricBaseline: Sendable, Equatable {
  /// The base unit of the values.
  package var unit: MetricUnit
  /// How the values behave.
  package var kind: MetricKind
  /// Which direction is better.
  package var direction: MetricDirection
  /// The accepted levels, oldest first.
  package var epochs: [BaselineEpoch]
  /// What runs left, oldest first.
  package var recordings: [Recording]
  /// Values of the latest recording, for pictures.
  package var sample: [Double]

  /// Creates the baseline of a metric.
  package init(
    unit: MetricUnit,
    kind: MetricKind,
    direction: MetricDirection,
    epochs: [BaselineEpoch],
    recordings: [Recording],
    sample: [Double]
  ) {
    self.unit = unit
    self.kind = kind
    self.direction = direction
    self.epochs = epochs
    self.recordings = recordings
    self.sample = sample
  }

  /// Recordings of each epoch, oldest epoch first; epochs without recordings are empty.
  package var recordingsByEpoch: [[Recording]] {
    epochs.map { epoch in recordings.filter { $0.epoch == epoch.id } }
  }

  /// The medians of each epoch, oldest epoch first, in the metric's unit.
  package var mediansByEpoch: [[Double]] {
    epochs.map { epoch in
      var medians: [Double] = []
      medians.reserveCapacity(recordings.count)
      for index in recordings.indices where recordings[index].epoch == epoch.id {
        medians.append(recordings[index].median)
      }
      return medians
    }
  }

  /// The recording that the newest epoch began with.
  package var opening: Recording? { recordingsByEpoch.last?.first }
}

/// The time between two accepted levels.
package struct BaselineEpoch: Sendable, Equatable {
  /// Why an epoch began.
  package enum Cause: String, Sendable, CaseIterable {
    case first
    case accepted
    case improved
  }

  /// The largest number that is read from a file.
  package static let largestID = 1_000_000_000

  /// Counted from 1.
  package var id: Int
  /// Why it began.
  package var cause: Cause
  /// Why a worse level was accepted.
  package var reason: String?

  /// Creates an epoch.
  package init(id: Int, cause: Cause, reason: String? = nil) {
    self.id = id
    self.cause = cause
    self.reason = reason
  }
}

/// What one run leaves in a baseline.
package struct Recording: Sendable, Equatable {
  /// The run's id.
  package var run: String
  /// The epoch it belongs to.
  package var epoch: Int
  /// The median over the run's invocations.
  package var median: Double
  /// How many invocations there were.
  package var count: Int
  /// The smallest and largest value, where an exact metric varied.
  package var range: ClosedRange<Double>?
  /// How fast the host was; `nil` where that is not known or does not matter.
  package var probe: RecordedProbe?
  /// How far the run's invocations differed, where a continuous metric has positive values: the
  /// Winsorised standard deviation of their logarithms, 0.02 is 2%.
  package var spread: Double?

  /// Creates a recording.
  package init(
    run: String,
    epoch: Int,
    median: Double,
    count: Int,
    range: ClosedRange<Double>? = nil,
    spread: Double? = nil,
    probe: RecordedProbe? = nil
  ) {
    self.run = run
    self.epoch = epoch
    self.median = median
    self.count = count
    self.range = range
    self.probe = probe
    self.spread = spread
  }
}
