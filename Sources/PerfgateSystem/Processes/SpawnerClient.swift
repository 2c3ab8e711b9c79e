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
  private let interrupt: Int32?
  private let connection: Mutex<SpawnerConnection?>

  /// Starts a spawner.
  ///
  /// - Parameters:
  ///   - executable: the perfgate executable; by default the one that runs now.
  ///   - interrupt: a descriptor that becomes readable when what runs is to end, such as that of
  ///     `Interruption`; 5 or above, `nil` for none.
  /// - Returns: a client of the new spawner.
  /// - Throws: where it cannot be started.
  package static func start(
    executable: String = "/proc/self/exe",
    interrupt: Int32? = nil
  ) throws(ProcessError) -> SpawnerClient {
    let connection = try SpawnerConnection(executable: executable, interrupt: interrupt)
    return SpawnerClient(executable, interrupt, connection)
  }

  private init(_ executable: String, _ interrupt: Int32?, _ connection: SpawnerConnection) {
    self.executable = executable
    self.interrupt = interrupt
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
    var outcome: ProcessOutcome?
    try runSeries(of: 1, { _ in request }) {
      outcome = $0
      return true
    }
    guard let outcome else { throw .spawnerDied }
    return outcome
  }

  /// Runs invocations one after the other without a pause in between.
  ///
  /// Where `each` ends the series, an invocation that had already begun is killed, and the
  /// spawner is replaced by a new one for what comes next.
  ///
  /// - Throws: where a request cannot be expressed, or the spawner fails.
  package func runSeries(
    of count: Int,
    _ request: (Int) -> ProcessRequest,
    each: (ProcessOutcome) -> Bool
  ) throws(ProcessError) {
    guard count > 0 else { return }
    var encoder = SeriesEncoder()
    let first = try encoder.message(for: request(0))
    guard !first.isTooLong else {
      _ = each(
        ProcessOutcome(
          termination: .notStarted(StartFailure(step: .execution, errorNumber: E2BIG))
        )
      )
      return
    }
    var delivered = 0
    try connection.withLock { connection throws(ProcessError) in
      for attempt in 0...1 {
        let current: SpawnerConnection
        if let connection {
          current = connection
        } else {
          current = try SpawnerConnection(executable: executable, interrupt: interrupt)
        }
        connection = current
        do throws(SpawnerConnection.Failure) {
          let isReusable = try current.runSeries(
            of: count,
            { index throws(ProcessError) in
              index == 0 ? first : try encoder.message(for: request(index))
            },
            each: { outcome in
              delivered += 1
              return each(outcome)
            }
          )
          if !isReusable { connection = nil }
          return
        } catch {
          connection = nil
          switch error {
          case .lost(let reason): throw reason
          // Nothing ran yet, so a new spawner may begin.
          case .gone where attempt == 0 && delivered == 0: continue
          case .gone: throw .spawnerDied
          }
        }
      }
    }
  }
}

/// Prepares the requests of a series, which mostly differ in their padding alone: what happens
/// between two invocations is on the time of the next one.
private struct SeriesEncoder {
  private var latest: (request: ProcessRequest, message: SpawnerMessage)?

  mutating func message(for request: ProcessRequest) throws(ProcessError) -> SpawnerMessage {
    var plain = request
    plain.paddingBytes = 0
    if let latest, latest.request == plain {
      var message = latest.message
      message.paddingBytes = max(0, request.paddingBytes)
      return message
    }
    var message = try SpawnerMessage(plain)
    latest = (plain, message)
    message.paddingBytes = max(0, request.paddingBytes)
    return message
  }
}
