package import PerfgateModel

/// Says how good an output is.
package protocol Scorer: Sendable {
  /// Makes everything ready: starts workers, compiles patterns.
  ///
  /// - Throws: `GateError` where nothing could be scored.
  func start() async throws(GateError)

  /// Scores one output.
  ///
  /// - Parameter item: The case and the reply.
  /// - Returns: The score.
  /// - Throws: `ScoringError` where there is none, which is never a score of 0.
  func score(_ item: ScoredItem) async throws(ScoringError) -> Score

  /// The most tokens and US dollars that scoring an output may take; 0 where nobody knows.
  func estimatedSpending(on item: ScoredItem) -> (tokens: Int, costUSD: Double)

  /// Ends everything that was started.
  func stop() async
}

extension Scorer {
  package func start() async throws(GateError) {}
  package func estimatedSpending(on item: ScoredItem) -> (tokens: Int, costUSD: Double) { (0, 0) }
  package func stop() async {}
}

/// What is scored.
package struct ScoredItem: Sendable {
  /// The case.
  package var evalCase: EvalCase
  /// Which repeat, from 0.
  package var repeatIndex: Int
  /// What the target answered.
  package var reply: TargetReply

  /// Creates an item.
  package init(_ evalCase: EvalCase, repeatIndex: Int = 0, reply: TargetReply) {
    self.evalCase = evalCase
    self.repeatIndex = repeatIndex
    self.reply = reply
  }
}

/// How good an output is.
package struct Score: Sendable, Equatable {
  /// From 0 to 1.
  package var value: Double
  /// The tokens that scoring needed; `nil` where none.
  package var usage: TokenUsage?
  /// What scoring cost, in US dollars; `nil` where that is not known.
  package var costUSD: Double?

  /// Creates a score.
  package init(_ value: Double, usage: TokenUsage? = nil, costUSD: Double? = nil) {
    self.value = value
    self.usage = usage
    self.costUSD = costUSD
  }
}

/// Why there is no score.
package struct ScoringError: Error, Sendable, Equatable {
  /// What kind of failure, one word: `expected`, `timeout`.
  package var kind: String
  /// What happened, one phrase.
  package var message: String

  /// Creates an error.
  package init(kind: String, message: String) {
    self.kind = kind
    self.message = message
  }
}
