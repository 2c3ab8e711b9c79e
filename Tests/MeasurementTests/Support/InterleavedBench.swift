import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateStatistics
import PerfgateSystem
import PerfgateTestSupport
import Synchronization

/// Measures plans of two trees on a scripted runner and a fake clock: exact, and without processes.
struct InterleavedBench: Sendable {
  /// Answers the measured command of a side, by how often it was run there before.
  typealias Script =
    @Sendable (_ side: MeasurementSide, _ command: String, _ count: Int) throws(ProcessError) ->
    ProcessOutcome

  static let baseFolder = "/usr"
  static let headFolder = "/"

  let runner: ScriptedProcessRunner
  let clock = FakeClock()
  var trees: InterleavedMeasurement.Trees
  var family = InterleavedFamily(rate: 0.01, size: 1)
  var remeasures = true

  init(
    seed: UInt64 = 1,
    secondsEach: Double = 1,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    script: @escaping Script
  ) {
    let clock = clock
    let counts = Mutex<[String: Int]>([:])
    runner = ScriptedProcessRunner { request, _ throws(ProcessError) in
      clock.advance(seconds: secondsEach)
      let side = request.side
      let name = "\(side.rawValue) \(request.command)"
      let count = counts.withLock { counts in
        defer { counts[name, default: 0] += 1 }
        return counts[name] ?? 0
      }
      return try script(side, request.command, count)
    }
    let head = MeasurementContext(
      runner: runner,
      now: { clock.now() },
      isInterrupted: isInterrupted,
      environment: ProcessEnvironment(["PATH": "/bin:/usr/bin"]),
      directory: Self.headFolder,
      seed: seed
    )
    var base = head
    base.directory = Self.baseFolder
    trees = InterleavedMeasurement.Trees(head: head, base: base)
  }

  /// Measures plans.
  func measure(
    _ plans: [InterleavedPlan],
    within time: TimeShare? = nil,
    goingOnWith part: RunPart? = nil,
    changed: @escaping (Int, RunEntry) -> Void = { _, _ in },
    progress: @escaping (MeasurementProgress) -> Void = { _ in }
  ) throws -> [RunEntry] {
    var measurement = InterleavedMeasurement(
      plans,
      trees: trees,
      family: family,
      remeasures: remeasures,
      within: time,
      changed: changed,
      progress: progress
    )
    if let part { try measurement.goOn(with: part) }
    return try measurement.measure()
  }

  /// What was run, in order: side and command.
  var commands: [String] { runner.requests.map { "\($0.side.rawValue) \($0.command)" } }
}

extension ProcessRequest {
  /// The side whose tree a request runs in.
  var side: MeasurementSide {
    workingDirectory.hasPrefix(InterleavedBench.baseFolder) ? .base : .head
  }
}

extension InterleavedPlan {
  /// A plan whose wall-clock time is compared: t = 2%, D = 10%, no warm-up.
  static func compared(
    _ id: String = "a",
    edit: (inout BenchmarkPlan) -> Void = { _ in }
  ) throws -> InterleavedPlan {
    InterleavedPlan(
      try .plan(id, .echo(id), edit: edit),
      terms: [
        "wall": InterleavedTerms(tolerance: 0.02, limit: 0.1, falseAlarm: 0.01, miss: 0.01)
      ]
    )
  }
}
