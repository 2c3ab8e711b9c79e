package import PerfgateModel
package import PerfgateStreaming

/// What became of the cases of one side so far, in memory that hardly grows with them.
package struct EvalTally: Sendable {
  /// Sums over one scorer.
  struct ScorerSums: Sendable, Equatable {
    var count = 0
    var passed = 0
    var sum = 0.0
  }

  /// What was read, and how it ended.
  package internal(set) var count = ConservationCount()
  /// Rows that are no cases, which are among the errors.
  package internal(set) var malformed = 0
  /// What an earlier run had done, which is among the rest.
  package internal(set) var resumed = 0
  /// The sum of the totals of what passed or failed.
  private(set) var totalSum = 0.0
  private(set) var scorers: [String: ScorerSums] = [:]
  /// The seconds of each reply that came now, in no order.
  private(set) var service: [Double] = []
  /// The seconds until its first token.
  private(set) var firstTokens: [Double] = []
  private(set) var rateLimitSeconds = 0.0
  /// The replies that came with their tokens, and these.
  private(set) var countedReplies = 0
  private(set) var usage = TokenUsage()
  /// The replies of which the cost is known, and this.
  private(set) var pricedReplies = 0
  package private(set) var costUSD = 0.0
  /// All replies.
  private(set) var replies = 0
  /// The error that came first, and how many were of each kind.
  package private(set) var firstFailure: (id: String, failure: CaseResult.Failure)?
  package private(set) var failuresByKind: [String: Int] = [:]

  /// Makes an empty tally.
  package init() {}

  /// The cases that were tried to their end.
  package var tried: Int { count.passed + count.failed + count.errored }

  /// The share of errors among what was tried; 0 before anything was.
  package var errorRate: Double { tried == 0 ? 0 : Double(count.errored) / Double(tried) }

  /// Adds a result.
  ///
  /// - Parameters:
  ///   - result: A case's end.
  ///   - passedScorers: The scorers whose thresholds it reached.
  ///   - isResumed: Whether an earlier run had it: then its times say nothing about this one.
  mutating func add(_ result: CaseResult, passedScorers: Set<String>, isResumed: Bool) {
    count.read += 1
    if isResumed { resumed += 1 }
    switch result.outcome {
    case .passed: count.passed += 1
    case .failed: count.failed += 1
    case .errored:
      count.errored += 1
      note(result)
    case .skipped: count.skipped += 1
    }
    addScores(of: result, passedScorers)
    addReply(of: result, isResumed: isResumed)
  }

  private mutating func note(_ result: CaseResult) {
    guard let failure = result.failure else { return }
    if firstFailure == nil { firstFailure = (result.id, failure) }
    let kind = "\(failure.part): \(failure.kind)"
    // Kinds come from outside, too: so many different ones tell nothing.
    if failuresByKind[kind] != nil || failuresByKind.count < 100 {
      failuresByKind[kind, default: 0] += 1
    }
  }

  private mutating func addScores(of result: CaseResult, _ passed: Set<String>) {
    guard result.outcome == .passed || result.outcome == .failed else { return }
    totalSum += result.total ?? 0
    for (name, score) in result.scores {
      scorers[name, default: ScorerSums()].count += 1
      scorers[name, default: ScorerSums()].sum += score
      if passed.contains(name) { scorers[name, default: ScorerSums()].passed += 1 }
    }
  }

  private mutating func addReply(of result: CaseResult, isResumed: Bool) {
    if let cost = result.costUSD {
      costUSD += cost
      pricedReplies += 1
    }
    if let tokens = result.usage {
      usage = usage + tokens
      countedReplies += 1
    }
    guard result.output != nil else { return }
    replies += 1
    guard !isResumed else { return }
    rateLimitSeconds += result.rateLimitSeconds
    if let seconds = result.serviceSeconds { service.append(seconds) }
    if let seconds = result.firstTokenSeconds { firstTokens.append(seconds) }
  }

  /// Whether every reply came with its tokens.
  var knowsAllTokens: Bool { replies > 0 && countedReplies == replies }

  /// Whether the cost of every reply is known.
  var knowsAllCosts: Bool { replies > 0 && pricedReplies == replies }
}
