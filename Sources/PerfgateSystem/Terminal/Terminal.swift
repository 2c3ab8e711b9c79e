import CPerfgateSystem
import Glibc

/// The standard streams of this process.
package enum Terminal {
  /// A standard stream that can be written to; its value is the file descriptor.
  package enum Stream: Int32, Sendable {
    /// What the user asked for.
    case output = 1
    /// Progress and diagnostics.
    case error = 2
  }

  /// What the other end of a stream can show.
  package static func facts(
    of stream: Stream,
    environment: ProcessEnvironment
  ) -> TerminalFacts {
    TerminalFacts(
      isTerminal: isatty(stream.rawValue) == 1,
      reportedColumns: Int(perfgate_terminal_columns(stream.rawValue)),
      environment: environment
    )
  }

  /// Writes all bytes, unbuffered.
  ///
  /// - Throws: where the stream cannot be written to; `isBrokenPipe` where its reader has gone
  ///   away. No signal is raised then.
  package static func write(
    _ bytes: some Collection<UInt8>,
    to stream: Stream
  ) throws(FileError) {
    try write(bytes, toDescriptor: stream.rawValue)
  }

  static func write(
    _ bytes: some Collection<UInt8>,
    toDescriptor descriptor: Int32
  ) throws(FileError) {
    let error = Files.writeAll(bytes, to: descriptor)
    guard error == 0 else {
      throw FileError(path: "", operation: .write, errorNumber: error)
    }
  }
}
