internal import PerfgateModel

extension NodeReader {
  /// The most attempts at a time, and the most processes of a target.
  static var mostConcurrent: Int { 10_000 }

  /// How much of an eval is held in memory at a time.
  func streamPlan() -> StreamPlan? {
    guard let keys = mapping(.evalStream) else { return nil }
    var plan = StreamPlan()
    if let chunk = keys["chunk"]?.integer(in: 1...1_000_000) { plan.chunk = chunk }
    if let items = keys["buffer_items"]?.integer(in: 1...10_000_000) { plan.bufferItems = items }
    if let reader = keys["max_bytes"], let bytes = reader.amount(.bytes) {
      if bytes >= 1, bytes <= 1e12, let whole = Int(exactly: bytes.rounded()) {
        plan.maximumBytes = whole
      } else {
        reader.report("'max_bytes' must be from 1B to 1TB, found \(reader.node.found)")
      }
    }
    return plan
  }

  /// How the attempts of an eval are carried out.
  func executionPlan() -> ExecutionPlan? {
    guard let keys = mapping(.execute) else { return nil }
    var plan = ExecutionPlan()
    plan.concurrency = keys["concurrency"]?.concurrency()
    plan.requestsPerMinute = keys["rpm"]?.tally()
    plan.tokensPerMinute = keys["tpm"]?.tally()
    guard let reader = keys["retry"], let retry = reader.mapping(.retry) else { return plan }
    if let retries = retry["max"]?.integer(in: 0...100) { plan.retries = retries }
    if let base = retry["base"]?.timeout() { plan.retryBaseSeconds = base }
    if let cap = retry["cap"]?.timeout() { plan.retryCapSeconds = cap }
    if let total = retry["total"]?.timeout() { plan.totalSeconds = total }
    if plan.retryCapSeconds < plan.retryBaseSeconds {
      (retry["cap"] ?? retry["base"] ?? reader).report(
        "'cap' (\(Self.shown(plan.retryCapSeconds))) must not be below 'base' "
          + "(\(Self.shown(plan.retryBaseSeconds)))"
      )
    }
    return plan
  }

  /// What an eval may take.
  func capPlan() -> CapPlan? {
    guard let keys = mapping(.caps) else { return nil }
    var plan = CapPlan()
    plan.costUSD = keys["cost_usd"]?.decimal(
      in: 1e-9...1e9,
      shownAs: "of US dollars above 0, such as 2.50"
    )
    plan.tokens = keys["tokens"]?.tally()
    plan.wallSeconds = keys["wall"]?.timeout()
    plan.errorRate = keys["error_rate"]?.ratio(in: 0...1)
    return plan
  }

  /// A fixed number of attempts, or a window that adapts.
  private func concurrency() -> ExecutionPlan.Concurrency? {
    let adaptiveMaximum = 64
    switch node.content {
    case .scalar("adaptive", _): return .adaptive(maximum: adaptiveMaximum)
    case .mapping:
      return mapping(.concurrency)?.required("adaptive", hints: ["concurrency: {adaptive: 16}"])?
        .integer(in: 1...Self.mostConcurrent).map { .adaptive(maximum: $0) }
    case .scalar(_, isPlain: true) where !node.isNothing:
      guard case .scalar(let text, _) = node.content, QuantityGrammar.parts(text) == nil else {
        return integer(in: 1...Self.mostConcurrent).map { .fixed($0) }
      }
      let near = NearMiss.phrase(for: text, among: ["adaptive"])
      report("'\(name)' must be a whole number or adaptive, found \(node.found)\(near)")
      return nil
    default:
      reportMismatch("a whole number, adaptive, or {adaptive: 16}")
      return nil
    }
  }

  private static func shown(_ seconds: Double) -> String { "\(JSONNumber.text(seconds))s" }
}
