import Glibc
import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateStreaming
import PerfgateSystem
import PerfgateTestSupport

/// A case with an input.
func makeCase(_ id: String, input: JSONValue = .string("in"), digest: String = "d") -> EvalCase {
  EvalCase(
    id: id,
    digest: digest,
    line: 1,
    input: input,
    expected: .string("wanted"),
    row: .object(["id": .string(id), "extra": .array([.string("x"), .string("y")])]),
    byteCount: 10
  )
}

/// An attempt of a time.
func attempt(_ limit: Duration? = nil) -> Attempt {
  Attempt(task: 0, timeLimit: limit)
}

/// Seconds that no call takes, however busy the machine is.
let ample = 86_400.0

/// A place in a configuration.
let place = SourcePlace(file: "perfgate.yaml", line: 3, column: 5)

/// A folder with programs, and a spawner of the built tool that starts them.
final class ProcessBench: Sendable {
  let folder: TemporaryDirectory
  let context: ProcessContext

  init() throws {
    folder = try TemporaryDirectory()
    context = ProcessContext(
      folder: folder.path,
      environment: .current(),
      spawner: try ChildSpawner.start(executable: BuiltTool.path)
    )
  }

  /// Waits until a program has made a file.
  func wait(for name: String) async throws {
    while !Files.exists(folder.path(name)) { try await Task.sleep(for: .milliseconds(5)) }
  }

  /// A plan for a target with a time limit.
  func plan(_ kind: TargetPlan.Kind, timeout: Double = ample) -> TargetPlan {
    var plan = TargetPlan(kind: kind, location: place)
    plan.timeoutSeconds = timeout
    return plan
  }

  /// A target that runs a shell text for every case.
  func exec(_ script: String, timeout: Double = ample) throws -> ExecTarget {
    try ExecTarget(
      .shell(script),
      plan: plan(.exec(.shell(script)), timeout: timeout),
      context: context
    )
  }

  /// A target of workers that are written in Python.
  func worker(
    _ body: String,
    count: Int = 1,
    inFlight: Int = 1,
    timeout: Double = ample,
    arguments: [String] = [],
    config: JSONValue? = nil
  ) throws -> WorkerTarget {
    let command = try pythonWorker(body, inFlight: inFlight, arguments: arguments)
    var plan = plan(.worker(command, count: count), timeout: timeout)
    plan.config = config
    return try WorkerTarget(command, count: count, plan: plan, context: context)
  }

  /// The command of a worker that says hello and then runs a text.
  func pythonWorker(
    _ body: String,
    inFlight: Int = 1,
    arguments: [String] = []
  ) throws -> CommandLine {
    let script = """
      import sys, json, os, time, signal
      def say(**members):
          sys.stdout.write(json.dumps(members) + "\\n")
          sys.stdout.flush()
      say(hello={"protocol": "perfgate.worker/1", "max_inflight": \(inFlight)})
      requests = (json.loads(line) for line in sys.stdin)
      \(body)
      """
    let name = "worker-\(UInt64.random(in: 0...UInt64.max)).py"
    try folder.write(script + "\n", to: name)
    return .words(["python3", "-S", name] + arguments)
  }
}

/// What answers every request with its input.
let echo = """
  for r in requests: say(id=r["id"], output=r["input"])
  """

/// What a call ended with.
func result(
  of target: some EvalTarget,
  _ evalCase: EvalCase,
  within limit: Duration? = nil,
  repeatIndex: Int = 0
) async -> Result<TargetReply, AttemptFailure> {
  do throws(AttemptFailure) {
    let call = TargetCall(evalCase, repeatIndex: repeatIndex)
    return .success(try await target.reply(to: call, attempt(limit)).output)
  } catch {
    return .failure(error)
  }
}

extension Result where Success == TargetReply, Failure == AttemptFailure {
  /// What was answered, or the kind of the failure in brackets.
  var text: String {
    switch self {
    case .success(let reply): reply.output
    case .failure(let failure): "[\(failure.kind)]"
    }
  }

  /// The failure.
  var failure: AttemptFailure? {
    if case .failure(let failure) = self { failure } else { nil }
  }
}

extension AttemptFailure {
  /// Whether trying again may help.
  var isRetryable: Bool { retry != .never }
}

/// Whether no process has an argument any more; waits for those that are ending.
func isGone(_ argument: String) throws -> Bool {
  for _ in 0..<3000 {
    if try holders(of: argument).isEmpty { return true }
    usleep(20_000)
  }
  return false
}

/// The processes that have an argument.
func holders(of argument: String) throws -> [String] {
  try Files.names(inDirectory: "/proc").filter { name in
    guard Int(name) != nil, let line = try? Files.readBytes(at: "/proc/\(name)/cmdline")
    else { return false }
    return line.split(separator: 0).contains { String(decoding: $0, as: UTF8.self) == argument }
  }
}

/// An argument that no other process has.
func mark() -> String {
  "36\(getpid()).\(UInt32.random(in: 1_000_000...UInt32.max))"
}

/// The files that this process has open below a folder, or that are pipes or sockets.
func openPipes() throws -> Int {
  try Files.names(inDirectory: "/proc/self/fd").count { name in
    var buffer = [UInt8](repeating: 0, count: 256)
    let length = buffer.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { readlink("/proc/self/fd/\(name)", $0, bytes.count) } ?? 0
    }
    let target = String(decoding: buffer.prefix(max(0, length)), as: UTF8.self)
    return target.hasPrefix("pipe:") || target.hasPrefix("socket:")
  }
}
