package import PerfgateConfiguration
package import PerfgateModel
import PerfgateStreaming
import PerfgateSystem

/// A process of the user's own that says how good an output is.
package struct ProcessScorer: Scorer {
  private enum Backend: Sendable {
    case exec(ExecRunner)
    case worker(WorkerPool)
  }

  /// The longest time for one score.
  static let timeout = Duration.seconds(60)
  /// How often a score is asked for again where the worker failed because of something else.
  static let retries = 2

  private let plan: ScorerPlan
  private let backend: Backend

  /// Creates a scorer; `nil` for a plan of any other kind.
  ///
  /// - Parameters:
  ///   - plan: A scorer of kind `exec` or `worker`.
  ///   - context: Where processes come from.
  /// - Throws: `GateError` where there is no such program.
  package init?(_ plan: ScorerPlan, context: ProcessContext) throws(GateError) {
    self.plan = plan
    switch plan.kind {
    case .exec(let command):
      let request = try context.request(for: command, at: plan.location)
      backend = .exec(ExecRunner(request, context.spawner))
    case .worker(let command, let count):
      backend = .worker(
        try WorkerPool(command, count: count, context: context, location: plan.location)
      )
    default: return nil
    }
  }

  /// Starts workers and waits for their hellos.
  package func start() async throws(GateError) {
    if case .worker(let pool) = backend { try await pool.start() }
  }

  /// Asks for a score.
  package func score(_ item: ScoredItem) async throws(ScoringError) -> Score {
    let expected =
      plan.expected.map { item.evalCase.row.value(atPath: $0) } ?? item.evalCase.expected
    var more: [(String, JSONValue)] = [("output", .string(item.reply.output))]
    if let expected { more.append(("expected", expected)) }
    switch backend {
    case .exec(let runner):
      let question = ProcessQuestion.forOneCase(
        item.evalCase,
        repeatIndex: item.repeatIndex,
        config: nil,
        deadline: Self.timeout,
        adding: more
      )
      return try await Self.score(runner, question)
    case .worker(let pool):
      let members = ProcessQuestion.members(
        item.evalCase,
        repeatIndex: item.repeatIndex,
        config: nil
      )
      return try await pool.ask(members + more).score()
    }
  }

  private static func score(
    _ runner: ExecRunner,
    _ question: [UInt8]
  ) async throws(ScoringError) -> Score {
    let reply: ProcessReply
    do throws(AttemptFailure) {
      let answer = try await runner.run(question, within: timeout)
      guard let object = try? JSONReader.read(answer.bytes).object() else {
        throw AttemptFailure(
          .never,
          kind: "reply",
          message: "stdout is no JSON object: \(ProcessWording.excerpt(answer.bytes))"
        )
      }
      reply = try ProcessReply(object)
    } catch {
      throw ScoringError(kind: error.kind, message: error.message)
    }
    return try reply.score()
  }

  /// Ends workers.
  package func stop() async {
    if case .worker(let pool) = backend { _ = await pool.stop() }
  }
}

extension WorkerPool {
  /// Creates a pool for scoring.
  convenience init(
    _ command: CommandLine,
    count: Int,
    context: ProcessContext,
    location: SourcePlace
  ) throws(GateError) {
    self.init(
      Settings(
        request: try context.request(for: command, at: location),
        command: command.description,
        count: count,
        timeout: ProcessScorer.timeout,
        location: location
      ),
      context.spawner
    )
  }

  /// Asks a worker, and again where it failed because of something else.
  func ask(_ members: [(String, JSONValue)]) async throws(ScoringError) -> ProcessReply {
    var retriesLeft = ProcessScorer.retries
    while true {
      do throws(AttemptFailure) {
        return try ProcessReply(try await call(members, within: settings.timeout).object)
      } catch {
        let mayHelp = error.kind == "worker" && error.retry != .never && retriesLeft > 0
        guard mayHelp else { throw ScoringError(kind: error.kind, message: error.message) }
        retriesLeft -= 1
      }
    }
  }
}
