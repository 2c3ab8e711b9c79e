import Synchronization

/// What an attempt that succeeded said besides its result.
@usableFromInline struct AttemptNote: Sendable {
  let tokens: Int?
  let rates: ServerRates?

  @usableFromInline init(tokens: Int?, rates: ServerRates?) {
    self.tokens = tokens
    self.rates = rates
  }
}

/// The executor without the types of its tasks: each worker has a slot, and what is in it only the
/// steps know.
///
/// It is compiled once. The steps are compiled where an executor is used, for the types used there.
@usableFromInline final class ExecutorCore: Sendable {
  /// Puts the next task into an empty slot; false at the end of all.
  @usableFromInline typealias Taking = @Sendable (Int) async throws -> Bool
  /// The tokens that an attempt at the task in a slot will need.
  @usableFromInline typealias Estimating = @Sendable (Int) -> Int
  /// Makes an attempt at the task in a slot, and keeps there what it gives.
  @usableFromInline typealias Attempting =
    @Sendable (Int, Attempt) async throws(AttemptFailure) -> AttemptNote
  /// Delivers the task in a slot and empties that, or throws and has done neither.
  @usableFromInline typealias Delivering = @Sendable (Int, TaskRecord, TaskEnd) async throws -> Void

  /// What can be done with the task in a slot.
  @usableFromInline struct Steps: Sendable {
    let take: Taking
    let estimate: Estimating?
    let attempt: Attempting
    let deliver: Delivering

    @usableFromInline init(
      take: @escaping Taking,
      estimate: Estimating?,
      attempt: @escaping Attempting,
      deliver: @escaping Delivering
    ) {
      self.take = take
      self.estimate = estimate
      self.attempt = attempt
      self.deliver = deliver
    }
  }

  let settings: ExecutorSettings
  let timeline: Timeline
  let seed: UInt64
  let alarms: AlarmClock
  let limiter: RateLimiter
  /// Where concurrency adapts.
  let gate: AdaptiveGate?
  private let taken = Atomic<Int>(0)
  private let stopping = Mutex<StopReason?>(nil)
  private let stopSignal = OneSignal()
  private let hasStopped = Atomic<Bool>(false)
  private let streak = Mutex(ErrorStreak())
  private let hasStreak = Atomic<Bool>(false)

  init(_ settings: ExecutorSettings, seed: UInt64, timeline: Timeline) {
    self.settings = settings
    self.timeline = timeline
    self.seed = seed
    alarms = AlarmClock(timeline)
    limiter = RateLimiter(
      settings.limits,
      longestPause: settings.retry.total,
      timeline: timeline,
      alarms: alarms
    )
    gate =
      switch settings.concurrency {
      case .fixed: nil
      case .adaptive(let initial, let maximum):
        AdaptiveGate(AdaptiveWindow(initial: initial, maximum: maximum), timeline: timeline)
      }
  }

  /// How many workers there are, and slots.
  @usableFromInline var workers: Int {
    switch settings.concurrency {
    case .fixed(let count): max(1, count)
    case .adaptive(_, let maximum): max(1, maximum)
    }
  }

  var places: Int { gate?.window.places ?? workers }

  func nextIndex() -> Int { taken.wrappingAdd(1, ordering: .relaxed).oldValue }

  // MARK: Running

  @usableFromInline func run(_ steps: Steps) async -> ExecutionSummary {
    let report = await withTaskGroup(of: WorkerReport?.self) { group in
      group.addTask {
        await self.alarms.run()
        return nil
      }
      group.addTask {
        try? await self.stopSignal.wait()
        return nil
      }
      for slot in 0..<workers { group.addTask { await self.work(slot, steps) } }
      var report = WorkerReport()
      var working = workers
      while working > 0, let end = await group.next() {
        // A worker that ended, or else somebody asked to stop.
        if let end {
          working -= 1
          report.add(end)
          if report.failure != nil { group.cancelAll() }
        } else {
          group.cancelAll()
        }
      }
      group.cancelAll()
      return report
    }
    return await conclude(report, steps)
  }

  /// Delivers what was left when everything had ended.
  private func conclude(_ report: WorkerReport, _ steps: Steps) async -> ExecutionSummary {
    var summary = report.summary
    var leftovers = report.leftovers.sorted { $0.record.index < $1.record.index }
    if Task.isCancelled {
      summary.end = .cancelled
    } else if let failure = report.failure {
      summary.end = failure
    } else if let reason = stopReason {
      summary.end = .stopped(reason)
      await deliverLeft(&leftovers, steps, reason, &summary)
    }
    summary.abandoned += leftovers.count
    return summary
  }

  private func deliverLeft(
    _ leftovers: inout [Leftover],
    _ steps: Steps,
    _ reason: StopReason,
    _ summary: inout ExecutionSummary
  ) async {
    while true {
      do {
        if leftovers.isEmpty {
          guard try await steps.take(0) else { return }
          summary.taken += 1
          leftovers = [Leftover(slot: 0, record: TaskRecord(index: nextIndex()))]
        }
      } catch {
        summary.end = Task.isCancelled ? .cancelled : .sourceFailed(error)
        return
      }
      do {
        let end = leftovers[0].end ?? .skipped(reason)
        try await steps.deliver(leftovers[0].slot, leftovers[0].record, end)
        summary.count(end)
        leftovers.removeFirst()
      } catch {
        summary.end = Task.isCancelled ? .cancelled : .deliveryFailed(error)
        return
      }
    }
  }

  // MARK: Stopping

  var stopReason: StopReason? { stopping.withLock { $0 } }

  /// Whether nothing more is to be begun.
  var isStopping: Bool { hasStopped.load(ordering: .acquiring) }

  func stop(_ reason: StopReason) {
    finish(reason)
    stopSignal.give()
  }

  func finish(_ reason: StopReason) {
    stopping.withLock { $0 = $0 ?? reason }
    hasStopped.store(true, ordering: .releasing)
  }

  func noteSuccess() {
    guard hasStreak.load(ordering: .relaxed) else { return }
    streak.withLock { $0.succeeded() }
    hasStreak.store(false, ordering: .relaxed)
  }

  func notePermanent(_ failure: AttemptFailure) {
    let count = streak.withLock { $0.count(failure) }
    hasStreak.store(true, ordering: .relaxed)
    if count >= settings.identicalErrors { stop(.identicalErrors(failure, count: count)) }
  }
}
