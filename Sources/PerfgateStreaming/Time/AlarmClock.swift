import Synchronization

/// Any number of alarms behind one sleeping task.
///
/// A sleeping task that is cancelled leaves its timer with the system until that is due. Whoever sets
/// a time limit for each of thousands of attempts a second, and needs hardly any of them, would pile
/// timers up; here one that is not needed is gone at once.
final class AlarmClock: Sendable {
  /// Which alarm, to take it back.
  typealias Ticket = UInt64

  private struct Alarm {
    let due: Duration
    let ring: @Sendable () -> Void
  }

  private struct State {
    var alarms: [Ticket: Alarm] = [:]
    var lastTicket: Ticket = 0
    /// The moments for which tasks sleep: each was earlier than all before it, so the last is next.
    var sleeps: [Duration] = []
    /// A moment for which nobody sleeps yet.
    var wanted: Duration?
    var conductor: CheckedContinuation<Void, Never>?
    var isStopped = false

    /// Sees to it that somebody sleeps until the earliest alarm.
    mutating func arrange() -> CheckedContinuation<Void, Never>? {
      guard let due = alarms.values.lazy.map(\.due).min() else { return nil }
      return arrange(due)
    }

    mutating func arrange(_ due: Duration) -> CheckedContinuation<Void, Never>? {
      if let next = sleeps.last, next <= due { return nil }
      // Nobody has begun to sleep for that one, and now nobody will.
      if wanted != nil { sleeps.removeLast() }
      sleeps.append(due)
      wanted = due
      defer { conductor = nil }
      return conductor
    }
  }

  private let timeline: Timeline
  private let state = Mutex(State())

  /// Makes a clock that rings while `run` runs.
  init(_ timeline: Timeline) {
    self.timeline = timeline
  }

  /// Lets alarms ring until `stop`, or until the task is cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      while let moment = await nextSleep() {
        group.addTask {
          guard (try? await self.timeline.sleep(until: moment)) != nil else { return }
          self.wake(at: moment)
        }
      }
      group.cancelAll()
    }
  }

  /// Ends `run`; what has not rung never will, and can be taken back still.
  func stop() {
    let conductor = state.withLock { state in
      state.isStopped = true
      defer { state.conductor = nil }
      return state.conductor
    }
    conductor?.resume()
  }

  /// Sets an alarm.
  ///
  /// - Parameters:
  ///   - due: The moment, since the beginning of the timeline.
  ///   - ring: What is done then, outside of every lock, unless the alarm was taken back.
  /// - Returns: What takes it back.
  func set(at due: Duration, _ ring: @escaping @Sendable () -> Void) -> Ticket {
    let (ticket, conductor) = state.withLock { state in
      state.lastTicket += 1
      state.alarms[state.lastTicket] = Alarm(due: due, ring: ring)
      return (state.lastTicket, state.arrange(due))
    }
    conductor?.resume()
    return ticket
  }

  /// Takes an alarm back.
  ///
  /// - Returns: Whether it had not rung; it never will then.
  @discardableResult
  func cancel(_ ticket: Ticket) -> Bool {
    state.withLock { $0.alarms.removeValue(forKey: ticket) != nil }
  }

  /// Waits until a moment.
  ///
  /// - Throws: Where the task is cancelled before.
  func wait(until due: Duration) async throws(CancellationError) {
    let signal = OneSignal()
    let ticket = set(at: due) { signal.give() }
    defer { cancel(ticket) }
    try await signal.wait()
  }

  /// The next moment for which a task has to sleep; `nil` at the end.
  private func nextSleep() async -> Duration? {
    while true {
      let (isStopped, wanted) = state.withLock { state in
        defer { state.wanted = nil }
        return (state.isStopped || Task.isCancelled, state.wanted)
      }
      if isStopped { return nil }
      if let wanted { return wanted }
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          let isNeeded = state.withLock { state in
            if state.isStopped || state.wanted != nil || Task.isCancelled { return true }
            state.conductor = continuation
            return false
          }
          if isNeeded { continuation.resume() }
        }
      } onCancel: {
        stop()
      }
    }
  }

  private func wake(at moment: Duration) {
    let now = timeline.now()
    let (due, conductor) = state.withLock { state in
      if let index = state.sleeps.lastIndex(of: moment) { state.sleeps.remove(at: index) }
      let tickets = state.alarms.filter { $0.value.due <= now }.keys.sorted()
      let due = tickets.compactMap { state.alarms.removeValue(forKey: $0) }
      return (due, state.arrange())
    }
    conductor?.resume()
    // In the order of their moments, whatever order a dictionary has.
    for alarm in due.sorted(by: { $0.due < $1.due }) { alarm.ring() }
  }
}
