package import PerfgateModel
package import PerfgateStreaming

/// A target that is asked again where that may help, for callers without an executor: judges.
package struct RetryingTarget: EvalTarget {
  private let target: any EvalTarget
  private let policy: RetryPolicy
  private let seed: UInt64
  private let timeline: Timeline
  private let isInterrupted: @Sendable () -> Bool

  /// Makes a target that is asked again.
  ///
  /// - Parameters:
  ///   - target: What is asked.
  ///   - policy: How often, and how long to wait.
  ///   - seed: What waits are drawn from.
  ///   - timeline: What time is.
  ///   - isInterrupted: Whether perfgate was asked to end, so that nothing is tried again.
  package init(
    _ target: any EvalTarget,
    policy: RetryPolicy,
    seed: UInt64,
    timeline: Timeline = .continuous(),
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.target = target
    self.policy = policy
    self.seed = seed
    self.timeline = timeline
    self.isInterrupted = isInterrupted
  }

  package var reportsUsage: Bool { target.reportsUsage }
  package var isLive: Bool { target.isLive }
  package var places: Int? { target.places }

  package func start() async throws(GateError) { try await target.start() }

  package func stop() async -> TargetSummary { await target.stop() }

  package func estimatedTokens(of call: TargetCall) -> Int? { target.estimatedTokens(of: call) }

  package func estimatedCost(tokens: Int) -> Double { target.estimatedCost(tokens: tokens) }

  /// What the target answers at last.
  package func reply(
    to call: TargetCall,
    _ attempt: Attempt
  ) async throws(AttemptFailure) -> AttemptReply<TargetReply> {
    let end = timeline.now() + policy.total
    var number = 1
    while true {
      let current = Attempt(task: attempt.task, number: number, timeLimit: attempt.timeLimit)
      do throws(AttemptFailure) {
        return try await target.reply(to: call, current)
      } catch {
        let pause =
          error.pause ?? policy.wait(beforeRetry: number, ofTask: attempt.task, seed: seed)
        let moment = timeline.now() + pause
        guard error.retry != .never, number <= policy.maximumRetries, moment < end,
          await waits(until: moment)
        else { throw error }
        number += 1
      }
    }
  }
}

extension RetryingTarget {
  /// Waits, unless it is cancelled or perfgate asked to end meanwhile.
  private func waits(until moment: Duration) async -> Bool {
    while !isInterrupted() {
      let next = min(moment, timeline.now() + .milliseconds(200))
      if (try? await timeline.sleep(until: next)) == nil { return false }
      if next == moment { return true }
    }
    return false
  }
}

extension AttemptFailure {
  /// How long the server said to wait; `nil` where it did not.
  fileprivate var pause: Duration? {
    switch retry {
    case .never: nil
    case .possible(let time), .throttled(let time): time
    }
  }
}
