/// One invocation of a program, with everything that it sees.
package struct ProcessRequest: Sendable, Equatable {
  /// What a program reads from its standard input.
  package enum StandardInput: Sendable, Equatable {
    /// Nothing: `/dev/null`.
    case empty
    /// A regular file or a device, read from its start.
    case file(path: String)
    /// These bytes.
    case bytes([UInt8])
  }

  /// How much of an output stream is kept; all of it is read and counted.
  package struct OutputLimits: Sendable, Equatable {
    /// The bytes kept from the start, at most 8 MiB.
    package var headBytes: Int
    /// The bytes kept from the end, at most 8 MiB.
    package var tailBytes: Int

    /// Makes limits; values outside 0 to 8 MiB are moved to the nearer end.
    package init(headBytes: Int, tailBytes: Int) {
      self.headBytes = min(max(headBytes, 0), Self.mostBytes)
      self.tailBytes = min(max(tailBytes, 0), Self.mostBytes)
    }

    /// Enough for an error message: 4 KiB from the start and 4 KiB from the end.
    package static let excerpt = OutputLimits(headBytes: 4096, tailBytes: 4096)

    private static let mostBytes = 8 * 1024 * 1024
  }

  /// The file to execute: an absolute path, or one relative to `workingDirectory`.
  ///
  /// It is not looked up in `PATH`; `ExecutableLookup` does that.
  package var executable: String
  /// The program's own name (`argv[0]`), usually as the user wrote it.
  package var programName: String
  /// The arguments after the program's name.
  package var arguments: [String]
  /// The whole environment; nothing is inherited.
  package var environment: [String: String]
  /// The length of a variable `PERFGATE_PADDING` that is added to the environment, in bytes, 0 for
  /// none: it moves the stack, and is kept apart so that the rest can be prepared once.
  package var paddingBytes: Int = 0
  /// The processors that it may run on, by their numbers from 0 to 1023; empty for all.
  package var processors: [Int] = []
  /// The directory to run in; empty means that of perfgate.
  package var workingDirectory: String
  /// What it reads.
  package var standardInput: StandardInput
  /// The time after which it is ended, in nanoseconds above 0; `nil` for none.
  package var timeoutNanoseconds: Int64?
  /// The time between asking (TERM) and forcing (KILL) it to end, in nanoseconds.
  package var terminationGraceNanoseconds: Int64
  /// How long it may go on once perfgate is interrupted, in nanoseconds; 0 also does not start it.
  package var interruptPatienceNanoseconds: Int64 = 0
  /// What is kept of its standard output.
  package var outputLimits: OutputLimits
  /// What is kept of its standard error.
  package var errorLimits: OutputLimits

  /// Makes a request; what is not given is empty, without a timeout, and keeps excerpts.
  package init(
    executable: String,
    programName: String? = nil,
    arguments: [String] = [],
    environment: [String: String] = [:],
    workingDirectory: String = "",
    standardInput: StandardInput = .empty,
    timeoutNanoseconds: Int64? = nil,
    terminationGraceNanoseconds: Int64 = 2_000_000_000,
    outputLimits: OutputLimits = .excerpt,
    errorLimits: OutputLimits = .excerpt
  ) {
    self.executable = executable
    self.programName = programName ?? executable
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.standardInput = standardInput
    self.timeoutNanoseconds = timeoutNanoseconds
    self.terminationGraceNanoseconds = terminationGraceNanoseconds
    self.outputLimits = outputLimits
    self.errorLimits = errorLimits
  }
}
