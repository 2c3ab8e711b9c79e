/// The three kinds of place for baselines, by what a metric depends on.
package enum BaselinePlace: String, Sendable, CaseIterable {
  /// The machine class: time and memory.
  case machine
  /// Operating system and architecture: exact counts and sizes.
  case platform
  /// No machine at all: scores.
  case portable

  /// The place of a metric's baseline.
  package init(of kind: MetricKind) {
    switch kind {
    case .continuous: self = .machine
    case .exact: self = .platform
    case .score: self = .portable
    }
  }
}

/// A baseline and the file that holds it.
package struct StoredBaseline: Sendable, Equatable {
  /// The path as a user at the project's folder would type it.
  package var path: String
  /// What the file says.
  package var document: BaselineDocument

  /// Creates a stored baseline.
  package init(path: String, document: BaselineDocument) {
    self.path = path
    self.document = document
  }
}

/// The committed baselines that apply to a run on one machine.
package struct BaselineSet: Sendable, Equatable {
  /// The folder of all baselines as the configuration names it.
  package var directory: String
  /// The machine class that was looked up.
  package var machineClass: String
  /// The baselines of each place by benchmark.
  package var places: [BaselinePlace: [BenchmarkKey: StoredBaseline]]
  /// Machine classes that have baselines of this suite, other than this one.
  package var otherClasses: [String]

  /// Creates a set.
  package init(
    directory: String,
    machineClass: String,
    places: [BaselinePlace: [BenchmarkKey: StoredBaseline]] = [:],
    otherClasses: [String] = []
  ) {
    self.directory = directory
    self.machineClass = machineClass
    self.places = places
    self.otherClasses = otherClasses
  }

  /// Every benchmark that has a baseline in any place, in order.
  package var keys: [BenchmarkKey] {
    Set(places.values.flatMap(\.keys)).sorted()
  }

  /// The baseline of a metric.
  package func metric(_ name: String, of key: BenchmarkKey, kind: MetricKind) -> MetricBaseline? {
    let stored = places[BaselinePlace(of: kind)]?[key]?.document.metrics[name]
    return stored?.kind == kind ? stored : nil
  }

  /// The names of all metrics that have a baseline for a benchmark.
  package func metricNames(of key: BenchmarkKey) -> [String] {
    Set(places.values.compactMap { $0[key]?.document.metrics.keys }.flatMap { $0 }).sorted()
  }

  /// The files that hold baselines of a benchmark.
  package func paths(of key: BenchmarkKey) -> [String] {
    places.values.compactMap { $0[key]?.path }.sorted()
  }
}
