internal import Glibc
internal import Synchronization

/// Standard streams that cannot be used for the protocol.
public struct WorkerStreamError: Error, Sendable, Equatable {
  /// What failed, with the number of the system's error.
  public let message: String
}

/// The two ends of the protocol.
final class ProtocolStreams: Sendable {
  private static let chunkBytes = 65_536

  private let input: Int32
  private let output: Int32
  private let writing = Mutex(())

  private init(input: Int32, output: Int32) {
    self.input = input
    self.output = output
  }

  /// Takes the standard streams: the copies are for the protocol and no child inherits them; the
  /// descriptors themselves lead elsewhere, so that neither a print nor a child gets into it.
  static func claim() throws(WorkerStreamError) -> ProtocolStreams {
    let input = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
    let output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard input >= 0, output >= 0, nothing >= 0, dup2(nothing, STDIN_FILENO) >= 0,
      dup2(STDERR_FILENO, STDOUT_FILENO) >= 0
    else {
      throw WorkerStreamError(message: "the standard streams cannot be used: error \(errno)")
    }
    close(nothing)
    // Where perfgate has gone a write fails, and the input ends.
    signal(SIGPIPE, SIG_IGN)
    return ProtocolStreams(input: input, output: output)
  }

  /// The lines of perfgate, read on a thread of their own, since reading blocks.
  func lines() -> AsyncStream<[UInt8]> {
    let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
    let reading = LineReading(descriptor: input, lines: continuation)
    var thread = pthread_t()
    let context = Unmanaged.passRetained(reading).toOpaque()
    let code = pthread_create(
      &thread,
      nil,
      { context in
        if let context {
          Unmanaged<LineReading>.fromOpaque(context).takeRetainedValue().run()
        }
        return nil
      },
      context
    )
    if code == 0 {
      pthread_detach(thread)
    } else {
      Unmanaged<LineReading>.fromOpaque(context).takeRetainedValue().run()
    }
    return stream
  }

  /// Writes a message as a line.
  func write(_ message: WorkerValue) {
    let bytes = LineAnswer.bytes(message)
    writing.withLock { _ in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          return
        }
      }
    }
  }

  /// Reads lines until there are no more.
  private final class LineReading: Sendable {
    let descriptor: Int32
    let lines: AsyncStream<[UInt8]>.Continuation

    init(descriptor: Int32, lines: AsyncStream<[UInt8]>.Continuation) {
      self.descriptor = descriptor
      self.lines = lines
    }

    func run() {
      var pending: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: chunkBytes)
      while true {
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        var rest = buffer[..<count]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          lines.yield(pending + rest[..<end])
          pending.removeAll(keepingCapacity: true)
          rest = rest[(end + 1)...]
        }
        pending += rest
      }
      if !pending.isEmpty { lines.yield(pending) }
      lines.finish()
    }
  }
}
