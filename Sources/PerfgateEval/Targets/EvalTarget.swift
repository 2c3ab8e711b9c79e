package import PerfgateModel
package import PerfgateStreaming

/// What an eval evaluates: turns a case into an output, many at a time.
package protocol EvalTarget: Sendable {
  /// Whether tokens and cost are to be expected of every reply.
  var reportsUsage: Bool { get }

  /// Whether calls take the time that they would take for a user; recorded outputs do not.
  var isLive: Bool { get }

  /// How many calls it carries out at a time once it is started; `nil` where it has no limit.
  var places: Int? { get }

  /// Makes everything ready for calls: starts workers, reads recordings.
  ///
  /// - Throws: `GateError` where no case could be answered, with what to do about it.
  func start() async throws(GateError)

  /// Makes one attempt.
  ///
  /// - Parameters:
  ///   - call: The case.
  ///   - attempt: Which attempt, and how long it may take.
  /// - Returns: The reply, with the tokens that it needed and what a server says about its limits.
  /// - Throws: `AttemptFailure`, which tells whether trying again may help.
  func reply(
    to call: TargetCall,
    _ attempt: Attempt
  ) async throws(AttemptFailure) -> AttemptReply<TargetReply>

  /// The tokens that an attempt will need; `nil` where tokens do not count.
  func estimatedTokens(of call: TargetCall) -> Int?

  /// The most that so many tokens may cost, in US dollars; 0 where nobody knows.
  func estimatedCost(tokens: Int) -> Double

  /// Ends everything that was started; nothing of it is left afterwards.
  ///
  /// - Returns: What is known of its processes.
  func stop() async -> TargetSummary
}

extension EvalTarget {
  package var isLive: Bool { true }
  package var places: Int? { nil }
  package func estimatedCost(tokens: Int) -> Double { 0 }
}

/// A case as a target gets it.
package struct TargetCall: Sendable {
  /// The case.
  package var evalCase: EvalCase
  /// Which repeat, from 0.
  package var repeatIndex: Int

  /// Creates a call.
  package init(_ evalCase: EvalCase, repeatIndex: Int = 0) {
    self.evalCase = evalCase
    self.repeatIndex = repeatIndex
  }
}

/// What a target answers.
package struct TargetReply: Sendable, Equatable {
  /// The output as text; JSON in its compact form where the target answers with a value.
  package var output: String
  /// The tokens; `nil` where the target does not say.
  package var usage: TokenUsage?
  /// What it cost as the target says, in US dollars; `nil` where it does not.
  package var costUSD: Double?
  /// What the service took, in seconds, where the target knows better than a clock around the call.
  package var serviceSeconds: Double?
  /// From the request to the first token, in seconds; `nil` where nothing is streamed.
  package var firstTokenSeconds: Double?
  /// The model by the name that the server gives it; `nil` where there is none.
  package var model: String?

  /// Creates a reply.
  package init(output: String) {
    self.output = output
    usage = nil
    costUSD = nil
    serviceSeconds = nil
    firstTokenSeconds = nil
    model = nil
  }
}

/// What is known of a target when it has ended.
package struct TargetSummary: Sendable, Equatable {
  /// The largest peak memory of a process, in bytes; `nil` where it has none.
  package var peakMemoryBytes: Int?
  /// How often a worker had to be started again.
  package var restarts: Int

  /// Creates a summary.
  package init(peakMemoryBytes: Int? = nil, restarts: Int = 0) {
    self.peakMemoryBytes = peakMemoryBytes
    self.restarts = restarts
  }
}
