import DequeModule
import Synchronization

/// Lets requests pass no faster than the limits of a service, in the order in which they ask.
///
/// A request reserves what it will need by estimate, and settles what it needed. The first in the line
/// waits until both buckets hold enough, and nobody passes it, so a large request is not starved by
/// small ones.
final class RateLimiter: Sendable {
  private struct Waiter {
    let id: UInt64
    let tokens: Int
    let continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var requests: TokenBucket?
    var tokens: TokenBucket?
    /// The configured limits, which a server can only lower.
    let limits: RateLimits
    /// Nothing passes before.
    var pausedUntil = Duration.zero
    var waiters = Deque<Waiter>()
    var lastID: UInt64 = 0
    var alarm: AlarmClock.Ticket?
    var isUnlimited: Bool { requests == nil && tokens == nil }
  }

  private let timeline: Timeline
  private let alarms: AlarmClock
  private let longestPause: Duration
  private let state: Mutex<State>
  /// Whether anything has ever been limited; where not, nobody asks for the lock.
  private let isLimiting: Atomic<Bool>

  /// Makes a limiter whose buckets are full.
  ///
  /// - Parameters:
  ///   - limits: The limits; those of the server come to them.
  ///   - longestPause: How long one answer of a server can stop everything.
  ///   - timeline: What time is.
  ///   - alarms: What wakes the first in the line.
  init(
    _ limits: RateLimits,
    longestPause: Duration,
    timeline: Timeline,
    alarms: AlarmClock
  ) {
    self.timeline = timeline
    self.alarms = alarms
    self.longestPause = longestPause
    isLimiting = Atomic(limits != RateLimits())
    let now = timeline.now()
    state = Mutex(
      State(
        requests: limits.requests.map { TokenBucket($0, at: now) },
        tokens: limits.tokens.map { TokenBucket($0, at: now) },
        limits: limits
      )
    )
  }

  /// Waits until a request may be sent, and takes what it needs.
  ///
  /// - Parameter tokens: What it will need by estimate.
  /// - Returns: Whether it had to wait.
  /// - Throws: Where the task is cancelled before; nothing is taken then.
  @discardableResult
  func reserve(tokens: Int) async throws(CancellationError) -> Bool {
    guard isLimiting.load(ordering: .acquiring) else { return false }
    let id: UInt64? = state.withLock { state in
      if state.waiters.isEmpty, pass(max(0, tokens), &state) { return nil }
      state.lastID += 1
      return state.lastID
    }
    guard let id else { return false }
    let hasPassed = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isCancelled = state.withLock { state in
          if Task.isCancelled { return true }
          state.waiters.append(
            Waiter(id: id, tokens: max(0, tokens), continuation: continuation)
          )
          return false
        }
        if isCancelled { continuation.resume(returning: false) } else { letPass() }
      }
    } onCancel: {
      cancel(id)
    }
    guard hasPassed else { throw CancellationError() }
    return true
  }

  /// Gives back what a request did not need, or takes what it needed more.
  ///
  /// - Parameters:
  ///   - estimate: What it had reserved.
  ///   - actual: What it needed.
  func settle(estimate: Int, actual: Int) {
    let (difference, overflow) = max(0, estimate).subtractingReportingOverflow(max(0, actual))
    guard difference != 0, !overflow else { return }
    let mayPass = state.withLock { state in
      state.tokens?.giveBack(difference, at: timeline.now())
      return difference > 0
    }
    if mayPass { letPass() }
  }

  /// Gives back everything that a request had reserved and that is not sent after all.
  func release(tokens: Int) {
    state.withLock { state in
      let now = timeline.now()
      state.requests?.giveBack(1, at: now)
      state.tokens?.giveBack(max(0, tokens), at: now)
    }
    letPass()
  }

  /// Lets nothing pass before a moment.
  func pause(until moment: Duration) {
    isLimiting.store(true, ordering: .releasing)
    state.withLock { pause($0.pausedUntil, &$0, until: moment) }
  }

  /// Follows what a server says: its limits where they are lower, and what it says is left.
  func adopt(_ rates: ServerRates) {
    isLimiting.store(true, ordering: .releasing)
    let mayPass = state.withLock { state in
      let now = timeline.now()
      if let rate = rates.requests {
        Self.adopt(rate, &state.requests, configured: state.limits.requests, at: now)
        pauseWhereNothingIsLeft(rate, &state, at: now)
      }
      if let rate = rates.tokens {
        Self.adopt(rate, &state.tokens, configured: state.limits.tokens, at: now)
        pauseWhereNothingIsLeft(rate, &state, at: now)
      }
      return !state.waiters.isEmpty
    }
    if mayPass { letPass() }
  }

  private func pause(_ current: Duration, _ state: inout State, until moment: Duration) {
    // A server that names a far moment is asked again before.
    let bounded = min(moment, timeline.now() + longestPause)
    state.pausedUntil = max(current, bounded)
  }

  private func pauseWhereNothingIsLeft(
    _ rate: ServerRates.Rate,
    _ state: inout State,
    at now: Duration
  ) {
    guard let remaining = rate.remaining, remaining <= 0, let time = rate.resetAfter, time > .zero
    else { return }
    pause(state.pausedUntil, &state, until: now + min(time, longestPause))
  }

  private static func adopt(
    _ rate: ServerRates.Rate,
    _ bucket: inout TokenBucket?,
    configured: RateLimit?,
    at now: Duration
  ) {
    if let perMinute = rate.perMinute, perMinute >= 1 {
      let limit = RateLimit(perMinute: perMinute).atMost(configured)
      if bucket == nil { bucket = TokenBucket(limit, at: now) }
      if bucket?.limit != limit { bucket?.follow(limit, at: now) }
    }
    if let remaining = rate.remaining { bucket?.lower(to: remaining, at: now) }
  }

  private func cancel(_ id: UInt64) {
    let waiter = state.withLock { state -> Waiter? in
      guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
      return state.waiters.remove(at: index)
    }
    guard let waiter else { return }
    waiter.continuation.resume(returning: false)
    letPass()
  }

  /// Takes what a request needs where that is there.
  private func pass(_ tokens: Int, _ state: inout State) -> Bool {
    if state.isUnlimited && state.pausedUntil == .zero { return true }
    let now = timeline.now()
    guard moment(for: tokens, state, now) <= now else { return false }
    state.requests?.take(1, at: now)
    state.tokens?.take(tokens, at: now)
    return true
  }

  private func moment(for tokens: Int, _ state: State, _ now: Duration) -> Duration {
    let requests = state.requests?.earliest(for: 1, at: now) ?? now
    let tokens = state.tokens?.earliest(for: tokens, at: now) ?? now
    return max(requests, tokens, state.pausedUntil)
  }

  /// Lets those pass that may, and sets the alarm for the first who may not yet.
  private func letPass() {
    var passed: [Waiter] = []
    state.withLock { state in
      while let first = state.waiters.first, pass(first.tokens, &state) {
        passed.append(state.waiters.removeFirst())
      }
      if let alarm = state.alarm { alarms.cancel(alarm) }
      state.alarm = nil
      if let first = state.waiters.first {
        let due = moment(for: first.tokens, state, timeline.now())
        state.alarm = alarms.set(at: due) { [weak self] in self?.letPass() }
      } else {
        // What was given back and nobody waits for is no burst for later.
        let now = timeline.now()
        state.requests?.spill(at: now)
        state.tokens?.spill(at: now)
      }
    }
    for waiter in passed { waiter.continuation.resume(returning: true) }
  }
}

extension RateLimit {
  /// This limit, or another where that is lower.
  fileprivate func atMost(_ other: RateLimit?) -> RateLimit {
    guard let other else { return self }
    return RateLimit(
      perMinute: min(perMinute, other.perMinute),
      burst: min(burst, other.burst)
    )
  }
}
