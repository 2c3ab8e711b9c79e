import CPerfgateSystem
import Glibc
import Synchronization

/// Runs any number of programs at once, each with pipes to perfgate.
///
/// Every program has a keeper, a process between it and perfgate. The keeper ends the program with
/// all that it left behind when it is asked to, when perfgate is interrupted, and when perfgate
/// goes away in any manner.
package final class ChildSpawner: Sendable {
  private let executable: String
  private let interrupt: Int32?
  private let pump: PipePump
  private let connection: Mutex<Connection?>

  /// The socket over which new programs are asked for.
  private final class Connection: Sendable {
    let launch: SpawnerLaunch

    init(_ launch: SpawnerLaunch) {
      self.launch = launch
    }

    deinit { close(launch.descriptor) }
  }

  /// Starts a spawner.
  ///
  /// - Parameters:
  ///   - executable: The perfgate executable; by default the one that runs now.
  ///   - interrupt: A descriptor that becomes readable when what runs is to end, such as that of
  ///     `Interruption`; 5 or above, `nil` for none.
  /// - Returns: The spawner; it ends when nobody has it or a program of it any more.
  /// - Throws: Where it cannot be started.
  package static func start(
    executable: String = "/proc/self/exe",
    interrupt: Int32? = nil
  ) throws(ProcessError) -> ChildSpawner {
    let connection = try connect(executable, interrupt)
    guard let pump = PipePump() else {
      throw .spawnerNotStarted(executable: executable, reason: "there is no thread or pipe left")
    }
    return ChildSpawner(executable, interrupt, pump, connection)
  }

  private init(
    _ executable: String,
    _ interrupt: Int32?,
    _ pump: PipePump,
    _ connection: Connection
  ) {
    self.executable = executable
    self.interrupt = interrupt
    self.pump = pump
    self.connection = Mutex(connection)
  }

  deinit { pump.stop() }

  /// The number of the spawner's process, `nil` after it died.
  package var spawnerProcessIdentifier: Int32? {
    connection.withLock { $0?.launch.processIdentifier }
  }

  /// Starts a program; whether it could be started is told by `wait`.
  ///
  /// - Parameters:
  ///   - request: What is started. Its standard input and its output limits do not count.
  ///   - output: How its standard output is read.
  /// - Returns: The program, which is killed when nobody has it any more.
  /// - Throws: Where the request cannot be expressed, or the spawner fails.
  package func start(
    _ request: ProcessRequest,
    output: PipedProcess.OutputForm
  ) throws(ProcessError) -> PipedProcess {
    let message = try SpawnerMessage(request)
    guard !message.isTooLong else {
      throw .invalidRequest(reason: "its arguments and environment are too long")
    }
    guard let pipes = ChildPipes() else {
      throw .invalidRequest(reason: "no pipes can be made: \(systemErrorText(errno))")
    }
    do throws(ProcessError) {
      defer { pipes.closeChildEnds() }
      try pass(pipes.childEnds)
    } catch {
      pipes.closeOwnEnds()
      throw error
    }
    // Where the keeper is gone, its socket says so to whoever waits for the outcome.
    let head = message.head
    _ = perfgate_send_all(pipes.control, head, head.count)
    pipes.makeOwnEndsNonblocking()
    let exchange = PipeExchange(pipes, output: output, wake: pump.wake)
    pump.add(exchange)
    return PipedProcess(exchange, spawner: self)
  }

  private func pass(_ descriptors: [Int32]) throws(ProcessError) {
    try connection.withLock { connection throws(ProcessError) in
      for _ in 0...1 {
        let current: Connection
        if let connection {
          current = connection
        } else {
          current = try Self.connect(executable, interrupt)
        }
        connection = current
        let error = perfgate_send_descriptors(
          current.launch.descriptor,
          descriptors,
          descriptors.count
        )
        if error == 0 { return }
        // Nothing was started, so a new spawner may begin.
        connection = nil
      }
      throw .spawnerDied
    }
  }

  private static func connect(
    _ executable: String,
    _ interrupt: Int32?
  ) throws(ProcessError) -> Connection {
    Connection(
      try SpawnerLaunch(
        PERFGATE_KEEPER_NAME,
        socket: SOCK_SEQPACKET,
        executable: executable,
        interrupt: interrupt
      )
    )
  }
}
