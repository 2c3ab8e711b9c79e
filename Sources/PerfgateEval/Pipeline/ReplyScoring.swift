package import PerfgateConfiguration
package import PerfgateModel

/// A result, and which scorers passed it.
package struct ScoredResult: Sendable {
  /// The result.
  package var result: CaseResult
  /// The scorers whose thresholds it reached.
  package var passed: Set<String>
  /// What judging took.
  var spending = Spending(tokens: 0, costUSD: 0)

  /// Tokens and US dollars; `nil` where a judge did not tell.
  struct Spending: Sendable, Equatable {
    var tokens: Int?
    var costUSD: Double?
  }

  init(result: CaseResult, passed: Set<String>) {
    self.result = result
    self.passed = passed
  }

  /// Makes an error of it; one that there is stays.
  mutating func fail(_ failure: CaseResult.Failure) {
    guard result.outcome != .errored else { return }
    result.outcome = .errored
    result.failure = failure
    passed = []
  }
}

/// How a reply becomes a result: what each scorer says, and whether that is enough.
package struct ReplyScoring: Sendable {
  /// The plans of the scorers.
  private let plans: [ScorerPlan]
  private let scorers: [any Scorer]
  private let decision: CaseScoring

  /// Makes it of an eval's plan.
  ///
  /// - Parameters:
  ///   - plan: The eval.
  ///   - scorers: Its scorers, in its order.
  /// - Throws: `GateError` with exit 78 where no scorer has a weight.
  package init(_ plan: EvalPlan, scorers: [any Scorer]) throws(GateError) {
    plans = plan.scorers
    self.scorers = scorers
    decision = try CaseScoring(scorers: plan.scorers, passes: plan.passes)
  }

  /// The names of the scorers.
  package var names: [String] { plans.map(\.name) }

  /// Whether every scorer only calculates.
  var isQuick: Bool { plans.allSatisfy { $0.kind.isQuick } }

  /// The name of the first scorer that is a model; `nil` where none is.
  var firstJudge: String? { plans.first { $0.kind.isJudge }?.name }

  /// Whether scoring takes tokens and money.
  var isPaid: Bool { firstJudge != nil }

  /// The most that judging a reply may take, as far as anybody knows before.
  func estimatedSpending(on item: ScoredItem) -> (tokens: Int, costUSD: Double) {
    var (tokens, cost) = (0, 0.0)
    for scorer in scorers {
      let more = scorer.estimatedSpending(on: item)
      tokens += more.tokens
      cost += more.costUSD
    }
    return (tokens, cost)
  }

  /// How many replies are scored at a time.
  func width(concurrency: Int) -> Int { isQuick ? 2 : max(2, concurrency) }

  /// Scores a reply.
  ///
  /// - Parameters:
  ///   - item: The case and the reply.
  ///   - result: What is known of it; the outcome, scores, and what scoring cost are added.
  /// - Returns: The whole result: errored where a scorer has no score, whatever the others say.
  func score(_ item: ScoredItem, into result: CaseResult) async -> ScoredResult {
    var scores: [Result<Score, ScoringError>] = []
    for scorer in scorers {
      do throws(ScoringError) {
        scores.append(.success(try await scorer.score(item)))
      } catch {
        scores.append(.failure(error))
      }
    }
    var result = result
    let decided = decision.decide(scores)
    decided.apply(to: &result)
    var scored = ScoredResult(
      result: result,
      passed: decided.outcome == .errored ? [] : passed(decided.scores)
    )
    scored.spending = ScoredResult.Spending(
      tokens: decided.tellsTokens ? decided.usage?.total ?? 0 : nil,
      costUSD: decided.costUSD
    )
    return scored
  }

  /// The scorers whose thresholds scores reach.
  func passed(_ scores: [String: Double]) -> Set<String> {
    Set(plans.filter { CaseScoring.reaches(scores[$0.name], $0) }.map(\.name))
  }

  /// Starts all scorers.
  ///
  /// - Throws: `GateError` where nothing could be scored.
  package func start() async throws(GateError) {
    for scorer in scorers { try await scorer.start() }
  }

  /// Ends all scorers.
  package func stop() async {
    for scorer in scorers { await scorer.stop() }
  }
}

extension ScorerPlan.Kind {
  /// Whether it only calculates, and asks nobody.
  var isQuick: Bool {
    switch self {
    case .judge, .exec, .worker, .cosine(.openai), .cosine(.worker): false
    default: true
    }
  }

  /// Whether it asks a model.
  var isJudge: Bool { if case .judge = self { true } else { false } }
}
