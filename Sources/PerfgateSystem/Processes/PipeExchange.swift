import CPerfgateSystem
import Glibc
import Synchronization

/// What is on its way between perfgate and one program.
///
/// The pump's thread alone reads, writes and closes descriptors; everybody else leaves or takes
/// bytes here.
final class PipeExchange: Sendable {
  /// How many places it has in the list of what is polled.
  static let interestCount = 4
  /// From how many bytes on a writer waits, and a program that writes.
  static let highWater = 1 << 20

  struct State {
    var input: Int32
    var output: Int32
    var error: Int32
    var control: Int32
    var outgoing = OutgoingBytes()
    var isInputEnding = false
    var writers: [Int: CheckedContinuation<Void, Never>] = [:]
    var lastWriter = 0
    var incoming: IncomingBytes
    var reader: CheckedContinuation<Void, Never>?
    var errorTail = ByteTail(limit: 64 << 10)
    var reply: [UInt8] = []
    var outcome: Result<perfgate_spawn_reply, ProcessError>?
    var waiters: [CheckedContinuation<Void, Never>] = []
    var isAbandoned = false
  }

  /// Continuations that are resumed when no lock is held.
  typealias Awakened = [CheckedContinuation<Void, Never>]

  let state: Mutex<State>
  let wake: PipePump.Wake

  init(_ pipes: ChildPipes, output: PipedProcess.OutputForm, wake: PipePump.Wake) {
    state = Mutex(
      State(
        input: pipes.input,
        output: pipes.output,
        error: pipes.error,
        control: pipes.control,
        incoming: IncomingBytes(output)
      )
    )
    self.wake = wake
  }

  /// Does what needs no waiting; whether nothing will ever be left to do.
  func prepare(_ scratch: UnsafeMutableRawBufferPointer) -> Bool {
    update { state in
      if state.isAbandoned { state.closeEverything() }
      state.write()
      // The program is gone and nobody else writes: what the pipes hold is all that there is.
      if state.outcome != nil {
        while state.wantsOutput, state.readOutput(scratch) {}
        while state.error >= 0, state.readError(scratch) {}
      }
      return state.input < 0 && state.output < 0 && state.error < 0 && state.control < 0
    }
  }

  /// Adds what is waited for, always as many places.
  func addInterests(to polled: inout [pollfd]) {
    state.withLock { state in
      let writes = state.input >= 0 && !state.outgoing.isEmpty
      polled.append(pollfd(fd: writes ? state.input : -1, events: Int16(POLLOUT), revents: 0))
      for descriptor in [state.wantsOutput ? state.output : -1, state.error, state.control] {
        polled.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
      }
    }
  }

  /// Acts on what came of the waiting.
  func handle(_ polled: ArraySlice<pollfd>, _ scratch: UnsafeMutableRawBufferPointer) {
    let first = polled.startIndex
    guard polled.contains(where: { $0.revents != 0 }) else { return }
    update { state in
      if polled[first].revents != 0 { state.write() }
      if polled[first + 1].revents != 0 { _ = state.readOutput(scratch) }
      if polled[first + 2].revents != 0 { _ = state.readError(scratch) }
      if polled[first + 3].revents != 0 { state.readControl(scratch) }
    }
  }

  /// Changes the state, and then wakes whoever has waited for what it is now.
  func update<Value>(_ change: (inout State) -> Value) -> Value {
    let (value, awakened) = state.withLock { state in
      let value = change(&state)
      return (value, state.awakened())
    }
    for continuation in awakened { continuation.resume() }
    return value
  }
}

extension PipeExchange.State {
  /// Whether more output is to be read; not while there is much that nobody has taken.
  var wantsOutput: Bool { output >= 0 && !incoming.isFull }

  /// Whether everything about the end is known.
  var isOver: Bool { outcome != nil && error < 0 }

  /// Takes out who need not wait any longer.
  mutating func awakened() -> PipeExchange.Awakened {
    var awakened: PipeExchange.Awakened = []
    if !writers.isEmpty, input < 0 || outgoing.count <= PipeExchange.highWater / 2 {
      awakened += writers.values
      writers = [:]
    }
    if let waiting = reader, incoming.hasSomething || output < 0 {
      awakened.append(waiting)
      reader = nil
    }
    if isOver {
      awakened += waiters
      waiters = []
    }
    return awakened
  }

  mutating func write() {
    while input >= 0, !outgoing.isEmpty {
      let written = outgoing.withFirst { perfgate_write_some(input, $0.baseAddress, $0.count) }
      if written == -Int(EAGAIN) { return }
      // It does not read any more; how it ends says whether that is an error.
      guard written >= 0 else { return closeInput() }
      outgoing.removeFirst(written)
    }
    if input >= 0, isInputEnding { closeInput() }
  }

  private mutating func closeInput() {
    close(input)
    input = -1
    outgoing = OutgoingBytes()
  }

  /// Reads a piece; whether there may be more.
  mutating func readOutput(_ scratch: UnsafeMutableRawBufferPointer) -> Bool {
    guard output >= 0 else { return false }
    let got = perfgate_read_some(output, scratch.baseAddress, scratch.count)
    if got > 0, incoming.add(UnsafeRawBufferPointer(rebasing: scratch[..<got])) { return true }
    if got == -Int(EAGAIN), outcome == nil { return false }
    close(output)
    output = -1
    return false
  }

  /// Reads a piece; whether there may be more.
  mutating func readError(_ scratch: UnsafeMutableRawBufferPointer) -> Bool {
    guard error >= 0 else { return false }
    let got = perfgate_read_some(error, scratch.baseAddress, scratch.count)
    if got > 0 {
      errorTail.add(UnsafeRawBufferPointer(rebasing: scratch[..<got]))
      return true
    }
    if got == -Int(EAGAIN), outcome == nil { return false }
    close(error)
    error = -1
    return false
  }

  mutating func readControl(_ scratch: UnsafeMutableRawBufferPointer) {
    guard control >= 0 else { return }
    let size = MemoryLayout<perfgate_spawn_reply>.size
    let got = perfgate_read_some(control, scratch.baseAddress, size - reply.count)
    if got == -Int(EAGAIN) { return }
    if got > 0 { reply += scratch[..<got] }
    if got > 0, reply.count < size { return }
    if got > 0 {
      let read = reply.withUnsafeBytes { $0.loadUnaligned(as: perfgate_spawn_reply.self) }
      outcome = .success(read)
    } else {
      outcome = .failure(.spawnerDied)
    }
    close(control)
    control = -1
    if input >= 0 { closeInput() }
  }

  mutating func closeEverything() {
    if input >= 0 { closeInput() }
    for descriptor in [output, error, control] where descriptor >= 0 { close(descriptor) }
    (output, error, control) = (-1, -1, -1)
    outcome = outcome ?? .failure(.spawnerDied)
  }
}
