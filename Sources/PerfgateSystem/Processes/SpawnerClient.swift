import CPerfgateSystem
import Glibc
import Synchronization

/// Runs programs through a spawner, a small process of perfgate's own executable.
///
/// The spawner is single-threaded, so invocations from several threads wait for each other. It
/// ends, and with it everything that it runs, when this client is released or its process ends
/// in any way.
package final class SpawnerClient: ProcessRunner {
  private let executable: String
  private let connection: Mutex<SpawnerConnection?>

  /// Starts a spawner.
  ///
  /// - Parameter executable: the perfgate executable; by default the one that runs now.
  /// - Throws: where it cannot be started.
  package static func start(
    executable: String = "/proc/self/exe"
  ) throws(ProcessError) -> SpawnerClient {
    SpawnerClient(executable, try SpawnerConnection(executable: executable))
  }

  private init(_ executable: String, _ connection: SpawnerConnection) {
    self.executable = executable
    self.connection = Mutex(connection)
  }

  /// The number of the spawner's process, `nil` after it died.
  package var spawnerProcessIdentifier: Int32? {
    connection.withLock { $0?.processIdentifier }
  }

  /// Runs one invocation to its end, blocking.
  ///
  /// A spawner that died before is replaced by a new one; one that dies while the program runs
  /// is an error, since a second attempt could repeat what the program did.
  ///
  /// - Throws: where the request cannot be expressed, or the spawner fails.
  package func run(_ request: ProcessRequest) throws(ProcessError) -> ProcessOutcome {
    let message = try SpawnerMessage(request)
    guard !message.isTooLong else {
      let failure = StartFailure(step: .execution, errorNumber: E2BIG)
      return ProcessOutcome(termination: .notStarted(failure))
    }
    return try connection.withLock { connection throws(ProcessError) in
      do throws(ProcessError) {
        let used = try send(message, over: connection)
        connection = used
        return try used.receiveOutcome()
      } catch {
        connection = nil
        throw error
      }
    }
  }

  private func send(
    _ message: SpawnerMessage,
    over current: SpawnerConnection?
  ) throws(ProcessError) -> SpawnerConnection {
    if let current, (try? current.send(message)) != nil { return current }
    let replacement = try SpawnerConnection(executable: executable)
    do {
      try replacement.send(message)
    } catch {
      throw .spawnerDied
    }
    return replacement
  }
}
