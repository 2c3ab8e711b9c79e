import PerfgateEval
import PerfgateModel
import PerfgateStreaming
import Synchronization

/// A target that answers as a test says.
final class ScriptedTarget: EvalTarget {
  typealias Answer =
    @Sendable (TargetCall, Attempt) async throws(AttemptFailure) -> TargetReply

  let reportsUsage = true
  let isLive: Bool
  let places: Int?
  private let costUSD: Double
  private let answer: Answer
  private let counts = Mutex((calls: 0, stops: 0))

  init(
    isLive: Bool = true,
    places: Int? = nil,
    estimatedCostUSD: Double = 0,
    _ answer: @escaping Answer
  ) {
    self.isLive = isLive
    self.places = places
    costUSD = estimatedCostUSD
    self.answer = answer
  }

  /// Answers each case with its own input.
  static func echo() -> ScriptedTarget {
    ScriptedTarget { call, _ throws(AttemptFailure) in TargetReply(output: call.text) }
  }

  var calls: Int { counts.withLock(\.calls) }
  var stops: Int { counts.withLock(\.stops) }

  func start() async throws(GateError) {}

  func reply(
    to call: TargetCall,
    _ attempt: Attempt
  ) async throws(AttemptFailure) -> AttemptReply<TargetReply> {
    counts.withLock { $0.calls += 1 }
    let reply = try await answer(call, attempt)
    return AttemptReply(reply, tokens: reply.usage?.total)
  }

  func estimatedTokens(of call: TargetCall) -> Int? { 10 }

  func estimatedCost(tokens: Int) -> Double { costUSD }

  func stop() async -> TargetSummary {
    counts.withLock { $0.stops += 1 }
    return TargetSummary(peakMemoryBytes: 1000)
  }
}

extension TargetCall {
  /// The input as a text.
  var text: String {
    if case .string(let text) = evalCase.input { text } else { "" }
  }
}

/// A scorer that never has a score.
struct FailingScorer: Scorer {
  func score(_ item: ScoredItem) async throws(ScoringError) -> Score {
    throw ScoringError(kind: "timeout", message: "nothing came")
  }
}
