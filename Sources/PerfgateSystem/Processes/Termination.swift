/// How an invocation ended.
package enum Termination: Sendable, Equatable {
  /// It exited by itself with this code, 0 to 255.
  case exited(code: Int)
  /// A signal ended it.
  case signalled(Int)
  /// Its time was over and it was ended, whatever it then exited with.
  case timedOut
  /// perfgate was interrupted and it was ended, or not started any more.
  case interrupted
  /// The program never ran.
  case notStarted(StartFailure)

  /// Whether it exited by itself with 0.
  package var isSuccess: Bool { self == .exited(code: 0) }
}

/// Why a program could not be started.
package struct StartFailure: Sendable, Equatable {
  /// What could not be done.
  package enum Step: Sendable, Equatable {
    /// Opening or filling its standard input.
    case standardInput
    /// Making the pipes for its output.
    case pipes
    /// Making a process.
    case process
    /// Putting the process in a group of its own.
    case processGroup
    /// Changing to its working directory.
    case workingDirectory
    /// Connecting its standard streams.
    case standardStreams
    /// Binding it to processors.
    case processors
    /// Executing the file.
    case execution
  }

  /// What could not be done.
  package let step: Step
  /// The system's errno.
  package let errorNumber: Int32

  /// Makes a failure.
  package init(step: Step, errorNumber: Int32) {
    self.step = step
    self.errorNumber = errorNumber
  }
}

extension StartFailure: CustomStringConvertible {
  /// The failure in one sentence without the names of files, which the request has.
  package var description: String {
    let reason = systemErrorText(errorNumber)
    switch step {
    case .standardInput: return "its standard input cannot be opened: \(reason)"
    case .pipes: return "no pipe can be made for its output: \(reason)"
    case .process: return "no process can be made: \(reason)"
    case .processGroup: return "its process group cannot be made: \(reason)"
    case .workingDirectory: return "its working directory cannot be entered: \(reason)"
    case .standardStreams: return "its standard streams cannot be connected: \(reason)"
    case .processors: return "it cannot be bound to its processors: \(reason)"
    case .execution: return "it cannot be executed: \(reason)"
    }
  }
}
