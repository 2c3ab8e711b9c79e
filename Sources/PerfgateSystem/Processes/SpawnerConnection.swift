import CPerfgateSystem
import Glibc

/// One running spawner: it ends when this is released.
final class SpawnerConnection: Sendable {
  /// The number of the spawner's process.
  let processIdentifier: Int32
  private let descriptor: Int32

  /// Why a request has no outcome.
  enum Failure: Error {
    /// The spawner was gone before it had the whole request, so nothing ran.
    case gone
    /// The request may have run.
    case lost(ProcessError)
  }

  /// Starts a spawner and waits until it says hello.
  init(executable: String, interrupt: Int32?) throws(ProcessError) {
    let launch = try SpawnerLaunch(
      PERFGATE_SPAWNER_NAME,
      socket: SOCK_STREAM,
      executable: executable,
      interrupt: interrupt
    )
    descriptor = launch.descriptor
    processIdentifier = launch.processIdentifier
  }

  deinit { close(descriptor) }

  /// Runs a series of requests; the next one is sent while the one before runs, so that the
  /// spawner goes on at once, with its processor awake and its caches warm.
  ///
  /// - Parameters:
  ///   - count: How many, at least 1.
  ///   - message: The request of an invocation.
  ///   - each: Receives every outcome in order; false ends the series.
  /// - Returns: Whether the connection can be used again: not where the series was ended while
  ///   the spawner had one more request.
  /// - Throws: `Failure` where the spawner is gone or could not be understood.
  func runSeries(
    of count: Int,
    _ message: (Int) throws(ProcessError) -> SpawnerMessage,
    each: (ProcessOutcome) -> Bool
  ) throws(Failure) -> Bool {
    var canSendAhead = try send(0, message)
    for index in 0..<count {
      let isLast = index + 1 == count
      let sentAhead = canSendAhead && !isLast
      if sentAhead { canSendAhead = try send(index + 1, message) }
      guard each(try receiveOutcome()) else { return !sentAhead }
      if !sentAhead, !isLast { canSendAhead = try send(index + 1, message) }
    }
    return true
  }

  private func send(
    _ index: Int,
    _ message: (Int) throws(ProcessError) -> SpawnerMessage
  ) throws(Failure) -> Bool {
    let made: SpawnerMessage
    do throws(ProcessError) {
      made = try message(index)
    } catch {
      throw .lost(error)
    }
    try send(made)
    return made.isSmall
  }

  private func receiveOutcome() throws(Failure) -> ProcessOutcome {
    var reply = perfgate_spawn_reply()
    let error = Self.receive(&reply, from: descriptor)
    // The kernel resets a connection that is closed with something unread, so a spawner that
    // had read the whole request, and may have run it, ends it otherwise.
    guard error != ECONNRESET else { throw .gone }
    do throws(ProcessError) {
      guard error == 0 else { throw .spawnerDied }
      return try outcome(reply)
    } catch {
      throw .lost(error)
    }
  }

  private func send(_ message: SpawnerMessage) throws(Failure) {
    for part in [message.head, message.standardInput] where !part.isEmpty {
      guard perfgate_send_all(descriptor, part, part.count) == 0 else { throw .gone }
    }
  }

  private func outcome(_ reply: perfgate_spawn_reply) throws(ProcessError) -> ProcessOutcome {
    guard reply.magic == PERFGATE_REPLY_MAGIC else {
      throw .protocolViolation(reason: "its reply does not begin as one")
    }
    guard reply.kind == PERFGATE_REPLY_OUTCOME else {
      throw .protocolViolation(reason: "it refused the request with code \(reply.code)")
    }
    guard let termination = Termination(reply) else {
      throw .protocolViolation(reason: "its reply names no known end")
    }
    return ProcessOutcome(
      termination: termination,
      resources: ProcessOutcome.Resources(reply),
      standardOutput: try receiveCapture(reply.captured_stdout),
      standardError: try receiveCapture(reply.captured_stderr),
      leftoverProcesses: Int(reply.leftover_processes)
    )
  }

  private func receiveCapture(
    _ captured: perfgate_captured
  ) throws(ProcessError) -> CapturedOutput {
    CapturedOutput(
      head: try receiveBytes(captured.head_bytes),
      tail: try receiveBytes(captured.tail_bytes),
      totalBytes: Int64(clamping: captured.total_bytes)
    )
  }

  private func receiveBytes(_ count: UInt32) throws(ProcessError) -> [UInt8] {
    guard count <= PERFGATE_CAPTURE_LIMIT_BYTES else {
      throw .protocolViolation(reason: "it sends more output than it may")
    }
    var bytes = [UInt8](repeating: 0, count: Int(count))
    guard perfgate_receive_all(descriptor, &bytes, bytes.count) == 0 else { throw .spawnerDied }
    return bytes
  }

  private static func receive(_ reply: inout perfgate_spawn_reply, from socket: Int32) -> Int32 {
    withUnsafeMutableBytes(of: &reply) { bytes in
      perfgate_receive_all(socket, bytes.baseAddress, bytes.count)
    }
  }
}
