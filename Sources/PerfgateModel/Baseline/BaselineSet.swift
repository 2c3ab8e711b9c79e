/// The three kinds of place for baselines, by what a metric depends on.
package enum BaselinePlace: String, Sendable, CaseIterable {
  /// The machine class: time and memory.
  case machine
  /// Operating system and architecture: exact counts and sizes.
  case platform
  /// No machine at all: scores.
  case portable

  /// The place of a metric's baseline: what is exact of an eval, such as tokens, does not depend on the
  /// machine either.
  package init(of kind: MetricKind, metric name: String) {
    let isPortable = kind == .exact && EvalMetric.isOfEvalsAlone(name)
    self = isPortable ? .portable : BaselinePlace(of: kind)
  }

  private init(of kind: MetricKind) {
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
  /// What accepted.yaml and the command line accept.
  package var acceptances: [Acceptance] = []
  /// What is to be said about these baselines, one phrase each.
  package var remarks: [String] = []
  /// The sets that this one was combined from; empty where there is one suite.
  package private(set) var members: [String: BaselineSet] = [:]

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

  /// Combines the sets of several suites; keys carry the suite's name.
  ///
  /// - Parameter suites: Sets of one suite each, with the suite's name.
  package init(combining suites: [(name: String, baselines: BaselineSet)]) {
    self.init(directory: "", machineClass: "")
    for (name, baselines) in suites {
      var tagged = baselines
      tagged.places = baselines.places.mapValues { stored in
        Dictionary(
          uniqueKeysWithValues: stored.map { ($0.key.of(suite: name), $0.value.of(suite: name)) }
        )
      }
      members[name] = tagged
      for (place, stored) in tagged.places {
        places[place, default: [:]].merge(stored) { first, _ in first }
      }
    }
    // Suites that share a folder share its file, too.
    for acceptance in suites.flatMap(\.baselines.acceptances)
    where !acceptances.contains(acceptance) { acceptances.append(acceptance) }
    var seen: Set<String> = []
    remarks = suites.flatMap(\.baselines.remarks).filter { seen.insert($0).inserted }
    let classes = Set(suites.map(\.baselines.machineClass))
    machineClass = classes.sorted().joined(separator: ", ")
    directory = Set(suites.map(\.baselines.directory)).sorted().joined(separator: ", ")
    otherClasses = Set(suites.flatMap(\.baselines.otherClasses)).subtracting(classes).sorted()
  }

  /// The set in which the baselines of renamed benchmarks carry their new keys.
  ///
  /// - Parameter renamed: Old keys by new ones; a baseline under the new key counts before the old.
  /// - Returns: The set, without the old keys; paths stay where the files are.
  package func following(_ renamed: [BenchmarkKey: BenchmarkKey]) -> BaselineSet {
    guard !renamed.isEmpty else { return self }
    var followed = self
    for place in BaselinePlace.allCases {
      for (new, old) in renamed {
        guard var stored = followed.places[place]?.removeValue(forKey: old) else { continue }
        guard followed.places[place]?[new] == nil else { continue }
        stored.document.key = new
        followed.places[place]?[new] = stored
      }
    }
    for (name, member) in members {
      followed.members[name] = member.following(renamed.filter { $0.key.suite == name })
    }
    let keys = Dictionary(
      renamed.map { ($0.value.of(suite: nil), $0.key.of(suite: nil)) },
      uniquingKeysWith: { first, _ in first }
    )
    for (index, acceptance) in acceptances.enumerated() {
      guard case .metric(let old, let metric) = acceptance.subject, let new = keys[old] else {
        continue
      }
      followed.acceptances[index].subject = .metric(new, metric)
    }
    return followed
  }

  /// Lets baselines say what they will say once they are committed; a run of one suite at a time.
  ///
  /// - Parameter documents: By place.
  package mutating func take(_ documents: [(place: BaselinePlace, document: BaselineDocument)]) {
    for (place, document) in documents {
      let path = places[place]?[document.key]?.path ?? ""
      places[place, default: [:]][document.key] = StoredBaseline(path: path, document: document)
    }
  }

  /// Every benchmark that has a baseline in any place, in order.
  package var keys: [BenchmarkKey] {
    keys { _ in true }
  }

  /// Every benchmark of a kind that has a baseline in any place, in order.
  package func keys(where isWanted: (BenchmarkKey) -> Bool) -> [BenchmarkKey] {
    Set(places.values.flatMap { $0.keys.filter(isWanted) }).sorted()
  }

  /// The baseline of a metric.
  package func metric(_ name: String, of key: BenchmarkKey, kind: MetricKind) -> MetricBaseline? {
    let stored = places[BaselinePlace(of: kind, metric: name)]?[key]?.document.metrics[name]
    return stored?.kind == kind ? stored : nil
  }

  /// The cases of an eval that were recorded; `nil` where there are none.
  package func cases(of key: BenchmarkKey) -> RecordedCases? {
    places[.portable]?[key]?.document.cases
  }

  /// How the values of a recorded metric behave, by its baseline; as times do where it has none.
  package func kind(of name: String, _ key: BenchmarkKey) -> MetricKind {
    places.values.lazy.compactMap { $0[key]?.document.metrics[name]?.kind }.first ?? .continuous
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

extension StoredBaseline {
  fileprivate func of(suite name: String) -> StoredBaseline {
    var stored = self
    stored.document.key.suite = name
    return stored
  }
}
