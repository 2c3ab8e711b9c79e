/// Runs programs: the port between measuring and the system.
package protocol ProcessRunner: Sendable {
  /// Runs one invocation to its end, blocking; invocations never overlap.
  ///
  /// - Returns: how it ended, also where it could not be started.
  /// - Throws: where the runner itself failed, which says nothing about the program.
  func run(_ request: ProcessRequest) throws(ProcessError) -> ProcessOutcome
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
