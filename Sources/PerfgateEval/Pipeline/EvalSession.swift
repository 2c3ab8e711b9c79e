import PerfgateConfiguration
import PerfgateModel
import PerfgateMonitor
import PerfgateStreaming
import Synchronization

/// One run of a pipeline: the channels between its stages, and what became of everything.
final class EvalSession: Sendable {
  /// What several stages write.
  struct State {
    var tallies: [EvalTally]
    /// What an earlier run had done, less what was met again.
    var completed: [CompletedResults]
    var read: [Int]
    var failure: GateError?
    var stopReason: String?
    /// Why nothing more is done, not even judging what was answered; `nil` while something is.
    var endReason: String?
    var isInterrupted = false
  }

  /// The stages by which the monitor knows them, and what lies between.
  struct Stages: Sendable {
    let load: Stage
    let run: Stage
    let score: Stage
    let write: Stage
    let loadToRun: StageEdge
    let runToScore: StageEdge
    let scoreToWrite: StageEdge

    init(_ monitor: PerformanceMonitor) {
      load = monitor.stage("load")
      run = monitor.stage("run")
      score = monitor.stage("score")
      write = monitor.stage("write")
      loadToRun = monitor.edge(from: load, to: run)
      runToScore = monitor.edge(from: run, to: score)
      scoreToWrite = monitor.edge(from: score, to: write)
    }
  }

  /// Why cases are skipped once perfgate was asked to end.
  static let interruption = "perfgate was asked to end"

  let pipeline: EvalPipeline
  let stages: Stages
  let begin: Duration
  let items: BoundedChannel<EvalPipeline.Item>
  let replies: BoundedChannel<EvalPipeline.End>
  let executor: EvalPipeline.Executor
  let guardian: CapGuard
  private let files: [ResultFile]
  private let lines: [BoundedChannel<ResultLine>]
  private let state: Mutex<State>

  /// Opens the result files, and takes over what is in them.
  ///
  /// - Throws: `GateError` where one cannot be opened.
  init(
    _ pipeline: EvalPipeline,
    _ beginning: ResultFile.Beginning,
    monitor: PerformanceMonitor,
    begin: Duration
  ) throws(GateError) {
    self.pipeline = pipeline
    self.begin = begin
    stages = Stages(monitor)
    let plan = pipeline.plan
    let limits = ChannelLimits(items: plan.stream.bufferItems, bytes: plan.stream.maximumBytes)
    let timeline = pipeline.timeline
    items = BoundedChannel(limits: limits, timeline: timeline) { $0.call.evalCase.byteCount }
    replies = BoundedChannel(limits: limits, timeline: timeline) { end in
      var bytes = end.input.call.evalCase.byteCount
      if case .succeeded(let reply) = end.outcome { bytes += reply.output.utf8.count }
      return bytes
    }
    executor = EvalPipeline.Executor(
      ExecutorSettings(plan, concurrency: pipeline.concurrency),
      seed: pipeline.seed,
      timeline: timeline
    )
    guardian = CapGuard(plan.caps)
    var tallies: [EvalTally] = []
    var completed: [CompletedResults] = []
    var files: [ResultFile] = []
    for side in pipeline.sides {
      let earlier = try EarlierResults(
        side,
        eval: plan.key,
        repeats: plan.repeats,
        beginning,
        scoring: pipeline.scoring,
        each: pipeline.tell
      )
      files.append(earlier.file)
      tallies.append(earlier.tally)
      completed.append(earlier.completed)
      guardian.spend(tokens: earlier.tokens, costUSD: earlier.tally.costUSD)
    }
    self.files = files
    lines = pipeline.sides.map { _ in
      BoundedChannel(limits: limits, timeline: timeline) { $0.bytes.count }
    }
    let read = tallies.map(\.count.read)
    state = Mutex(State(tallies: tallies, completed: completed, read: read))
  }

  /// Whether perfgate was asked to end.
  var isInterrupted: Bool { state.withLock(\.isInterrupted) }

  /// Why nothing more is done; `nil` while something is.
  var endReason: String? { state.withLock(\.endReason) }

  /// The first failure that ended it; `nil` where none did.
  var failure: GateError? { state.withLock(\.failure) }

  /// Runs all stages to their end, whatever kind of end.
  func conduct() async {
    await withTaskGroup(of: Void.self) { group in
      let watch = Task { await self.watch() }
      group.addTask { await self.load() }
      group.addTask { await self.execute() }
      group.addTask { await self.scoreAll() }
      for (file, channel) in zip(files, lines) {
        group.addTask { await self.write(channel, to: file) }
      }
      await group.waitForAll()
      watch.cancel()
      await watch.value
    }
    recordEdges()
    pipeline.progress(progress)
  }

  /// What each side gave.
  ///
  /// - Throws: `GateError` with exit 70 where something vanished or came twice.
  func outcomes(
    wallSeconds: Double,
    _ summaries: [TargetSummary]
  ) throws(GateError) -> [EvalOutcome] {
    let (tallies, reason, isInterrupted, reads) = state.withLock {
      ($0.tallies, $0.stopReason, $0.isInterrupted, $0.read)
    }
    var outcomes: [EvalOutcome] = []
    for (index, side) in pipeline.sides.enumerated() {
      var tally = tallies[index]
      tally.count.read = reads[index]
      try tally.count.check(of: "eval '\(pipeline.plan.key)'")
      outcomes.append(
        EvalOutcome(
          side: side.side,
          tally: tally,
          stopReason: reason,
          isInterrupted: isInterrupted,
          wallSeconds: wallSeconds,
          summary: summaries[index],
          metrics: tally.metrics(
            wallSeconds: wallSeconds,
            concurrency: pipeline.concurrency,
            scorers: pipeline.scoring.names,
            summary: summaries[index]
          )
        )
      )
    }
    return outcomes
  }

  // MARK: What the stages tell

  /// Notes why not every case is tried; only the first reason counts.
  func stop(_ reason: String, isInterrupted: Bool = false) {
    state.withLock { state in
      state.stopReason = state.stopReason ?? reason
      state.endReason = state.endReason ?? reason
      state.isInterrupted = state.isInterrupted || isInterrupted
    }
    executor.stop(reason)
  }

  /// Notes that a case is not tried for a reason, while others are carried out to their end.
  func note(stopReason reason: String) {
    state.withLock { $0.stopReason = $0.stopReason ?? reason }
  }

  /// Begins no more attempts, since a cap leaves no room; what was begun is carried out to its end.
  func finish(_ reason: String) {
    note(stopReason: reason)
    executor.finish(reason)
  }

  /// Ends everything, since nothing good can come of it any more.
  func fail(_ error: any Error) {
    let failure =
      error as? GateError
      ?? GateError(.internalFault, "eval '\(pipeline.plan.key)' broke off: \(error)")
    state.withLock { $0.failure = $0.failure ?? failure }
    executor.stop("the eval broke off")
    items.fail(failure)
    replies.fail(failure)
    for channel in lines { channel.fail(failure) }
  }

  /// Whether an earlier run has a result, which is then met.
  func isCompleted(_ key: ResultKey, side: Int) -> Bool {
    state.withLock { $0.completed[side].contains(key) }
  }

  /// Counts a result that will come.
  func noteRead(side: Int) { state.withLock { $0.read[side] += 1 } }

  /// Counts results and sends those to be written that are more than that they were skipped.
  ///
  /// - Throws: `Unsent` where nothing can be written any more.
  func finish(_ results: [ScoredResult], side: Int) async throws {
    state.withLock { state in
      for scored in results {
        state.tallies[side].add(scored.result, passedScorers: scored.passed, isResumed: false)
      }
    }
    for scored in results { pipeline.tell(scored.result) }
    let written = results.compactMap { $0.result.outcome == .skipped ? nil : $0.result.line }
    if !written.isEmpty { try await lines[side].send(contentsOf: written) }
  }

  /// Counts a row that is no case, once for each repeat.
  func finishMalformed(_ results: [CaseResult], side: Int) async throws {
    state.withLock { $0.tallies[side].malformed += 1 }
    try await finish(results.map { ScoredResult(result: $0, passed: []) }, side: side)
  }

  /// Ends the lines: everything is scored.
  func finishLines() { for channel in lines { channel.finish() } }

  /// How far it has come.
  var progress: EvalProgress {
    // Copies of the tallies would have to be made anew with the next result.
    let (counts, resumed, cost) = state.withLock { state in
      (
        state.tallies.map(\.count).reduce(ConservationCount(), +),
        state.tallies.reduce(0) { $0 + $1.resumed }, state.tallies.reduce(0) { $0 + $1.costUSD }
      )
    }
    return EvalProgress(
      key: pipeline.plan.key,
      expected: pipeline.source.rowCount * pipeline.plan.repeats * pipeline.sides.count,
      done: counts.passed + counts.failed + counts.errored + counts.skipped,
      passed: counts.passed,
      failed: counts.failed,
      errored: counts.errored,
      resumed: resumed,
      costUSD: cost,
      elapsedSeconds: (pipeline.timeline.now() - begin).seconds
    )
  }

  private func recordEdges() {
    stages.loadToRun.record(items.counters)
    stages.runToScore.record(replies.counters)
    for channel in lines { stages.scoreToWrite.record(channel.counters) }
  }
}

extension StageEdge {
  fileprivate func record(_ counters: ChannelCounters) {
    if counters.blockedTime > .zero {
      recordBlocked(nanoseconds: counters.blockedTime.nanosecondCount)
    }
    if counters.idleTime > .zero {
      recordStarved(nanoseconds: counters.idleTime.nanosecondCount)
    }
  }
}

extension Duration {
  /// The time in nanoseconds, without what is less than one.
  var nanosecondCount: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}
