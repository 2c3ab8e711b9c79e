import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Synchronization

/// A clock that goes on only when a scripted program runs.
final class FakeClock: Sendable {
  private let nanoseconds = Mutex<Int64>(0)

  func now() -> Int64 { nanoseconds.withLock { $0 } }

  func advance(seconds: Double) { nanoseconds.withLock { $0 += Int64(seconds * 1e9) } }
}

/// Measures a plan on a scripted runner and a fake clock: exact, and without processes.
struct Bench: Sendable {
  /// Answers a request by its shell text, `main` being the benchmark itself, and how often that
  /// was run before.
  typealias Script =
    @Sendable (_ command: String, _ count: Int) throws(ProcessError) -> ProcessOutcome

  let runner: ScriptedProcessRunner
  var context: MeasurementContext

  /// Makes a bench.
  ///
  /// - Parameters:
  ///   - seed: The seed of everything drawn at random.
  ///   - secondsEach: What the clock goes on by with every program.
  ///   - script: Answers every request.
  init(seed: UInt64 = 1, secondsEach: Double = 1, script: @escaping Script = { _, _ in .success }) {
    let clock = FakeClock()
    let counter = Counter()
    runner = ScriptedProcessRunner { request, _ throws(ProcessError) in
      clock.advance(seconds: secondsEach)
      let command = request.command
      return try script(command, counter.next(command))
    }
    context = MeasurementContext(
      runner: runner,
      now: { clock.now() },
      environment: ProcessEnvironment(["PATH": "/bin:/usr/bin", "HOME": "/root"]),
      directory: "/",
      seed: seed
    )
  }

  /// Measures one plan.
  func measure(_ plan: BenchmarkPlan) throws -> RunEntry {
    try measureAll([plan])[0]
  }

  /// Measures plans.
  func measureAll(
    _ plans: [BenchmarkPlan],
    progress: (MeasurementProgress) -> Void = { _ in }
  ) throws -> [RunEntry] {
    try SuiteMeasurement.measure(plans, context: context, progress: progress)
  }

  /// Every request, in order.
  var requests: [ProcessRequest] { runner.requests }

  /// What was run, in order.
  var commands: [String] { runner.requests.map(\.command) }
}

private final class Counter: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  func next(_ name: String) -> Int {
    counts.withLock { counts in
      defer { counts[name, default: 0] += 1 }
      return counts[name] ?? 0
    }
  }
}

extension ProcessRequest {
  /// The arguments as one text: tests give programs `/bin/echo NAME`, or a text for the shell.
  var command: String { arguments.filter { $0 != "-c" }.joined(separator: " ") }
}

extension ProcessOutcome {
  /// A program that took 10 ms and succeeded.
  static let success = ProcessOutcome.taking(0.01)

  /// A program that took some wall-clock seconds and succeeded.
  static func taking(_ seconds: Double) -> ProcessOutcome {
    var outcome = ProcessOutcome(termination: .exited(code: 0))
    outcome.resources.wallNanoseconds = Int64((seconds * 1e9).rounded())
    outcome.resources.userMicroseconds = Int64((seconds * 0.6e6).rounded())
    outcome.resources.systemMicroseconds = Int64((seconds * 0.2e6).rounded())
    return outcome
  }

  /// A program that ended otherwise.
  static func ending(_ termination: Termination) -> ProcessOutcome {
    ProcessOutcome(termination: termination)
  }
}

extension BenchmarkPlan {
  /// A plan for `/bin/echo main`: no warm-up, 3 samples.
  static func plan(
    _ id: String = "a",
    _ command: CommandLine = .echo("main"),
    edit: (inout BenchmarkPlan) -> Void = { _ in }
  ) throws -> BenchmarkPlan {
    var plan = BenchmarkPlan(
      key: BenchmarkKey(id: try BenchmarkID(id)),
      command: command,
      location: SourcePlace(file: "perfgate.yaml", line: 1, column: 1)
    )
    plan.warmup = 0
    plan.samples = SamplingPlan(minimum: 3, maximum: 3, timeSeconds: 1)
    edit(&plan)
    return plan
  }
}

extension CommandLine {
  /// A program that exists everywhere; nothing runs it.
  static func echo(_ text: String) -> CommandLine { .words(["/bin/echo", text]) }
}
