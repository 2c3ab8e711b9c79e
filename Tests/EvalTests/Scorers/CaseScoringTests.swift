import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateStatistics
import Testing

@Suite("Whether a case passes")
struct CaseScoringTests {
  private static func plan(
    _ name: String,
    threshold: Double = 0.5,
    weight: Double = 1
  ) -> ScorerPlan {
    ScorerPlan(
      name: name,
      kind: .exact,
      threshold: threshold,
      weight: weight,
      location: ScorerSupport.place
    )
  }

  private static func scored(_ values: Double...) -> [Result<Score, ScoringError>] {
    values.map { .success(Score($0)) }
  }

  @Test("by all: every scorer with a weight reaches its threshold")
  func all() throws {
    let scoring = try CaseScoring(
      scorers: [
        Self.plan("a"), Self.plan("b", threshold: 0.8, weight: 3), Self.plan("c", weight: 0),
      ],
      passes: .all
    )
    let passed = scoring.decide(Self.scored(0.5, 0.8, 0))
    #expect(passed.outcome == .passed)
    #expect(passed.scores == ["a": 0.5, "b": 0.8, "c": 0])
    #expect(abs((passed.total ?? 0) - 0.725) < 1e-12)
    #expect(scoring.decide(Self.scored(0.49, 0.8, 1)).outcome == .failed)
    #expect(scoring.decide(Self.scored(1, 0.79, 1)).outcome == .failed)
  }

  @Test("by total: the weighted mean reaches the threshold, whatever each scorer says")
  func total() throws {
    let scoring = try CaseScoring(
      scorers: [Self.plan("a", threshold: 1), Self.plan("b", threshold: 1, weight: 3)],
      passes: .total(0.75)
    )
    #expect(scoring.decide(Self.scored(0, 1)).outcome == .passed)
    #expect(scoring.decide(Self.scored(0.9, 0.69)).outcome == .failed)
    // What rounding takes is given back: 0.1 is not what 1 - 0.9 is.
    let tenth = try CaseScoring(scorers: [Self.plan("a", threshold: 0.1)], passes: .all)
    #expect(tenth.decide(Self.scored(1 - 0.9)).outcome == .passed)
    #expect(tenth.decide(Self.scored(0.0999999)).outcome == .failed)
  }

  @Test("a scorer that fails makes the case errored, also one without weight")
  func failing() throws {
    let scoring = try CaseScoring(
      scorers: [Self.plan("a"), Self.plan("b"), Self.plan("c", weight: 0)],
      passes: .all
    )
    let failure = ScoringError(kind: "timeout", message: "too slow")
    for place in 0..<3 {
      var results = Self.scored(1, 1, 1)
      results[place] = .failure(failure)
      let decision = scoring.decide(results)
      #expect(decision.outcome == .errored)
      #expect(decision.total == nil)
      #expect(decision.scores.count == 2)
      #expect(
        decision.failure
          == CaseResult.Failure(part: ["a", "b", "c"][place], kind: "timeout", message: "too slow")
      )
    }
    let missing = scoring.decide(Self.scored(1, 1))
    #expect(missing.outcome == .errored)
    #expect(missing.failure?.part == "c")
    for value in [Double.nan, .infinity, -0.1, 1.1] {
      let decision = scoring.decide(Self.scored(1, value, 1))
      #expect(decision.outcome == .errored)
      #expect(decision.failure?.kind == "score")
    }
  }

  @Test("without any weight nothing would decide: that is refused")
  func noWeight() {
    for plans in [[], [Self.plan("a", weight: 0)]] {
      let error = #expect(throws: GateError.self) {
        try CaseScoring(scorers: plans, passes: .total(0.5))
      }
      #expect(error?.exit == .badConfiguration)
    }
  }

  @Test("cost is the sum, and not known where a scorer used tokens without a price")
  func cost() throws {
    let scoring = try CaseScoring(scorers: [Self.plan("a"), Self.plan("b")], passes: .all)
    let paid = Score(1, usage: TokenUsage(input: 5), costUSD: 0.5)
    let unpriced = Score(1, usage: TokenUsage(input: 7))
    func cost(_ scores: Score..., target: Double?) -> Double? {
      let decision = scoring.decide(scores.map { .success($0) })
      var result = CaseResult(
        caseDigest: "d",
        repeatIndex: 0,
        configurationDigest: "c",
        id: "i",
        outcome: .skipped
      )
      result.costUSD = target
      decision.apply(to: &result)
      #expect(result.outcome == .passed && result.total == 1 && result.scores.count == 2)
      return result.costUSD
    }
    #expect(cost(Score(1), Score(1), target: 0.25) == 0.25)
    #expect(cost(Score(1), Score(1), target: nil) == nil)
    #expect(cost(paid, paid, target: 0.25) == 1.25)
    #expect(cost(paid, unpriced, target: 0.25) == nil)
    #expect(cost(paid, Score(1), target: nil) == nil)
    #expect(scoring.decide([.success(paid), .success(unpriced)]).usage == TokenUsage(input: 12))
  }

  @Test("properties: the total is between the scores, and no better score makes a case fail")
  func properties() throws {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<2000 {
      let count = 1 + random.nextIndex(below: 4)
      let plans = (0..<count).map { index in
        Self.plan(
          "s\(index)",
          threshold: random.nextUnit(),
          weight: index == 0 ? 1 : Double(random.nextIndex(below: 3)) * random.nextUnit() * 1e6
        )
      }
      let rule: EvalPlan.PassRule =
        random.nextIndex(below: 2) == 0 ? .all : .total(max(0.01, random.nextUnit()))
      let scoring = try CaseScoring(scorers: plans, passes: rule)
      let values = (0..<count).map { _ in
        random.nextIndex(below: 4) == 0 ? Double(random.nextIndex(below: 2)) : random.nextUnit()
      }
      let decision = scoring.decide(values.map { .success(Score($0)) })
      let counted = zip(plans, values).filter { $0.0.weight > 0 }.map(\.1)
      let total = try #require(decision.total)
      #expect(total >= (counted.min() ?? 0) - 1e-12 && total <= (counted.max() ?? 1) + 1e-12)
      let better = values.map { min(1, $0 + random.nextUnit() * 0.5) }
      if decision.outcome == .passed {
        #expect(scoring.decide(better.map { .success(Score($0)) }).outcome == .passed)
      }
      #expect(scoring.decide(values.map { _ in .success(Score(1)) }).outcome == .passed)
      if case .total = rule {
        #expect(scoring.decide(values.map { _ in .success(Score(0)) }).outcome == .failed)
      }
    }
  }
}
