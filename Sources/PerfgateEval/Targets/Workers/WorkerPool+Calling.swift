import PerfgateModel
import PerfgateStreaming
import PerfgateSystem
import Synchronization

extension WorkerPool {
  /// Asks a worker, and waits for its answer.
  ///
  /// - Parameters:
  ///   - members: The request, without `id` and `deadline_ms`.
  ///   - limit: The longest time for it, from now and with the wait for a place, if that is less
  ///     than the pool's own.
  /// - Returns: The answer, which may be an error of the worker's own.
  /// - Throws: `AttemptFailure` where there is none.
  func call(
    _ members: [(String, JSONValue)],
    within limit: Duration
  ) async throws(AttemptFailure) -> WorkerAnswer {
    let call = try begin(limit: min(limit, settings.timeout))
    let result = await withTaskCancellationHandler {
      await self.carryOut(call, members)
    } onCancel: {
      self.cancel(call)
    }
    let object = try result.get()
    return WorkerAnswer(object: object, serviceSeconds: call.serviceSeconds)
  }

  private func begin(limit: Duration) throws(AttemptFailure) -> WorkerCall {
    let (call, process, farewell) = state.withLock { state in
      state.lastCall += 1
      let call = WorkerCall(number: state.lastCall, limit: limit)
      if let farewell = state.farewell {
        return (call, PipedProcess?.none, AttemptFailure?.some(farewell))
      }
      let process = state.waiting.isEmpty ? state.place(call) : nil
      if process == nil { state.waiting.append(call) }
      return (call, process, nil)
    }
    if let farewell { throw farewell }
    if let process { call.give(.placed(process)) }
    return call
  }

  private func carryOut(
    _ call: WorkerCall,
    _ members: [(String, JSONValue)]
  ) async -> Result<JSONObject, AttemptFailure> {
    let process: PipedProcess
    switch await call.next() {
    case .placed(let placed): process = placed
    case .ended(let result): return result
    }
    let left = ContinuousClock.now.duration(to: call.deadline)
    let own: [(String, JSONValue)] = [
      ("id", .string(String(call.number))), ("deadline_ms", .integer(left.wholeMilliseconds)),
    ]
    // Where it cannot be written the worker has ended, and its supervisor tells.
    await process.write(ProcessQuestion.line(members + own))
    while true {
      if case .ended(let result) = await call.next() { return result }
    }
  }

  /// Ends a call whose task was cancelled, and frees its place.
  private func cancel(_ call: WorkerCall) {
    let isLate = ContinuousClock.now + Self.deadlineTolerance >= call.deadline
    if isLate { return expire { $0 === call } }
    let failure = AttemptFailure(
      .possible(),
      kind: "cancelled",
      message: "the call was cancelled"
    )
    let (isWaitedFor, placed) = state.withLock { state in
      if let index = state.waiting.firstIndex(where: { $0 === call }) {
        state.waiting.remove(at: index)
        return (true, [(WorkerCall, PipedProcess)]())
      }
      for index in state.workers.indices
      where state.workers[index].calls.removeValue(forKey: call.number) != nil {
        state.workers[index].abandoned.insert(call.number)
        return (true, state.placeWaiting())
      }
      return (false, [])
    }
    if isWaitedFor { call.give(.ended(.failure(failure))) }
    for (call, process) in placed { call.give(.placed(process)) }
  }

  /// Ends calls whose time is over, and the workers that have them.
  func expire(_ isOver: (WorkerCall) -> Bool) {
    let (calls, processes) = state.withLock { state in
      var calls = state.waiting.filter(isOver)
      if !calls.isEmpty { state.waiting.removeAll(where: isOver) }
      var processes: [PipedProcess] = []
      for index in state.workers.indices {
        let late = state.workers[index].calls.values.filter(isOver)
        guard !late.isEmpty else { continue }
        for call in late { state.workers[index].calls[call.number] = nil }
        calls += late
        state.workers[index].verdict = state.workers[index].verdict ?? .late
        if let process = state.workers[index].process { processes.append(process) }
      }
      return (calls, processes)
    }
    for process in processes { process.kill() }
    for call in calls { call.give(.ended(.failure(call.timeout))) }
  }

  /// Looks for calls whose time is over until the pool is stopped.
  ///
  /// Whoever has a time limit for its calls cancels them itself, to the millisecond; this is for
  /// those that do not.
  func watchDeadlines() {
    let pause = min(max(settings.timeout / 50, .milliseconds(5)), .milliseconds(250))
    state.withLock { state in
      guard !state.isStopping else { return }
      state.watch = Task { [weak self] in
        while (try? await Task.sleep(for: pause)) != nil {
          guard let self else { return }
          let now = ContinuousClock.now
          self.expire { $0.deadline <= now }
        }
      }
    }
  }

  /// Takes a line of a worker.
  ///
  /// - Returns: How it breaks the protocol; `nil` where it does not.
  func take(_ line: [UInt8], from index: Int) -> String? {
    let object: JSONObject
    let id: String
    do throws(JSONError) {
      object = try JSONReader.read(line).object()
      id = try object.required("id").string()
    } catch {
      let text = ProcessWording.excerpt(Array(line.prefix(200)))
      return "it wrote a line that is no reply (\(error.message)): \(text)"
    }
    let number = Int(id) ?? 0
    let (call, isKnown, placed) = state.withLock { state in
      let call = state.workers[index].calls.removeValue(forKey: number)
      let isAbandoned = call == nil && state.workers[index].abandoned.remove(number) != nil
      let placed = call == nil ? [] : state.placeWaiting()
      return (call, call != nil || isAbandoned, placed)
    }
    for (call, process) in placed { call.give(.placed(process)) }
    call?.give(.ended(.success(object)))
    return isKnown ? nil : "it answered the id '\(id)', which is not waited for"
  }
}
