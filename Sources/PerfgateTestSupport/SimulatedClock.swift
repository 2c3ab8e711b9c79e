import Synchronization

/// A clock that stands still until it is advanced.
package final class SimulatedClock: Clock, Sendable {
  /// A moment, as the time since the clock was made.
  package struct Instant: InstantProtocol {
    /// The time since the clock was made.
    package let offset: Duration

    /// Makes a moment.
    package init(offset: Duration) {
      self.offset = offset
    }

    /// A later moment.
    package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }

    /// The time from this moment to another.
    package func duration(to other: Instant) -> Duration { other.offset - offset }

    /// Orders by time.
    package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private struct Sleeper {
    let id: UInt64
    let deadline: Duration
    let continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var now = Duration.zero
    var lastID: UInt64 = 0
    var sleepers: [Sleeper] = []
  }

  private let state = Mutex(State())

  /// Makes a clock that shows 0.
  package init() {}

  /// The present moment.
  package var now: Instant { Instant(offset: state.withLock { $0.now }) }

  /// Time is exact.
  package var minimumResolution: Duration { .zero }

  /// How many tasks sleep.
  package var sleepers: Int { state.withLock { $0.sleepers.count } }

  /// Sleeps until the clock was advanced so far.
  ///
  /// - Throws: Where the task is cancelled before.
  package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let id = state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
    let hasSlept = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer = state.withLock { state -> Bool? in
          if Task.isCancelled { return false }
          if deadline.offset <= state.now { return true }
          state.sleepers.append(
            Sleeper(id: id, deadline: deadline.offset, continuation: continuation)
          )
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let sleeper = state.withLock { state -> Sleeper? in
        guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else { return nil }
        return state.sleepers.remove(at: index)
      }
      sleeper?.continuation.resume(returning: false)
    }
    if !hasSlept { throw CancellationError() }
  }

  /// Advances to the next moment for which a task sleeps, and wakes those that do, in the order in
  /// which they went to sleep.
  ///
  /// - Returns: Whether there was one.
  package func advance() -> Bool {
    let woken = state.withLock { state -> [Sleeper] in
      guard let next = state.sleepers.lazy.map(\.deadline).min() else { return [] }
      state.now = max(state.now, next)
      let woken = state.sleepers.filter { $0.deadline <= state.now }
      state.sleepers.removeAll { $0.deadline <= state.now }
      return woken
    }
    for sleeper in woken { sleeper.continuation.resume(returning: true) }
    return !woken.isEmpty
  }
}
