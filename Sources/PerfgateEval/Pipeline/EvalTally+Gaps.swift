package import PerfgateConfiguration
import PerfgateModel

extension EvalTally {
  /// Why there is no value of what a reader may have asked for, with what to do about it.
  ///
  /// - Parameters:
  ///   - plan: The eval as it ran.
  ///   - unpriced: The models of target and judges that have no price.
  /// - Returns: One phrase each, by the part of a metric's name before its first full stop; none for
  ///   what there is.
  package func gaps(of plan: EvalPlan, unpriced: [String]) -> [String: String] {
    guard replies > 0 else { return [:] }
    var gaps: [String: String] = [:]
    gaps["tokens"] = tokenGap(plan.target.kind)
    gaps["cost"] = costGap(plan, unpriced: unpriced)
    gaps["ttft"] = firstTokenGap(plan.target.kind)
    gaps["latency"] = service.isEmpty ? timeGap(plan.target.kind) : nil
    gaps["throughput"] = service.isEmpty || resumed > 0 ? timeGap(plan.target.kind) : nil
    return gaps
  }

  private func tokenGap(_ target: TargetPlan.Kind) -> String? {
    guard !knowsAllTokens else { return nil }
    return "\(silent(replies - countedReplies, "its tokens")); \(Self.adviceForTokens(target))"
  }

  private static func adviceForTokens(_ target: TargetPlan.Kind) -> String {
    switch target {
    case .openai: "the server has to send 'usage', of a stream with its last piece"
    case .exec, .worker:
      "a program tells them with each output: \"usage\": {\"input\": 12, \"output\": 3}"
    case .replay: "a recording tells them as \"tokens\" beside its output"
    }
  }

  private func costGap(_ plan: EvalPlan, unpriced: [String]) -> String? {
    guard !knowsAllCosts else { return nil }
    if let model = unpriced.first, countedReplies > 0 {
      let price = "\(model): {input: 0.15, output: 0.60}, in USD per million tokens"
      return plan.prices.map { "the model '\(model)' has no price in \($0.path); add \(price)" }
        ?? "the model '\(model)' has no price, since the eval names no list of them; "
        + "add prices: prices.yaml, and write there \(price)"
    }
    let missing = silent(replies - pricedReplies, "its cost")
    switch plan.target.kind {
    case .openai: return tokenGap(plan.target.kind) ?? missing
    case .exec, .worker:
      return "\(missing); a program tells it with each output: \"cost_usd\": 0.0004"
    case .replay: return "\(missing); a recording tells it as \"cost_usd\" beside its output"
    }
  }

  private func firstTokenGap(_ target: TargetPlan.Kind) -> String? {
    guard firstTokens.isEmpty else { return nil }
    switch target {
    case .openai(let server) where !server.streams:
      return "replies are not streamed, so that there is no first token; set stream: true"
    case .openai: return timeGap(target)
    case .exec, .worker, .replay: return "only a server that streams its replies has a first token"
    }
  }

  private func timeGap(_ target: TargetPlan.Kind) -> String {
    if case .replay = target { return "recorded outputs take no time that says anything" }
    guard resumed > 0 else { return "no reply tells it" }
    return
      "\(resumed) of its results are of an earlier run, and say nothing of the time of this one; "
      + "run it anew without --resume"
  }

  /// `3 of 60 replies do not tell their tokens`.
  private func silent(_ count: Int, _ what: String) -> String {
    count == replies
      ? "none of the \(replies) replies tells \(what)"
      : "\(count) of \(replies) replies \(count == 1 ? "does" : "do") not tell \(what)"
  }
}
