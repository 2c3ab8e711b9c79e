extension ExecutorCore {
  /// How a hand ended.
  private struct HandEnd: Sendable {
    var report = WorkerReport()
    /// A task whose attempt took too long, so that its hand was cancelled: another goes on with it.
    var unfinished: TaskRecord?
  }

  /// How far the attempts at a task came.
  private enum Progress {
    case ended(TaskEnd)
    case attemptTookTooLong
    case cancelled
  }

  /// Works until the source ends, or until cancelled.
  ///
  /// A task cannot be uncancelled, so an attempt that is to be cancelled alone must be in a task of its
  /// own. Starting two for every attempt, one for its time, would cost more than all the rest; so a
  /// worker has one hand that makes attempt after attempt, and gets another when it had to be
  /// cancelled.
  func work(_ slot: Int, _ steps: Steps) async -> WorkerReport {
    var report = WorkerReport()
    var unfinished: TaskRecord?
    repeat {
      let begun = unfinished
      let end = await withTaskGroup(of: HandEnd?.self) { group in
        let bell = OneSignal()
        group.addTask { await self.hand(slot, begun, steps, bell) }
        group.addTask {
          try? await bell.wait()
          return nil
        }
        var end = HandEnd()
        while let next = await group.next() {
          group.cancelAll()
          if let next { end = next }
        }
        return end
      }
      report.add(end.report)
      unfinished = end.unfinished
    } while unfinished != nil
    return report
  }

  /// Carries out task after task, until the source ends, this is cancelled, or an attempt takes too
  /// long.
  private func hand(
    _ slot: Int,
    _ begun: TaskRecord?,
    _ steps: Steps,
    _ bell: OneSignal
  ) async -> HandEnd {
    var end = HandEnd()
    var begun = begun
    while begun != nil || !isStopping {
      var record: TaskRecord
      if let unfinished = begun {
        record = unfinished
        begun = nil
      } else {
        do {
          guard try await steps.take(slot) else { return end }
          end.report.summary.taken += 1
          record = TaskRecord(index: nextIndex())
        } catch {
          if !Task.isCancelled { end.report.failure = .sourceFailed(error) }
          return end
        }
      }
      switch await progress(slot, &record, steps, bell, &end.report.summary) {
      case .cancelled:
        end.report.leftovers.append(Leftover(slot: slot, record: record))
        return end
      case .attemptTookTooLong:
        end.unfinished = record
        return end
      case .ended(let taskEnd):
        do {
          try await steps.deliver(slot, record, taskEnd)
          end.report.summary.count(taskEnd)
        } catch {
          end.report.leftovers.append(Leftover(slot: slot, record: record, end: taskEnd))
          if !Task.isCancelled { end.report.failure = .deliveryFailed(error) }
          return end
        }
      }
    }
    return end
  }

  /// Makes attempts at a task until one succeeds or there is no other.
  private func progress(
    _ slot: Int,
    _ record: inout TaskRecord,
    _ steps: Steps,
    _ bell: OneSignal,
    _ summary: inout ExecutionSummary
  ) async -> Progress {
    let estimate = max(0, steps.estimate?(slot) ?? 0)
    while true {
      do throws(CancellationError) {
        if case .some(let failure) = record.failure {
          if let reason = reasonToGiveUp(record, failure) {
            return .ended(.failed(failure, because: reason))
          }
          try await waitToRetry(&record, failure)
        }
        if isStopping { throw CancellationError() }
        guard try await enter(&record, tokens: estimate) else {
          guard case .some(let failure) = record.failure else { return .cancelled }
          return .ended(.failed(failure, because: .timeExhausted))
        }
      } catch {
        return .cancelled
      }
      summary.attempts += 1
      guard let result = await attempt(slot, &record, steps, bell, tokens: estimate) else {
        return .attemptTookTooLong
      }
      switch result {
      case .success:
        noteSuccess()
        return .ended(.succeeded)
      case .failure(let failure):
        if failure.isThrottled { summary.throttled += 1 }
        record.failure = .some(failure)
        // What was cancelled fails for that reason.
        if Task.isCancelled { return .cancelled }
        if failure.retry == .never { notePermanent(failure) }
      }
    }
  }

  /// Waits for a place in the window and for the rate limit.
  ///
  /// - Returns: Whether there is time left for an attempt.
  private func enter(
    _ record: inout TaskRecord,
    tokens: Int
  ) async throws(CancellationError) -> Bool {
    var begin = timeline.now()
    if let gate {
      try await gate.enter()
      let end = timeline.now()
      record.times.windowWait += end - begin
      begin = end
    }
    do throws(CancellationError) {
      if try await limiter.reserve(tokens: tokens) {
        let end = timeline.now()
        record.times.rateLimitWait += end - begin
        begin = end
      }
    } catch {
      gate?.leave(.otherwise)
      throw error
    }
    let deadline = record.deadline ?? begin + settings.retry.total
    guard begin < deadline else {
      limiter.release(tokens: tokens)
      gate?.leave(.otherwise)
      return false
    }
    record.deadline = deadline
    record.times.began = begin
    return true
  }

  /// Makes one attempt.
  ///
  /// - Returns: What it gave; `nil` where it took too long, and this task is about to be cancelled.
  private func attempt(
    _ slot: Int,
    _ record: inout TaskRecord,
    _ steps: Steps,
    _ bell: OneSignal,
    tokens: Int
  ) async -> Result<AttemptNote, AttemptFailure>? {
    let begin = record.times.began
    let timeLeft = (record.deadline ?? begin) - begin
    let timeLimit = min(settings.attemptTimeout ?? timeLeft, timeLeft)
    record.times.failedAttempts += record.times.service
    record.attempts += 1
    let alarm = alarms.set(at: begin + timeLimit) { bell.give() }
    let result: Result<AttemptNote, AttemptFailure>
    do throws(AttemptFailure) {
      let attempt = Attempt(
        task: record.index,
        number: record.attempts,
        timeLimit: timeLimit,
        waits: AttemptWaits(from: record.toldTimes, to: record.times)
      )
      record.toldTimes = record.times
      result = .success(try await steps.attempt(slot, attempt))
    } catch {
      result = .failure(error)
    }
    let isInTime = alarms.cancel(alarm)
    record.attemptEnded = timeline.now()
    record.times.service = record.attemptEnded - begin
    guard isInTime else {
      gate?.leave(.otherwise)
      record.failure = .some(.timeout(timeLimit))
      return nil
    }
    settle(result, tokens: tokens, at: record.attemptEnded)
    return result
  }

  /// Tells the limiter and the window what an attempt has shown.
  private func settle(
    _ result: Result<AttemptNote, AttemptFailure>,
    tokens: Int,
    at moment: Duration
  ) {
    let actual: Int?
    let rates: ServerRates?
    switch result {
    case .success(let note):
      (actual, rates) = (note.tokens, note.rates)
      gate?.leave(.succeeded)
    case .failure(let failure):
      (actual, rates) = (failure.tokens, failure.rates)
      if failure.isThrottled, let wait = failure.wait { limiter.pause(until: moment + wait) }
      gate?.leave(failure.isThrottled ? .throttled : .otherwise)
    }
    if let actual { limiter.settle(estimate: tokens, actual: actual) }
    if let rates { limiter.adopt(rates) }
  }

  /// Why there is no other attempt; `nil` where there is one.
  private func reasonToGiveUp(
    _ record: TaskRecord,
    _ failure: AttemptFailure
  ) -> NoFurtherAttempt? {
    if failure.retry == .never { return .permanent }
    if record.attempts > settings.retry.maximumRetries { return .retriesExhausted }
    guard let deadline = record.deadline, retryMoment(record, failure) < deadline else {
      return .timeExhausted
    }
    return nil
  }

  /// When the next attempt may begin: when the server says, or else after a drawn wait.
  private func retryMoment(_ record: TaskRecord, _ failure: AttemptFailure) -> Duration {
    let drawn = settings.retry.wait(beforeRetry: record.attempts, ofTask: record.index, seed: seed)
    return record.attemptEnded + (failure.wait ?? drawn)
  }

  private func waitToRetry(
    _ record: inout TaskRecord,
    _ failure: AttemptFailure
  ) async throws(CancellationError) {
    let begin = timeline.now()
    try await alarms.wait(until: retryMoment(record, failure))
    record.times.retryWait += timeline.now() - begin
  }
}
