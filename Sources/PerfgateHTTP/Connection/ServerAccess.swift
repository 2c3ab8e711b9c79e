import PerfgateModel
import PerfgateSystem
import Synchronization

/// What is needed to ask a server, between its start and its stop.
final class ServerAccess: Sendable {
  /// The connections and the key.
  struct Session: Sendable {
    let connections: ServerConnections
    /// `nil` where the server wants none.
    let key: SecretKey?
  }

  private let keyVariable: String?
  private let environment: ProcessEnvironment
  private let connectSeconds: Double
  private let state = Mutex<Session?>(nil)

  /// Opens nothing yet.
  ///
  /// - Parameters:
  ///   - keyVariable: The variable with the key; `nil` where the server wants none.
  ///   - environment: Where it is looked for.
  ///   - connectSeconds: The longest time that connecting may take, above 0.
  init(keyVariable: String?, environment: ProcessEnvironment, connectSeconds: Double) {
    self.keyVariable = keyVariable
    self.environment = environment
    self.connectSeconds = connectSeconds
  }

  /// What there is now; `nil` before the start and after the stop.
  var session: Session? { state.withLock { $0 } }

  /// Reads the key; the first request connects.
  ///
  /// - Throws: `GateError` where the key is missing or none.
  func open() async throws(GateError) {
    var key: SecretKey?
    if let keyVariable {
      key = try SecretKey(environment[keyVariable], variable: keyVariable)
    }
    let opened = Session(
      connections: ServerConnections(connectSeconds: connectSeconds),
      key: key
    )
    await replace(opened)
  }

  /// Closes all connections; requests that are under way fail.
  func close() async { await replace(nil) }

  private func replace(_ session: Session?) async {
    let before = state.withLock { state in
      defer { state = session }
      return state
    }
    await before?.connections.close()
  }
}
