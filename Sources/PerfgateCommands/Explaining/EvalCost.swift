import PerfgateConfiguration
import PerfgateEval
import PerfgateHTTP
import PerfgateModel
import PerfgateSystem

/// What an eval will cost, as far as that can be known before.
struct EvalCost {
  /// What the number rests on.
  enum Basis: String {
    /// What a reply cost when the baseline was recorded.
    case recorded
    /// What a reply cost in the last run here, or its tokens at the prices that hold now.
    case lastRun = "last_run"
    /// `estimated_tokens`, all of them at the dearer price.
    case estimatedTokens = "estimated_tokens"
    /// The prompts of its cases, and as many tokens a reply as it may have at most.
    case limitedReplies = "limited_replies"
    /// The prompts of its cases, and the tokens that a reply usually has.
    case usualReplies = "usual_replies"

    /// The same for people.
    var text: String {
      switch self {
      case .recorded: "as recorded"
      case .lastRun: "as in the last run"
      case .estimatedTokens: "by estimated_tokens"
      case .limitedReplies: "by its prompts and max_tokens"
      case .usualReplies: "by its prompts, for short replies"
      }
    }
  }

  /// What the replies of an eval took on average.
  struct Mean {
    var basis: Basis
    /// In US dollars; `nil` where nobody told.
    var costUSD: Double?
    /// What a price makes a cost of; `nil` where nobody told.
    var tokens: (input: Double, cached: Double, output: Double)?

    /// Takes it from levels of metrics; `nil` where they say nothing of cost.
    init?(_ basis: Basis, level: (EvalMetric.Figure) -> Double?) {
      self.basis = basis
      costUSD = level(.cost)
      if let input = level(.inputTokens), let output = level(.outputTokens) {
        tokens = (input, level(.cachedTokens) ?? 0, output)
      }
      if costUSD == nil, tokens == nil { return nil }
    }
  }

  /// In US dollars, of all cases and repeats.
  let usd: Double
  let basis: Basis

  /// Estimates what an eval will cost.
  ///
  /// - Parameters:
  ///   - plan: The eval.
  ///   - dataset: Its cases.
  ///   - mean: What replies took before; `nil` where that is not known.
  ///   - folder: The folder that its paths start from.
  ///   - environment: What prompts are made in.
  /// - Returns: `nil` where nothing says what tokens cost.
  static func estimate(
    of plan: EvalPlan,
    _ dataset: Dataset,
    mean: Mean?,
    folder: String,
    environment: ProcessEnvironment
  ) async -> EvalCost? {
    let replies = Double(dataset.facts.caseCount) * Double(plan.repeats)
    let price = price(of: plan, in: folder)
    if let mean, let one = mean.costUSD ?? price.flatMap({ mean.tokens.map($0.cost) }) {
      return EvalCost(usd: replies * one, basis: mean.basis)
    }
    guard let price, case .openai(let server) = plan.target.kind else { return nil }
    if let tokens = server.estimatedTokens {
      let most = Double(tokens) * max(price.input, price.output) / 1_000_000
      return EvalCost(usd: replies * most, basis: .estimatedTokens)
    }
    guard
      let target = try? ChatTarget(
        server,
        target: plan.target,
        folder: folder,
        environment: environment
      )
    else { return nil }
    var usd = 0.0
    do {
      try await dataset.read { row in
        guard case .evalCase(let evalCase) = row else { return }
        usd += price.cost(of: target.estimatedUsage(of: evalCase))
      }
    } catch {
      return nil
    }
    return EvalCost(
      usd: usd * Double(plan.repeats),
      basis: target.limitsReplies ? .limitedReplies : .usualReplies
    )
  }

  /// What the tokens of an eval's model cost; `nil` where it has no price, or no model.
  private static func price(of plan: EvalPlan, in folder: String) -> TokenPrice? {
    guard case .openai(let server) = plan.target.kind, let path = plan.prices?.path,
      let bytes = try? Files.readBytes(at: Files.join(folder, path), atMostBytes: 1 << 20),
      let list = try? PriceList.read(text: String(decoding: bytes, as: UTF8.self), path: path)
    else { return nil }
    return list.price(of: server.model)
  }
}

extension EvalCost {
  /// `about $0.45`, or `up to $3.00` where nothing dearer is thought of.
  var text: String {
    let number = usd < 0.01 ? QuantityText.text(usd, unit: .usd) : "$\(Self.cents(usd))"
    return (basis == .estimatedTokens ? "up to " : "about ") + number
  }

  private static func cents(_ usd: Double) -> String { QuantityText.fixed(usd, decimals: 2) }
}

extension TokenPrice {
  /// What tokens cost on average, in US dollars.
  fileprivate func cost(of tokens: (input: Double, cached: Double, output: Double)) -> Double {
    let fresh = max(0, tokens.input - tokens.cached) * input
    return (fresh + tokens.cached * cached + tokens.output * output) / 1_000_000
  }
}
