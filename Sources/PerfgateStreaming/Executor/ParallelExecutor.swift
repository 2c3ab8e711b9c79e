/// Carries out the tasks that come from a channel, many at a time, and delivers what became of each.
///
/// Each task that was taken is delivered exactly once unless delivering fails or the executor's own
/// task is cancelled. Of a failure it sees only whether and when another attempt may help. A fixed
/// number of workers pull tasks one by one, so none is overtaken by more tasks than there are workers.
/// When `run` has returned, nothing of it runs any more. An executor runs once.
@usableFromInline
package final class ParallelExecutor<Input: Sendable, Output: Sendable>: Sendable {
  /// Makes one attempt; it ends soon after its task is cancelled.
  package typealias Attempting =
    @Sendable (Input, Attempt) async throws(AttemptFailure) -> AttemptReply<Output>
  /// Takes a completion over, or throws and has not taken it.
  package typealias Delivering = @Sendable (Completion<Input, Output>) async throws -> Void

  @usableFromInline let core: ExecutorCore

  /// Makes an executor.
  ///
  /// - Parameters:
  ///   - settings: How tasks are carried out.
  ///   - seed: What the waits before retries are drawn from.
  ///   - timeline: What time is.
  package init(
    _ settings: ExecutorSettings,
    seed: UInt64,
    timeline: Timeline = .continuous()
  ) {
    core = ExecutorCore(settings, seed: seed, timeline: timeline)
  }

  /// Why it was stopped; `nil` where it was not.
  package var stopReason: StopReason? { core.stopReason }

  /// How many attempts may run at a time now.
  package var places: Int { core.places }

  /// Stops: what runs is cancelled, and what is left is delivered as skipped.
  ///
  /// - Parameter reason: One phrase; only the first counts.
  package func stop(_ reason: String) { core.stop(.requested(reason)) }

  /// Begins nothing more: attempts that run are carried out to their end, and what is left is delivered
  /// as skipped without waiting for anything.
  ///
  /// - Parameter reason: One phrase; only the first counts.
  package func finish(_ reason: String) { core.finish(.requested(reason)) }

  /// Takes tasks from a channel until it ends, and carries them out.
  ///
  /// - Parameters:
  ///   - source: The tasks.
  ///   - estimate: The tokens that an attempt at a task will need; `nil` where tokens do not count.
  ///   - attempt: Makes one attempt.
  ///   - deliver: Takes completions over as they come, several at a time.
  /// - Returns: How it ended, and how many tasks had which end.
  @inlinable package func run(
    from source: BoundedChannel<Input>,
    estimate: (@Sendable (Input) -> Int)? = nil,
    attempt:
      @escaping @Sendable (Input, Attempt) async throws(AttemptFailure)
      -> AttemptReply<Output>,
    deliver: @escaping @Sendable (Completion<Input, Output>) async throws -> Void
  ) async -> ExecutionSummary {
    let slots = (0..<core.workers).map { _ in TaskSlot<Input, Output>() }
    let take: ExecutorCore.Taking = { slot in
      guard let input = try await source.receive() else { return false }
      slots[slot].begin(input)
      return true
    }
    let attempting: ExecutorCore.Attempting = { slot, description throws(AttemptFailure) in
      let input = slots[slot].input
      let reply = try await attempt(input, description)
      slots[slot].succeed(input, reply.output)
      return AttemptNote(tokens: reply.tokens, rates: reply.rates)
    }
    let delivering: ExecutorCore.Delivering = { slot, record, end in
      try await deliver(slots[slot].completion(record, end))
      slots[slot].clear()
    }
    var estimating: ExecutorCore.Estimating?
    if let estimate { estimating = { slot in estimate(slots[slot].input) } }
    return await core.run(
      ExecutorCore.Steps(
        take: take,
        estimate: estimating,
        attempt: attempting,
        deliver: delivering
      )
    )
  }
}
