import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateStatistics
import PerfgateSystem
import PerfgateTestSupport
import Synchronization

/// Two trees in folders of their own, in which a scripted program writes what its stages took.
struct MonitoredTrees: Sendable {
  /// What a side's program exports in its so many-th run; `nil` writes nothing.
  typealias Script = @Sendable (_ side: MeasurementSide, _ count: Int) -> [String: Double]?

  let folder: TemporaryDirectory
  let runner: ScriptedProcessRunner
  private let clock = FakeClock()
  /// What the stages were, when terms were asked for.
  let asked = Asked()

  /// Collects what terms were asked for.
  final class Asked: Sendable {
    private let all = Mutex<[[String: [String]]]>([])

    var calls: [[String: [String]]] { all.withLock { $0 } }

    func add(_ stages: [BenchmarkKey: [MetricDefinition]]) {
      let names = stages.map { ($0.key.id.text, $0.value.map(\.name)) }
      all.withLock { $0.append(Dictionary(uniqueKeysWithValues: names)) }
    }
  }

  /// Makes the trees.
  ///
  /// - Parameters:
  ///   - edit: Changes what a program would export.
  ///   - script: What it exports.
  /// - Throws: Where folders cannot be made.
  init(
    edit: @escaping @Sendable (inout RunDocument) -> Void = { _ in },
    _ script: @escaping Script
  ) throws {
    let clock = clock
    let folder = try TemporaryDirectory()
    self.folder = folder
    for side in MeasurementSide.allCases {
      try Files.createDirectories(folder.path(side.rawValue))
    }
    let counts = Mutex<[MeasurementSide: Int]>([:])
    runner = ScriptedProcessRunner { request, _ throws(ProcessError) in
      clock.advance(seconds: 1)
      let side: MeasurementSide = request.environment["PERFGATE_SIDE"] == "base" ? .base : .head
      let count = counts.withLock { counts in
        defer { counts[side, default: 0] += 1 }
        return counts[side] ?? 0
      }
      if let values = script(side, count), var run = try? ExportedStages.run(values) {
        edit(&run)
        try? folder.write(JSONWriter.text(run.json), to: "\(side.rawValue)/stages.json")
      }
      return .taking(0.1)
    }
  }

  /// A plan of a monitor whose wall-clock time is compared.
  static func plan(
    _ id: String = "m",
    edit: (inout BenchmarkPlan) -> Void = { _ in }
  ) throws -> InterleavedPlan {
    try .compared(id) {
      $0.monitor = MonitoredFile(
        path: "stages.json",
        isRun: true,
        location: SourcePlace(file: "perfgate.yaml")
      )
      edit(&$0)
    }
  }

  /// Measures plans; every shared metric of a stage is compared.
  func measure(
    _ plans: [InterleavedPlan],
    goingOnWith part: RunPart? = nil,
    changed: @escaping (Int, RunEntry) -> Void = { _, _ in }
  ) throws -> [RunEntry] {
    func context(_ side: MeasurementSide) -> MeasurementContext {
      MeasurementContext(
        runner: runner,
        now: { clock.now() },
        environment: ProcessEnvironment(["PATH": "/bin:/usr/bin"]),
        directory: folder.path(side.rawValue),
        seed: 7
      )
    }
    var measurement = InterleavedMeasurement(
      plans,
      trees: InterleavedMeasurement.Trees(head: context(.head), base: context(.base)),
      family: InterleavedFamily(rate: 0.01, size: plans.count),
      remeasures: true,
      changed: changed
    )
    measurement.decideStages { stages in
      asked.add(stages)
      let size = plans.count + stages.values.reduce(0) { $0 + $1.count }
      return (
        InterleavedFamily(rate: 0.01, size: size),
        { key in Self.terms(of: (stages[key] ?? []).map(\.name) + ["wall"], among: size) }
      )
    }
    if let part { try measurement.goOn(with: part) }
    return try measurement.measure()
  }

  private static func terms(of names: [String], among size: Int) -> [String: InterleavedTerms] {
    let terms = InterleavedTerms(
      tolerance: 0.02,
      limit: 0.1,
      falseAlarm: 0.01 / Double(size),
      miss: 0.01
    )
    return Dictionary(uniqueKeysWithValues: names.map { ($0, terms) })
  }
}
