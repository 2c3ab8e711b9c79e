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
  /// - Returns: a client of the new spawner.
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
      do throws(SpawnerConnection.Failure) {
        if let current = connection { return try current.run(message) }
      } catch {
        connection = nil
        if case .lost(let reason) = error { throw reason }
      }
      let replacement = try SpawnerConnection(executable: executable)
      do throws(SpawnerConnection.Failure) {
        let outcome = try replacement.run(message)
        connection = replacement
        return outcome
      } catch {
        if case .lost(let reason) = error { throw reason }
        throw .spawnerDied
      }
    }
  }
}
