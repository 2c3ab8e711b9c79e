import PerfgateModel
import PerfgateStore
import PerfgateTestSupport

/// A store in a folder, and small baselines for it.
enum StoreFixture {
  static let machine = BaselineStore.ClassIdentity(
    name: "linux-x86_64-amd-25-17-1-2c",
    place: .machine,
    facts: ["os": "linux", "cores": "2"]
  )
  static let platform = BaselineStore.ClassIdentity(
    name: "linux-x86_64",
    place: .platform,
    facts: ["os": "linux", "arch": "x86_64"]
  )

  static func store(
    in directory: TemporaryDirectory,
    suite: String = "default",
    machine: String = machine.name
  ) -> BaselineStore {
    var identity = Self.machine
    identity.name = machine
    return BaselineStore(
      directory: directory.path("baselines"),
      suite: suite,
      machine: identity,
      platform: platform
    )
  }

  /// A baseline of one metric.
  static func document(
    _ id: String,
    _ parameters: [String: String] = [:],
    metric: String = "wall",
    kind: MetricKind = .continuous,
    median: Double = 0.0125
  ) throws -> BaselineDocument {
    BaselineDocument(
      key: BenchmarkKey(id: try BenchmarkID(id), parameters: parameters),
      metrics: [
        metric: MetricBaseline(
          unit: .seconds,
          kind: kind,
          direction: .lower,
          epochs: [BaselineEpoch(id: 1, cause: .first)],
          recordings: [Recording(run: "7f3a9c", epoch: 1, median: median, count: 30)],
          sample: [median]
        )
      ]
    )
  }
}
