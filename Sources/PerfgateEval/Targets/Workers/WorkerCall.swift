import PerfgateModel
import PerfgateStreaming
import PerfgateSystem
import Synchronization

/// What a worker answered.
struct WorkerAnswer: Sendable {
  /// The answer, which may be an error of the worker's own.
  let object: JSONObject
  /// From the place on a worker to the answer, in seconds; `nil` where that is not known.
  let serviceSeconds: Double?
}

/// One request to a pool of workers, from the wait for a place to its end.
final class WorkerCall: Sendable {
  /// What happens to it: it is placed at most once, and ends once.
  enum Happening: Sendable {
    /// This process has a place for it.
    case placed(PipedProcess)
    /// This is what became of it.
    case ended(Result<JSONObject, AttemptFailure>)
  }

  private struct State {
    var happenings: [Happening] = []
    var waiter: CheckedContinuation<Happening, Never>?
    /// When it got a place.
    var placed: ContinuousClock.Instant?
    /// When it ended.
    var ended: ContinuousClock.Instant?
  }

  /// Its number, distinct within a pool.
  let number: Int
  /// When the worker is ended unless it has answered.
  let deadline: ContinuousClock.Instant
  /// From the call to the deadline.
  let limit: Duration
  private let state = Mutex(State())

  init(number: Int, limit: Duration) {
    self.number = number
    self.limit = limit
    deadline = .now + limit
  }

  /// Tells its caller, who need not wait yet.
  func give(_ happening: Happening) {
    let now = ContinuousClock.now
    let waiter = state.withLock { state in
      switch happening {
      case .placed: state.placed = now
      case .ended: state.ended = now
      }
      defer { state.waiter = nil }
      if state.waiter == nil { state.happenings.append(happening) }
      return state.waiter
    }
    waiter?.resume(returning: happening)
  }

  /// Waits for the next of what happens.
  func next() async -> Happening {
    await withCheckedContinuation { continuation in
      let happening = state.withLock { state -> Happening? in
        if state.happenings.isEmpty {
          state.waiter = continuation
          return nil
        }
        return state.happenings.removeFirst()
      }
      if let happening { continuation.resume(returning: happening) }
    }
  }

  /// From its place on a worker to its end, in seconds: what was waited for a place is no part of
  /// it; `nil` where it had none, or has not ended.
  var serviceSeconds: Double? {
    state.withLock { state in
      guard let placed = state.placed, let ended = state.ended else { return nil }
      return placed.duration(to: ended) / .seconds(1)
    }
  }

  /// The failure of a call whose time is over.
  var timeout: AttemptFailure {
    AttemptFailure(
      .possible(),
      kind: "timeout",
      message: "no reply within \(ProcessWording.seconds(limit))"
    )
  }
}
