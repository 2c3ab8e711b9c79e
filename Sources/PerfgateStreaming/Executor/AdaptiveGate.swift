import DequeModule
import Synchronization

/// Lets as many attempts run as an adaptive window has places, in the order in which they ask.
final class AdaptiveGate: Sendable {
  /// How an attempt leaves.
  enum Leaving {
    case succeeded
    case throttled
    case otherwise
  }

  private struct Waiter {
    let id: UInt64
    let continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var window: AdaptiveWindow
    var inside = 0
    var waiters = Deque<Waiter>()
    var lastID: UInt64 = 0
  }

  private let timeline: Timeline
  private let state: Mutex<State>

  init(_ window: AdaptiveWindow, timeline: Timeline) {
    self.timeline = timeline
    state = Mutex(State(window: window))
  }

  /// The window now.
  var window: AdaptiveWindow { state.withLock { $0.window } }

  /// Waits for a place.
  ///
  /// - Throws: Where the task is cancelled before; no place is taken then.
  func enter() async throws(CancellationError) {
    let id = state.withLock { state -> UInt64? in
      if state.waiters.isEmpty, state.inside < state.window.places {
        state.inside += 1
        return nil
      }
      state.lastID += 1
      return state.lastID
    }
    guard let id else { return }
    let isInside = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isCancelled = state.withLock { state in
          if Task.isCancelled { return true }
          state.waiters.append(Waiter(id: id, continuation: continuation))
          return false
        }
        if isCancelled { continuation.resume(returning: false) } else { letIn() }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
        return state.waiters.remove(at: index)
      }
      waiter?.continuation.resume(returning: false)
    }
    if !isInside { throw CancellationError() }
  }

  /// Gives a place back.
  func leave(_ leaving: Leaving) {
    state.withLock { state in
      state.inside -= 1
      switch leaving {
      case .succeeded: state.window.succeeded()
      case .throttled: state.window.throttled(at: timeline.now())
      case .otherwise: break
      }
    }
    letIn()
  }

  private func letIn() {
    let entering = state.withLock { state in
      let count = min(state.waiters.count, max(0, state.window.places - state.inside))
      state.inside += count
      defer { state.waiters.removeFirst(count) }
      return Array(state.waiters.prefix(count))
    }
    for waiter in entering { waiter.continuation.resume(returning: true) }
  }
}
