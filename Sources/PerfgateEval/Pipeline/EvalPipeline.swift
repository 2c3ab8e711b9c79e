package import PerfgateConfiguration
import PerfgateHost
package import PerfgateModel
package import PerfgateMonitor
package import PerfgateStreaming
import Synchronization

/// Runs an eval: cases are loaded, go through the target, are scored and written, all at the same
/// time, with at most so much between two of these stages as the plan allows.
///
/// Each case and repeat that is read has exactly one end. A pipeline runs once.
package struct EvalPipeline: Sendable {
  /// One task: a case, a repeat and a side.
  struct Item: Sendable {
    var call: TargetCall
    var side: Int
  }

  typealias Executor = ParallelExecutor<Item, TargetReply>
  typealias End = Completion<Item, TargetReply>

  /// Where cases come from.
  package struct Source: Sendable {
    /// How many cases there will be, rows that are none included.
    package var rowCount: Int
    /// Reads them in their order.
    package var read: @Sendable ((DatasetRow) async throws -> Void) async throws -> Void

    /// Creates a source.
    package init(
      rowCount: Int,
      read: @escaping @Sendable ((DatasetRow) async throws -> Void) async throws -> Void
    ) {
      self.rowCount = rowCount
      self.read = read
    }
  }

  /// The attempts at a time where neither plan nor target says a number.
  private static let defaultConcurrency = 4

  let plan: EvalPlan
  let source: Source
  let sides: [EvalSide]
  let scoring: ReplyScoring
  let seed: UInt64
  let timeline: Timeline
  /// Whether perfgate was asked to end.
  let isInterrupted: @Sendable () -> Bool
  let progress: @Sendable (EvalProgress) -> Void
  /// Told each case that failed or errored, as soon as that is known.
  let notPassed: @Sendable (CaseResult) -> Void

  /// Makes a pipeline.
  ///
  /// - Parameters:
  ///   - plan: The eval.
  ///   - source: Its cases.
  ///   - sides: What is evaluated, at least one; targets and scorers were started.
  ///   - scoring: How replies become results.
  ///   - seed: What waits before retries and the order of sides are drawn from.
  ///   - timeline: What time is.
  ///   - isInterrupted: Whether perfgate was asked to end; asked several times a second.
  ///   - progress: Told several times a second how far it has come.
  ///   - notPassed: Told each case that failed or errored, as soon as that is known; what an earlier run
  ///     had found comes first.
  package init(
    _ plan: EvalPlan,
    source: Source,
    sides: [EvalSide],
    scoring: ReplyScoring,
    seed: UInt64,
    timeline: Timeline = .continuous(),
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (EvalProgress) -> Void = { _ in },
    notPassed: @escaping @Sendable (CaseResult) -> Void = { _ in }
  ) {
    self.plan = plan
    self.source = source
    self.sides = sides
    self.scoring = scoring
    self.seed = seed
    self.timeline = timeline
    self.isInterrupted = isInterrupted
    self.progress = progress
    self.notPassed = notPassed
  }

  /// Tells of a case that did not pass; of any other nothing.
  func tell(_ result: CaseResult) {
    if result.outcome == .failed || result.outcome == .errored { notPassed(result) }
  }

  /// How many attempts run at a time, at most.
  ///
  /// A number that is not configured is what the target has places for.
  package var concurrency: Int {
    switch plan.execution.concurrency {
    case .fixed(let count): count
    case .adaptive(let maximum): maximum
    case nil: sides.compactMap(\.target.places).min() ?? Self.defaultConcurrency
    }
  }

  /// Runs everything.
  ///
  /// - Parameters:
  ///   - beginning: Whether results that are there are kept and not made again.
  ///   - monitor: Where the stages `load`, `run`, `score` and `write` are measured.
  /// - Returns: What each side gave, in their order; targets are ended.
  /// - Throws: `GateError` where results cannot be written (73), the dataset cannot be read to its
  ///   end (65), or the accounting does not add up (70); what was written stays for `--resume`.
  package func run(
    _ beginning: ResultFile.Beginning,
    monitor: PerformanceMonitor
  ) async throws(GateError) -> [EvalOutcome] {
    let begin = timeline.now()
    let session: EvalSession
    do throws(GateError) {
      session = try EvalSession(self, beginning, monitor: monitor, begin: begin)
    } catch {
      // What was started is ended, even where its results have no place.
      for side in sides { _ = await side.target.stop() }
      throw error
    }
    await session.conduct()
    let wall = (timeline.now() - begin).seconds
    var summaries: [TargetSummary] = []
    for side in sides { summaries.append(await side.target.stop()) }
    if let failure = session.failure { throw failure }
    return try session.outcomes(wallSeconds: wall, summaries)
  }
}

extension Duration {
  /// The time in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
