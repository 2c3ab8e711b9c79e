internal import PerfgateModel
internal import PerfgateStreaming

/// Asks a model how good the output is: the median of several votes.
///
/// Whether a failed attempt is made again is the business of the target.
struct JudgeScorer: Scorer {
  let inputs: ScorerInputs
  let target: any EvalTarget
  let prompt: JudgePrompt
  /// How many votes are taken, odd.
  let votes: Int
  /// The longest time for one attempt at a vote.
  let timeLimit: Duration
  /// Whether the row has to say what is expected.
  let needsExpected: Bool

  func start() async throws(GateError) { try await target.start() }

  func stop() async { _ = await target.stop() }

  func score(_ item: ScoredItem) async throws(ScoringError) -> Score {
    let expected = needsExpected ? try inputs.expected(of: item) : item.evalCase.expected
    guard let output = inputs.rawOutput(of: item) else {
      // Nobody was asked, which costs nothing.
      return Score(0, usage: TokenUsage(), costUSD: 0)
    }
    let evalCase = prompt.evalCase(for: item.evalCase, output: output, expected: expected)
    var replies: [TargetReply] = []
    var scores: [Double] = []
    for vote in 0..<votes {
      let repeatIndex = item.repeatIndex * votes + vote
      let reply = try await reply(to: TargetCall(evalCase, repeatIndex: repeatIndex))
      scores.append(try JudgeReply.score(in: reply.output))
      replies.append(reply)
    }
    return Score(
      scores.sorted()[votes / 2],
      usage: Self.sum(replies.map(\.usage), +),
      costUSD: Self.sum(replies.map(\.costUSD), +)
    )
  }

  func estimatedSpending(on item: ScoredItem) -> (tokens: Int, costUSD: Double) {
    let expected = needsExpected ? try? inputs.expected(of: item) : item.evalCase.expected
    guard let output = inputs.rawOutput(of: item) else { return (0, 0) }
    let evalCase = prompt.evalCase(for: item.evalCase, output: output, expected: expected)
    let tokens = target.estimatedTokens(of: TargetCall(evalCase)) ?? 0
    let (all, isTooLarge) = tokens.multipliedReportingOverflow(by: votes)
    return (isTooLarge ? .max / 4 : all, target.estimatedCost(tokens: tokens) * Double(votes))
  }

  /// The sum; `nil` where a part of it is not known.
  private static func sum<Value>(
    _ values: [Value?],
    _ add: (Value, Value) -> Value
  ) -> Value? {
    let known = values.compactMap { $0 }
    guard known.count == values.count, let first = known.first else { return nil }
    return known.dropFirst().reduce(first, add)
  }

  private func reply(to call: TargetCall) async throws(ScoringError) -> TargetReply {
    do throws(AttemptFailure) {
      let attempt = Attempt(task: call.repeatIndex, number: 1, timeLimit: timeLimit)
      return try await target.reply(to: call, attempt).output
    } catch {
      throw ScoringError(
        kind: "judge",
        message: "the judge gave no vote: \(error.kind): \(error.message)"
      )
    }
  }
}
