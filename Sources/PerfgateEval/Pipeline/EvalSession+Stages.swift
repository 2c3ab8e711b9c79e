import PerfgateConfiguration
import PerfgateModel
import PerfgateMonitor
import PerfgateStatistics
import PerfgateStreaming
import Synchronization

/// That reading the dataset ends before its end, since nothing more is to be tried.
private struct ReadingEnded: Error {}

extension EvalSession {
  /// Reads cases and passes them on until there are no more, or nobody wants them.
  func load() async {
    var span = stages.load.begin()
    let context = span.context
    do {
      try await pipeline.source.read { row in
        if self.isInterrupted { throw ReadingEnded() }
        switch row {
        case .evalCase(let evalCase): try await self.pass(evalCase, context)
        case .malformed(let row): try await self.refuse(row)
        }
      }
      items.finish()
      span.end()
    } catch is ReadingEnded {
      items.finish()
      span.end()
    } catch is Unsent<EvalPipeline.Item> {
      // Whoever refused it has said why.
      span.fail()
    } catch {
      span.fail()
      fail(error)
    }
  }

  private func pass(_ evalCase: EvalCase, _ context: SpanContext) async throws {
    for repeatIndex in 0..<pipeline.plan.repeats {
      for side in order(of: evalCase, repeatIndex) {
        let key = ResultKey(
          id: evalCase.id,
          caseDigest: evalCase.digest,
          repeatIndex: repeatIndex,
          configurationDigest: pipeline.sides[side].configurationDigest
        )
        if isCompleted(key, side: side) { continue }
        noteRead(side: side)
        stages.loadToRun.recordItem(bytes: evalCase.byteCount)
        let item = EvalPipeline.Item(
          call: TargetCall(evalCase, repeatIndex: repeatIndex),
          side: side
        )
        try await context.wait(.backPressure) { try await items.send(item) }
      }
    }
  }

  /// The sides in an order drawn for each case and repeat, either first with the same chance: what drifts
  /// favours neither, and that is what makes tests of their differences exact.
  private func order(of evalCase: EvalCase, _ repeatIndex: Int) -> [Int] {
    guard pipeline.sides.count > 1 else { return [0] }
    // Not by its line, which all cases of an array may share.
    let own = evalCase.id.utf8.reduce(~pipeline.seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    var generator = SeededGenerator(seed: own &+ UInt64(repeatIndex))
    return generator.nextIndex(below: 2) == 0 ? [0, 1] : [1, 0]
  }

  private func refuse(_ row: MalformedRow) async throws {
    for side in pipeline.sides.indices {
      var results: [CaseResult] = []
      for repeatIndex in 0..<pipeline.plan.repeats {
        noteRead(side: side)
        var result = CaseResult(
          caseDigest: EvalDigest.hex(of: "malformed\0\(row.label)"),
          repeatIndex: repeatIndex,
          configurationDigest: pipeline.sides[side].configurationDigest,
          id: row.label,
          outcome: .errored
        )
        result.failure = CaseResult.Failure(
          part: "dataset",
          kind: "malformed",
          message: "\(row.place): \(row.message)"
        )
        results.append(result)
      }
      try await finishMalformed(results, side: side)
    }
  }

  /// Has all cases answered.
  func execute() async {
    var estimate: (@Sendable (EvalPipeline.Item) -> Int)?
    if pipeline.plan.execution.tokensPerMinute != nil {
      estimate = { [pipeline] item in
        pipeline.sides[item.side].target.estimatedTokens(of: item.call) ?? 0
      }
    }
    let attempt: EvalPipeline.Executor.Attempting = { item, attempt throws(AttemptFailure) in
      try await self.attempt(item, attempt)
    }
    let deliver: EvalPipeline.Executor.Delivering = { end in
      self.stages.runToScore.recordItem()
      try await self.replies.send(end)
    }
    let summary = await executor.run(
      from: items,
      estimate: estimate,
      attempt: attempt,
      deliver: deliver
    )
    switch summary.end {
    case .finished: replies.finish()
    case .stopped(let reason):
      note(stopReason: Self.text(of: reason))
      replies.finish()
    case .cancelled: fail(CancellationError())
    case .sourceFailed(let error), .deliveryFailed(let error): fail(error)
    }
  }

  private static func text(of reason: StopReason) -> String {
    switch reason {
    case .requested(let text): text
    case .identicalErrors(let failure, let count):
      "\(count) cases in a row failed alike, which no retry mends: \(failure.kind): \(failure.message)"
    }
  }

  private func attempt(
    _ item: EvalPipeline.Item,
    _ attempt: Attempt
  ) async throws(AttemptFailure) -> AttemptReply<TargetReply> {
    let target = pipeline.sides[item.side].target
    let estimate =
      guardian.needsTokens || guardian.needsCost
      ? target.estimatedTokens(of: item.call) ?? 0 : 0
    guard
      let reservation = guardian.reserve(
        tokens: estimate,
        costUSD: guardian.needsCost ? target.estimatedCost(tokens: estimate) : 0
      )
    else {
      finish(guardian.reached ?? CapGuard.noRoom)
      // Its message is its own: identical failures would stop what still runs.
      throw AttemptFailure(.never, kind: CapGuard.kind, message: "\(attempt.task)")
    }
    var span = stages.run.begin(earlierBy: attempt.waits.total.nanosecondCount)
    span.tell(attempt.waits)
    let reply: AttemptReply<TargetReply>
    do throws(AttemptFailure) {
      reply = try await target.reply(to: item.call, attempt)
    } catch {
      guardian.settle(reservation, after: error)
      span.fail()
      throw error
    }
    guardian.settle(
      reservation,
      tokens: reply.output.usage?.total,
      costUSD: reply.output.costUSD
    )
    if let gap = gap(in: reply.output) {
      span.fail()
      throw gap
    }
    span.addBytes(reply.output.output.utf8.count)
    span.end()
    return reply
  }

  /// What is capped must be told by every reply: what is not known is not 0.
  private func gap(in reply: TargetReply) -> AttemptFailure? {
    if guardian.needsTokens, reply.usage == nil {
      return AttemptFailure(
        .never,
        kind: "usage",
        message: "the reply does not tell its tokens, which caps.tokens needs"
      )
    }
    if guardian.needsCost, reply.costUSD == nil {
      let why =
        reply.usage == nil
        ? "the reply tells neither tokens nor cost"
        : "the model '\(reply.model ?? "")' has no price"
      return AttemptFailure(.never, kind: "cost", message: "\(why), which caps.cost_usd needs")
    }
    return nil
  }

  /// Why a reply is not scored any more: whoever asks for the end does not wait for judges that are
  /// slow or cost something; `nil` while it is.
  private func reasonNotToScore() -> String? {
    pipeline.scoring.isQuick ? nil : endReason
  }

  /// What judging a reply may take; `nil` where a cap would be passed.
  private func budget(ofScoring item: ScoredItem) -> CapGuard.Reservation? {
    guard pipeline.scoring.isPaid, guardian.needsTokens || guardian.needsCost else {
      return CapGuard.Reservation(.scoring)
    }
    let (tokens, cost) = pipeline.scoring.estimatedSpending(on: item)
    return guardian.reserve(.scoring, tokens: tokens, costUSD: cost)
  }

  /// What is capped must be told by judges, too.
  private func gap(in spending: ScoredResult.Spending) -> CaseResult.Failure? {
    guard let judge = pipeline.scoring.firstJudge else { return nil }
    if guardian.needsTokens, spending.tokens == nil {
      return CaseResult.Failure(
        part: judge,
        kind: "usage",
        message: "the judge does not tell its tokens, which caps.tokens needs"
      )
    }
    if guardian.needsCost, spending.costUSD == nil {
      return CaseResult.Failure(
        part: judge,
        kind: "cost",
        message: "the judge does not tell what it cost, which caps.cost_usd needs"
      )
    }
    return nil
  }

  /// Scores replies, several at a time.
  func scoreAll() async {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<pipeline.scoring.width(concurrency: pipeline.concurrency) {
        group.addTask { await self.score() }
      }
    }
    finishLines()
  }

  private func score() async {
    do {
      while true {
        let ends = try await replies.receive(upTo: pipeline.scoring.isQuick ? 64 : 1)
        if ends.isEmpty { return }
        var results = pipeline.sides.map { _ in [ScoredResult]() }
        for end in ends {
          let side = end.input.side
          results[side].append(await result(of: end))
          stages.scoreToWrite.recordItem()
        }
        for (side, scored) in results.enumerated() where !scored.isEmpty {
          try await finish(scored, side: side)
        }
      }
    } catch {
      fail(error)
    }
  }

  private func result(of end: EvalPipeline.End) async -> ScoredResult {
    let call = end.input.call
    let target = pipeline.sides[end.input.side].target
    var result = CaseResult(
      caseDigest: call.evalCase.digest,
      repeatIndex: call.repeatIndex,
      configurationDigest: pipeline.sides[end.input.side].configurationDigest,
      id: call.evalCase.id,
      outcome: .skipped
    )
    result.cluster = call.evalCase.cluster
    result.attempts = end.attempts
    result.rateLimitSeconds = end.times.rateLimitWait.seconds
    switch end.outcome {
    case .skipped(let reason): result.skipReason = Self.text(of: reason)
    case .failed(let failure, _) where failure.kind == CapGuard.kind:
      result.skipReason = guardian.reached ?? CapGuard.noRoom
    case .failed where pipeline.isInterrupted():
      // Its process was ended with the others: that says nothing of the case.
      stop(Self.interruption, isInterrupted: true)
      result.skipReason = Self.interruption
    case .failed(let failure, _):
      result.outcome = .errored
      result.failure = CaseResult.Failure(
        part: "target",
        kind: failure.kind,
        message: failure.message
      )
    case .succeeded(let reply):
      let item = ScoredItem(call.evalCase, repeatIndex: call.repeatIndex, reply: reply)
      if let reason = reasonNotToScore() {
        result.skipReason = reason
        break
      }
      guard let scoringBudget = budget(ofScoring: item) else {
        let reason = guardian.reached ?? CapGuard.noRoom
        finish(reason)
        result.skipReason = reason
        break
      }
      result.output = reply.output
      result.usage = reply.usage
      result.firstTokenSeconds = reply.firstTokenSeconds
      result.serviceSeconds =
        target.isLive ? reply.serviceSeconds ?? end.times.service.seconds : nil
      result.costUSD = reply.costUSD
      let span = stages.score.begin()
      var scored = await pipeline.scoring.score(item, into: result)
      guardian.settle(
        scoringBudget,
        tokens: scored.spending.tokens,
        costUSD: scored.spending.costUSD
      )
      if let gap = gap(in: scored.spending) { scored.fail(gap) }
      if scored.result.outcome == .errored { span.fail() } else { span.end() }
      return scored
    }
    return ScoredResult(result: result, passed: [])
  }

  /// Writes the results of one side.
  func write(_ channel: BoundedChannel<ResultLine>, to file: ResultFile) async {
    let writer = ResultWriter(
      to: TimedStorage(file, stage: stages.write),
      ResultWriter.Settings(chunk: pipeline.plan.stream.chunk),
      timeline: pipeline.timeline
    )
    do {
      _ = try await writer.drain(channel)
    } catch {
      fail(error)
    }
  }

  // MARK: Watching

  /// Tells how far it has come, and ends it where perfgate is asked to end or its time is over.
  func watch() async {
    let pause = Duration.milliseconds(100)
    let limit = pipeline.plan.caps.wallSeconds
    while !Task.isCancelled {
      try? await Task.sleep(for: pause)
      if pipeline.isInterrupted() { stop(Self.interruption, isInterrupted: true) }
      if let limit, (pipeline.timeline.now() - begin).seconds >= limit {
        stop("the cap of \(QuantityText.wait(seconds: limit)) was reached")
      }
      pipeline.progress(progress)
    }
  }
}

extension ActiveSpan {
  /// Tells what an attempt waited for before it began, the last wait first.
  fileprivate mutating func tell(_ waits: AttemptWaits) {
    var nanoseconds: Int64 = 0
    for (kind, time) in [
      (WaitKind.rateLimit, waits.rateLimit), (.queue, waits.window), (.retry, waits.retry),
    ] where time > .zero {
      nanoseconds += time.nanosecondCount
      addWait(kind, nanoseconds: nanoseconds)
    }
  }
}
