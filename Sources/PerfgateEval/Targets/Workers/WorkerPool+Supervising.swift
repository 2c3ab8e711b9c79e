import PerfgateModel
import PerfgateStreaming
import PerfgateSystem
import Synchronization

/// A worker that has said hello.
struct WorkerStart: Sendable {
  let process: PipedProcess
  let maximumInFlight: Int
  /// What it has written behind its hello.
  let lines: ArraySlice<[UInt8]>
}

/// Why a worker did not say hello.
struct WorkerStartError: Error {
  /// What it did instead.
  let message: String
  /// What it wrote.
  var notes: [String] = []
  /// Whether perfgate was interrupted.
  var isInterrupted = false
}

extension WorkerPool {
  /// Starts a process and waits for its hello.
  func launch(_ index: Int) async -> Result<WorkerStart, WorkerStartError> {
    let process: PipedProcess
    do throws(ProcessError) {
      process = try spawner.start(settings.request, output: .lines(longest: Self.longestLine))
    } catch {
      return .failure(WorkerStartError(message: "could not be started: \(error)"))
    }
    state.withLock { state in
      state.workers[index].process = process
      if state.isStopping { process.kill() }
    }
    let timeout = settings.timeout
    let impatience = Task {
      guard (try? await Task.sleep(for: timeout)) != nil else { return }
      process.kill()
    }
    defer { impatience.cancel() }
    let begin = ContinuousClock.now
    var lines = (await process.nextLines() ?? [])[...]
    guard let first = lines.popFirst() else {
      let isLate = ContinuousClock.now - begin >= timeout
      return .failure(await noHello(process, isLate: isLate))
    }
    do throws(JSONError) {
      let hello = try JSONReader.read(first).object().required("hello").object()
      let name = try hello.required("protocol")
      guard try name.string() == Self.protocolName else {
        throw JSONError("'protocol' is not \(Self.protocolName)", offset: name.offset)
      }
      let most = try hello["max_inflight"]?.integer(atLeast: 1) ?? 1
      return .success(WorkerStart(process: process, maximumInFlight: most, lines: lines))
    } catch {
      process.kill()
      let end = try? await process.wait()
      recordMemory(end)
      return .failure(
        WorkerStartError(
          message: "did not say hello: \(error.message)",
          notes: Self.notes(first, process.errorTail)
        )
      )
    }
  }

  private func noHello(_ process: PipedProcess, isLate: Bool) async -> WorkerStartError {
    let end = await end(of: process)
    let notes = Self.notes(process.rest, process.errorTail)
    if isLate {
      let time = ProcessWording.seconds(settings.timeout)
      return WorkerStartError(message: "did not say hello within \(time)", notes: notes)
    }
    guard let end else { return WorkerStartError(message: "was ended with its keeper") }
    return WorkerStartError(
      message: "\(ProcessWording.end(end.termination)) before it said hello",
      notes: notes,
      isInterrupted: end.termination == .interrupted
    )
  }

  private static func notes(_ output: [UInt8], _ error: [UInt8]) -> [String] {
    [("stdout", output), ("stderr", error)].compactMap { name, bytes in
      let text = ProcessWording.excerpt(bytes)
      return text.isEmpty ? nil : "\(name): \(text)"
    }
  }

  /// Lets a worker take requests, and sees to it until the pool is stopped.
  func begin(_ index: Int, _ start: WorkerStart) {
    makeReady(index, start)
    state.withLock { state in
      state.workers[index].supervisor = Task { await self.supervise(index, start) }
    }
  }

  private func supervise(_ index: Int, _ first: WorkerStart) async {
    var start = first
    var restartsLeft = Self.restartLimit
    while true {
      await readReplies(index, start)
      var farewell = await finish(index, start.process)
      var next: WorkerStart?
      while next == nil, let failure = farewell {
        let isOver = state.withLock { state in
          let mayRestart = restartsLeft > 0 && failure.retry != .never && !state.isStopping
          if mayRestart { state.restarts += 1 }
          return !mayRestart
        }
        if isOver { return leave(index, failure) }
        restartsLeft -= 1
        switch await launch(index) {
        case .success(let start): next = start
        case .failure(let error): farewell = Self.failure(error)
        }
      }
      guard let next else { return }
      start = next
      makeReady(index, start)
    }
  }

  private static func failure(_ error: WorkerStartError) -> AttemptFailure {
    let notes = error.notes.map { "; \($0)" }.joined()
    return error.isInterrupted
      ? AttemptFailure(.never, kind: "interrupted", message: "the worker \(error.message)")
      : AttemptFailure(.possible(), kind: "worker", message: "the worker \(error.message)\(notes)")
  }

  private func makeReady(_ index: Int, _ start: WorkerStart) {
    let placed = state.withLock { state in
      state.workers[index].isReady = true
      state.workers[index].maximumInFlight = start.maximumInFlight
      return state.isStopping ? [] : state.placeWaiting()
    }
    for (call, process) in placed { call.give(.placed(process)) }
  }

  /// Takes replies until the worker ends, or breaks the protocol.
  private func readReplies(_ index: Int, _ start: WorkerStart) async {
    var lines = Array(start.lines)
    repeat {
      for line in lines {
        guard let problem = take(line, from: index) else { continue }
        return condemn(index, start.process, problem)
      }
      guard let next = await start.process.nextLines() else { break }
      lines = next
    } while true
    if start.process.isOutputTooLong {
      condemn(index, start.process, "it wrote a line of more than \(Self.longestLine >> 20) MiB")
    }
  }

  private func condemn(_ index: Int, _ process: PipedProcess, _ problem: String) {
    state.withLock { state in
      state.workers[index].verdict = state.workers[index].verdict ?? .broken(problem)
    }
    process.kill()
  }

  /// Waits for the end of a worker, and fails what it was asked.
  ///
  /// - Returns: The failure.
  private func finish(_ index: Int, _ process: PipedProcess) async -> AttemptFailure? {
    let end = await end(of: process)
    let (verdict, calls) = state.withLock { state in
      let worker = state.workers[index]
      state.workers[index].isReady = false
      state.workers[index].process = nil
      state.workers[index].calls = [:]
      state.workers[index].abandoned = []
      state.workers[index].verdict = nil
      return (worker.verdict, worker.calls.values)
    }
    let failure = Self.failure(verdict, end, process.errorTail)
    for call in calls { call.give(.ended(.failure(failure))) }
    return failure
  }

  private static func failure(
    _ verdict: WorkerPoolState.Verdict?,
    _ end: ProcessOutcome?,
    _ errorTail: [UInt8]
  ) -> AttemptFailure {
    let tail = ProcessWording.standardError(errorTail)
    switch verdict {
    case .broken(let problem):
      return AttemptFailure(
        .possible(),
        kind: "protocol",
        message: "the worker was ended: \(problem)\(tail)"
      )
    case .late:
      return AttemptFailure(
        .possible(),
        kind: "worker",
        message: "the worker was ended, since another of its calls took too long"
      )
    case nil: break
    }
    guard let end else {
      return AttemptFailure(.possible(), kind: "worker", message: "the worker's keeper was ended")
    }
    let message = "the worker \(ProcessWording.end(end.termination))\(tail)"
    return end.termination == .interrupted
      ? AttemptFailure(.never, kind: "interrupted", message: message)
      : AttemptFailure(.possible(), kind: "worker", message: message)
  }

  /// The end of a process that writes no more; it is killed where it does not come.
  private func end(of process: PipedProcess) async -> ProcessOutcome? {
    // Whoever stops the pool has more patience, and sees to it.
    let isStopping = state.withLock { $0.isStopping }
    let impatience =
      isStopping
      ? nil
      : Task {
        guard (try? await Task.sleep(for: .milliseconds(500))) != nil else { return }
        process.kill()
      }
    let end = try? await process.wait()
    impatience?.cancel()
    recordMemory(end)
    return end
  }

  private func recordMemory(_ end: ProcessOutcome?) {
    guard let end else { return }
    let bytes = Int(end.resources.peakResidentBytes)
    state.withLock { $0.peakMemoryBytes = max($0.peakMemoryBytes ?? 0, bytes) }
  }

  /// Starts a worker no more; where none is left, nobody waits any longer.
  private func leave(_ index: Int, _ failure: AttemptFailure) {
    let (farewell, waiting) = state.withLock { state in
      state.workers[index].farewell = AttemptFailure(
        .never,
        kind: failure.kind,
        message: "no worker is left, each was started \(Self.restartLimit + 1) times: "
          + failure.message
      )
      if failure.retry == .never { state.workers[index].farewell = failure }
      guard let farewell = state.farewell else { return (failure, [WorkerCall]()) }
      defer { state.waiting = [] }
      return (farewell, state.waiting)
    }
    for call in waiting { call.give(.ended(.failure(farewell))) }
  }
}
