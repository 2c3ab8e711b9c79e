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
    var ends: (Int32, Int32) = (-1, -1)
    let made = withUnsafeMutableBytes(of: &ends) { bytes in
      socketpair(
        AF_UNIX,
        Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
        0,
        bytes.assumingMemoryBound(to: Int32.self).baseAddress
      )
    }
    guard made == 0 else {
      throw .spawnerNotStarted(executable: executable, reason: systemErrorText(errno))
    }
    descriptor = ends.0
    do throws(ProcessError) {
      defer { close(ends.1) }
      try Self.launch(executable, socket: ends.1, interrupt: interrupt)
    } catch {
      // The initializer has not finished, so the other end is not closed by deinit.
      close(ends.0)
      throw error
    }
    var hello = perfgate_spawn_reply()
    guard Self.receive(&hello, from: ends.0) == 0, hello.magic == PERFGATE_REPLY_MAGIC,
      hello.kind == PERFGATE_REPLY_HELLO
    else {
      close(ends.0)
      throw .spawnerNotStarted(executable: executable, reason: "it is no perfgate executable")
    }
    processIdentifier = hello.code
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

  /// Executes the spawner, which forks and ends at once, and reaps what it leaves.
  private static func launch(
    _ executable: String,
    socket: Int32,
    interrupt: Int32?
  ) throws(ProcessError) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let target: Int32 = 3
    posix_spawn_file_actions_adddup2(&actions, socket, target)
    var arguments: [UnsafeMutablePointer<CChar>?] = [
      strdup(PERFGATE_SPAWNER_NAME), strdup("\(target)"),
    ]
    if let interrupt {
      // After the socket, which may stand in this place so far.
      posix_spawn_file_actions_adddup2(&actions, interrupt, target + 1)
      arguments.append(strdup("\(target + 1)"))
    }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let error = posix_spawn(
      &process,
      executable,
      &actions,
      nil,
      &arguments,
      perfgate_environment()
    )
    guard error == 0 else {
      throw .spawnerNotStarted(executable: executable, reason: systemErrorText(error))
    }
    while waitpid(process, nil, 0) < 0 && errno == EINTR { continue }
  }
}
