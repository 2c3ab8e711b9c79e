import Synchronization

/// Something that happens once and that one task may wait for.
final class OneSignal: Sendable {
  private enum State {
    case pending
    case awaited(CheckedContinuation<Bool, Never>)
    case given
  }

  private let state = Mutex(State.pending)

  /// Lets it happen; again is fine.
  func give() {
    let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      defer { state = .given }
      if case .awaited(let waiter) = state { return waiter }
      return nil
    }
    waiter?.resume(returning: true)
  }

  /// Waits until it has happened.
  ///
  /// - Throws: Where the task is cancelled before.
  func wait() async throws(CancellationError) {
    let isGiven = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer = state.withLock { state -> Bool? in
          if case .given = state { return true }
          if Task.isCancelled { return false }
          state = .awaited(continuation)
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
        guard case .awaited(let waiter) = state else { return nil }
        state = .pending
        return waiter
      }
      waiter?.resume(returning: false)
    }
    if !isGiven { throw CancellationError() }
  }
}
