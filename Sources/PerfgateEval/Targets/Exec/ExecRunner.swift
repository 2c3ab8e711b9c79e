import PerfgateModel
import PerfgateStreaming
import PerfgateSystem
import Synchronization

/// Starts a process for every question, and reads its whole answer.
final class ExecRunner: Sendable {
  /// What a process has answered.
  ///
  /// An object, since optimised code of Swift 6.3 loses a structure of a reference and a number that an
  /// asynchronous function with a typed error returns.
  final class Answer: Sendable {
    /// Its standard output.
    let bytes: [UInt8]
    /// From its start to its end, in seconds.
    let seconds: Double

    init(bytes: [UInt8], seconds: Double) {
      self.bytes = bytes
      self.seconds = seconds
    }
  }

  /// The most bytes of an answer.
  private static let longestOutput = 16 << 20

  private let request: ProcessRequest
  private let spawner: ChildSpawner
  private let peak = Mutex<Int?>(nil)

  init(_ request: ProcessRequest, _ spawner: ChildSpawner) {
    self.request = request
    self.spawner = spawner
  }

  /// The largest peak memory of a process so far.
  var peakMemoryBytes: Int? { peak.withLock { $0 } }

  /// Runs one process to its end; when its time is over, or the task is cancelled, its group is
  /// killed.
  func run(_ question: [UInt8], within limit: Duration) async throws(AttemptFailure) -> Answer {
    var request = request
    request.timeoutNanoseconds = limit.wholeNanoseconds
    request.terminationGraceNanoseconds = 0
    let process: PipedProcess
    do throws(ProcessError) {
      process = try spawner.start(request, output: .whole(longest: Self.longestOutput))
    } catch {
      throw AttemptFailure(.never, kind: "start", message: error.description)
    }
    let output = await withTaskCancellationHandler {
      await process.write(question)
      process.closeInput()
      let output = await process.wholeOutput()
      if process.isOutputTooLong { process.kill() }
      await process.waitForEnd()
      return output
    } onCancel: {
      process.kill()
    }
    if process.isOutputTooLong {
      throw AttemptFailure(.never, kind: "output", message: "stdout is longer than 16 MiB")
    }
    return try answer(output, process, limit)
  }

  private func answer(
    _ output: [UInt8],
    _ process: PipedProcess,
    _ limit: Duration
  ) throws(AttemptFailure) -> Answer {
    let outcome: ProcessOutcome
    do throws(ProcessError) {
      outcome = try process.outcome()
    } catch {
      throw AttemptFailure(.possible(), kind: "exit", message: error.description)
    }
    let bytes = Int(outcome.resources.peakResidentBytes)
    peak.withLock { $0 = max($0 ?? 0, bytes) }
    let seconds = Double(outcome.resources.wallNanoseconds) / 1e9
    let message = "the process \(ProcessWording.end(outcome.termination))"
    switch outcome.termination {
    case .exited(code: 0): return Answer(bytes: output, seconds: seconds)
    case .timedOut:
      let time = ProcessWording.seconds(limit)
      throw AttemptFailure(.possible(), kind: "timeout", message: "no reply within \(time)")
    case .interrupted: throw AttemptFailure(.never, kind: "interrupted", message: message)
    case .notStarted: throw AttemptFailure(.never, kind: "start", message: message)
    case .exited, .signalled:
      if Task.isCancelled {
        throw AttemptFailure(.possible(), kind: "cancelled", message: "the call was cancelled")
      }
      throw AttemptFailure(
        .never,
        kind: "exit",
        message: message + ProcessWording.standardError(outcome.standardError.kept)
      )
    }
  }
}
