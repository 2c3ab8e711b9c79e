package import PerfgateConfiguration
package import PerfgateStreaming

extension ExecutorSettings {
  /// The settings of an eval.
  ///
  /// - Parameters:
  ///   - plan: The eval.
  ///   - concurrency: How many attempts run at a time, at most.
  init(_ plan: EvalPlan, concurrency: Int) {
    let execution = plan.execution
    var isAdaptive = false
    if case .adaptive = execution.concurrency { isAdaptive = true }
    self.init(
      concurrency: isAdaptive
        ? .adaptive(initial: min(4, concurrency), maximum: concurrency) : .fixed(concurrency),
      limits: RateLimits(
        requests: execution.requestsPerMinute.map { RateLimit(perMinute: $0) },
        tokens: execution.tokensPerMinute.map { RateLimit(perMinute: $0) }
      ),
      retry: RetryPolicy(execution),
      attemptTimeout: .seconds(plan.target.timeoutSeconds)
    )
  }
}

extension RetryPolicy {
  /// The policy of an eval.
  package init(_ plan: ExecutionPlan) {
    self.init(
      maximumRetries: plan.retries,
      base: .seconds(plan.retryBaseSeconds),
      cap: .seconds(plan.retryCapSeconds),
      total: .seconds(plan.totalSeconds)
    )
  }
}
