package import PerfgateConfiguration
package import PerfgateModel
package import PerfgateStreaming

/// A target whose replies cost what a list says for their tokens, unless it says so itself.
package struct PricedTarget: EvalTarget {
  private let target: any EvalTarget
  private let prices: PriceList
  /// The model of replies that name none.
  private let model: String?

  /// Gives a target prices.
  ///
  /// - Parameters:
  ///   - target: The target.
  ///   - plan: What it was made of, for its model.
  ///   - prices: What tokens cost.
  package init(_ target: any EvalTarget, plan: TargetPlan, prices: PriceList) {
    self.target = target
    self.prices = prices
    if case .openai(let server) = plan.kind { model = server.model } else { model = nil }
  }

  package var reportsUsage: Bool { target.reportsUsage }
  package var isLive: Bool { target.isLive }
  package var places: Int? { target.places }

  package func start() async throws(GateError) { try await target.start() }

  package func stop() async -> TargetSummary { await target.stop() }

  package func estimatedTokens(of call: TargetCall) -> Int? { target.estimatedTokens(of: call) }

  package func estimatedCost(tokens: Int) -> Double {
    guard let model, let price = prices.price(of: model) else { return 0 }
    return max(
      price.cost(of: TokenUsage(input: tokens)),
      price.cost(of: TokenUsage(output: tokens))
    )
  }

  /// What the target answers, with what it cost; `nil` where its model has no price.
  package func reply(
    to call: TargetCall,
    _ attempt: Attempt
  ) async throws(AttemptFailure) -> AttemptReply<TargetReply> {
    var reply = try await target.reply(to: call, attempt)
    guard reply.output.costUSD == nil, let usage = reply.output.usage else { return reply }
    // Servers answer as `model-2024-07-18` what was asked as `model`.
    reply.output.costUSD =
      [reply.output.model, model].lazy.compactMap { $0 }
      .compactMap { prices.cost(of: usage, model: $0) }.first
    return reply
  }
}
