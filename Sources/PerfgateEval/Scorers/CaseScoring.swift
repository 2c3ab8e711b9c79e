package import PerfgateConfiguration
package import PerfgateModel

/// Decides whether a case passes.
package struct CaseScoring: Sendable {
  private let scorers: [ScorerPlan]
  private let passes: EvalPlan.PassRule

  /// What the scores of a reply come to.
  package struct Decision: Sendable, Equatable {
    /// Passed, failed or errored.
    package var outcome: CaseResult.Outcome
    /// The scores that there are, by scorer.
    package var scores: [String: Double]
    /// The weighted mean of the scores; `nil` where one is missing.
    package var total: Double?
    /// The first scorer that failed; `nil` where none did.
    package var failure: CaseResult.Failure?
    /// The tokens that scoring needed; `nil` where none.
    package var usage: TokenUsage?
    /// What scoring cost, in US dollars; `nil` where a scorer needed tokens and has no price for them.
    package var costUSD: Double?
    /// Whether every judge told its tokens.
    package var tellsTokens = true

    /// Writes what was decided into the result of the case.
    ///
    /// - Parameter result: Its cost becomes that of target and scorers; it stays unknown where one is.
    package func apply(to result: inout CaseResult) {
      result.outcome = outcome
      result.scores = scores
      result.total = total
      result.failure = failure
      guard costUSD != 0 else { return }
      result.costUSD = costUSD.flatMap { cost in result.costUSD.map { $0 + cost } }
    }
  }

  /// Creates the rule of an eval.
  ///
  /// - Throws: `GateError` with exit 78 where no scorer has a weight: then everything would pass.
  package init(scorers: [ScorerPlan], passes: EvalPlan.PassRule) throws(GateError) {
    guard scorers.contains(where: { $0.weight > 0 }) else {
      throw GateError(
        .badConfiguration,
        "no scorer has a weight above 0, so that nothing decides whether a case passes",
        at: scorers.first?.location,
        hints: ["give one of them weight: 1"]
      )
    }
    self.scorers = scorers
    self.passes = passes
  }

  /// Decides about a reply.
  ///
  /// - Parameter results: What each scorer said, in the order of the plans; those behind the last
  ///   are missing.
  /// - Returns: Errored where a scorer failed or is missing, whatever its weight.
  package func decide(_ results: [Result<Score, ScoringError>]) -> Decision {
    var decision = Decision(outcome: .failed, scores: [:], costUSD: 0)
    for (index, plan) in scorers.enumerated() {
      let result =
        index < results.count
        ? results[index] : .failure(ScoringError(kind: "missing", message: "it was not asked"))
      switch Self.checked(result) {
      case .success(let score):
        decision.scores[plan.name] = score.value
        decision.add(score, ofJudge: plan.kind.isJudge)
      case .failure(let error):
        // Votes that were given before may have cost something.
        if plan.kind.isJudge { decision.addUnknown() }
        decision.failure =
          decision.failure
          ?? CaseResult.Failure(part: plan.name, kind: error.kind, message: error.message)
      }
    }
    guard decision.failure == nil else {
      decision.outcome = .errored
      return decision
    }
    let total = mean(decision.scores)
    decision.total = total
    decision.outcome = isEnough(decision.scores, total) ? .passed : .failed
    return decision
  }

  /// Whether a score is enough for its scorer; none never is.
  package static func reaches(_ score: Double?, _ plan: ScorerPlan) -> Bool {
    score.map { CaseResult.reaches($0, threshold: plan.threshold) } ?? false
  }

  private static func checked(
    _ result: Result<Score, ScoringError>
  ) -> Result<Score, ScoringError> {
    guard case .success(let score) = result, !(0...1).contains(score.value) else { return result }
    return .failure(
      ScoringError(kind: "score", message: "the score \(score.value) is not from 0 to 1")
    )
  }

  private func mean(_ scores: [String: Double]) -> Double {
    let largest = scorers.map(\.weight).max() ?? 1
    var (sum, weights) = (0.0, 0.0)
    for plan in scorers where plan.weight > 0 {
      // Relative to the largest, so that no sum is out of range.
      let weight = plan.weight / largest
      sum += weight * (scores[plan.name] ?? 0)
      weights += weight
    }
    return min(1, sum / weights)
  }

  private func isEnough(_ scores: [String: Double], _ total: Double) -> Bool {
    switch passes {
    case .all:
      scorers.allSatisfy { plan in
        plan.weight == 0 || Self.reaches(scores[plan.name], plan)
      }
    case .total(let threshold): CaseResult.reaches(total, threshold: threshold)
    }
  }
}

extension CaseScoring.Decision {
  fileprivate mutating func addUnknown() {
    tellsTokens = false
    costUSD = nil
  }

  fileprivate mutating func add(_ score: Score, ofJudge isJudge: Bool) {
    if let used = score.usage { usage = usage.map { $0 + used } ?? used }
    if isJudge, score.usage == nil { tellsTokens = false }
    if isJudge || score.usage != nil, score.costUSD == nil { costUSD = nil }
    costUSD = costUSD.map { $0 + (score.costUSD ?? 0) }
  }
}
