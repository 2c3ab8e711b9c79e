import CPerfgateSystem
import Glibc
import Synchronization

/// A program that runs beside perfgate, and whose standard streams are pipes to it.
///
/// Bytes are moved by the spawner's thread; the functions here wait without keeping a thread. When
/// nobody has this any more the program is killed, with everything that it left behind.
package final class PipedProcess: Sendable {
  /// How standard output is read.
  package enum OutputForm: Sendable, Equatable {
    /// Line by line with `nextLines`, each of at most so many bytes.
    case lines(longest: Int)
    /// All of it with `wholeOutput`, at most so many bytes.
    case whole(longest: Int)
  }

  private let exchange: PipeExchange
  /// Keeps the spawner running, and its thread.
  private let spawner: ChildSpawner

  init(_ exchange: PipeExchange, spawner: ChildSpawner) {
    self.exchange = exchange
    self.spawner = spawner
  }

  deinit {
    exchange.update { $0.isAbandoned = true }
    exchange.wake()
  }

  /// Writes to its standard input.
  ///
  /// Everything is taken over at once and in order; this then waits while the program lags behind
  /// by more than 1 MiB, and no longer once its task is cancelled.
  ///
  /// - Parameter bytes: What it reads next.
  /// - Returns: Whether it was taken over: not where its standard input is closed.
  @discardableResult
  package func write(_ bytes: [UInt8]) async -> Bool {
    let backlog = exchange.state.withLock { state -> Int? in
      guard state.input >= 0, !state.isInputEnding else { return nil }
      state.outgoing.append(bytes)
      return state.outgoing.count
    }
    guard let backlog else { return false }
    exchange.wake()
    if backlog > PipeExchange.highWater { await waitForRoom() }
    return true
  }

  private func waitForRoom() async {
    let ticket = exchange.state.withLock { state in
      state.lastWriter += 1
      return state.lastWriter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let mustWait = exchange.state.withLock { state in
          guard state.input >= 0, state.outgoing.count > PipeExchange.highWater / 2,
            !Task.isCancelled
          else { return false }
          state.writers[ticket] = continuation
          return true
        }
        if !mustWait { continuation.resume() }
      }
    } onCancel: {
      exchange.state.withLock { $0.writers.removeValue(forKey: ticket) }?.resume()
    }
  }

  /// Closes its standard input behind what was written.
  package func closeInput() {
    exchange.state.withLock { $0.isInputEnding = true }
    exchange.wake()
  }

  /// The next lines of its standard output, for one task at a time.
  ///
  /// - Returns: At least one line, without the line feed; `nil` at the end, or where a line is
  ///   longer than it may be. What comes after the last line feed is `rest`.
  package func nextLines() async -> [[UInt8]]? {
    while true {
      let (lines, isEnded, wasFull) = exchange.state.withLock { state in
        let wasFull = state.incoming.isFull
        return (state.incoming.takeLines(), state.output < 0, wasFull)
      }
      if wasFull { exchange.wake() }
      if !lines.isEmpty { return lines }
      if isEnded { return nil }
      await waitForOutput { $0.incoming.hasSomething || $0.output < 0 }
    }
  }

  /// What its standard output has behind the last line, at the end.
  package var rest: [UInt8] { exchange.state.withLock { $0.incoming.rest } }

  /// Whether its standard output, or a line of it, is longer than it may be.
  package var isOutputTooLong: Bool { exchange.state.withLock { $0.incoming.isTooLong } }

  /// Waits for the end of its standard output.
  ///
  /// - Returns: All of it, or as much as there may be.
  package func wholeOutput() async -> [UInt8] {
    await waitForOutput { $0.output < 0 }
    return exchange.state.withLock { $0.incoming.takeRest() }
  }

  private func waitForOutput(_ isThere: @escaping (PipeExchange.State) -> Bool) async {
    await withCheckedContinuation { continuation in
      let mustWait = exchange.state.withLock { state in
        if isThere(state) { return false }
        state.reader = continuation
        return true
      }
      if !mustWait { continuation.resume() }
    }
  }

  /// The last 64 KiB of its standard error so far.
  package var errorTail: [UInt8] { exchange.state.withLock { $0.errorTail.bytes } }

  /// Asks its process group to end, and kills everything after the request's grace.
  package func terminate() { command(PERFGATE_COMMAND_TERMINATE) }

  /// Kills it and everything that it left behind.
  package func kill() { command(PERFGATE_COMMAND_KILL) }

  private func command(_ command: Int32) {
    exchange.state.withLock { state in
      guard state.control >= 0 else { return }
      // A keeper that is gone has told, or will tell, by closing its end.
      _ = perfgate_send_all(state.control, [UInt8(truncatingIfNeeded: command)], 1)
    }
  }

  /// Waits for its end.
  ///
  /// - Returns: How it ended and what it took; of its output only the end of standard error.
  /// - Throws: Where its keeper was ended, so that nobody knows.
  package func wait() async throws(ProcessError) -> ProcessOutcome {
    await waitForEnd()
    return try outcome()
  }

  /// Waits until `outcome` says how it ended.
  package func waitForEnd() async {
    await withCheckedContinuation { continuation in
      let mustWait = exchange.state.withLock { state in
        if state.isOver { return false }
        state.waiters.append(continuation)
        return true
      }
      if !mustWait { continuation.resume() }
    }
  }

  /// How it ended and what it took, once it has; of its output only the end of standard error.
  ///
  /// - Throws: Where its keeper was ended, so that nobody knows.
  package func outcome() throws(ProcessError) -> ProcessOutcome {
    let (result, tail) = exchange.state.withLock { ($0.outcome, $0.errorTail) }
    guard let result else { throw .spawnerDied }
    let reply = try result.get()
    guard reply.magic == PERFGATE_REPLY_MAGIC, reply.kind == PERFGATE_REPLY_OUTCOME,
      let termination = Termination(reply)
    else { throw .protocolViolation(reason: "its keeper's reply names no known end") }
    return ProcessOutcome(
      termination: termination,
      resources: ProcessOutcome.Resources(reply),
      standardError: CapturedOutput(tail: tail.bytes, totalBytes: Int64(tail.total)),
      leftoverProcesses: Int(reply.leftover_processes)
    )
  }
}
