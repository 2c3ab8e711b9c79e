/// Runs programs: the port between measuring and the system.
package protocol ProcessRunner: Sendable {
  /// Runs one invocation to its end, blocking; invocations never overlap.
  ///
  /// - Returns: how it ended, also where it could not be started.
  /// - Throws: where the runner itself failed, which says nothing about the program.
  func run(_ request: ProcessRequest) throws(ProcessError) -> ProcessOutcome

  /// Runs invocations one after the other, with as little time between them as the runner can.
  ///
  /// - Parameters:
  ///   - count: How many, at least 1.
  ///   - request: Makes the request of an invocation, counted from 0; it may be asked for one
  ///     more than is run.
  ///   - each: Receives every outcome in order; false ends the series.
  /// - Throws: where the runner itself failed, which says nothing about the program.
  func runSeries(
    of count: Int,
    _ request: (Int) -> ProcessRequest,
    each: (ProcessOutcome) -> Bool
  ) throws(ProcessError)
}

extension ProcessRunner {
  /// Runs invocations one after the other, each made when the one before has ended.
  package func runSeries(
    of count: Int,
    _ request: (Int) -> ProcessRequest,
    each: (ProcessOutcome) -> Bool
  ) throws(ProcessError) {
    for index in 0..<max(0, count) {
      guard each(try run(request(index))) else { return }
    }
  }
}

/// A runner that failed.
package enum ProcessError: Error, Equatable, Sendable {
  /// The request cannot be expressed, such as a zero byte in an argument.
  case invalidRequest(reason: String)
  /// The spawner could not be started.
  case spawnerNotStarted(executable: String, reason: String)
  /// The spawner ended while the program ran.
  case spawnerDied
  /// The spawner said that it did not understand, or could not be understood.
  case protocolViolation(reason: String)
}

extension ProcessError: CustomStringConvertible {
  /// The error in one sentence.
  package var description: String {
    switch self {
    case .invalidRequest(let reason): return "the program cannot be run: \(reason)"
    case .spawnerNotStarted(let executable, let reason):
      return "the spawner \(executable) could not be started: \(reason)"
    case .spawnerDied:
      return "the spawner ended while the program ran; was it killed, or memory short?"
    case .protocolViolation(let reason): return "the spawner was not understood: \(reason)"
    }
  }
}
