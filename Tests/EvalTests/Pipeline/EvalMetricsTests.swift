import PerfgateModel
import PerfgateStreaming
import Testing

@testable import PerfgateEval

@Suite("What is gated of an eval")
struct EvalMetricsTests {
  private static func result(
    _ index: Int,
    _ outcome: CaseResult.Outcome = .passed,
    _ change: (inout CaseResult) -> Void = { _ in }
  ) -> CaseResult {
    var result = CaseResult(
      caseDigest: "\(index)",
      repeatIndex: 0,
      configurationDigest: "c",
      id: "case-\(index)",
      outcome: outcome
    )
    if outcome == .passed || outcome == .failed {
      result.output = "yes"
      result.scores = ["exact": outcome == .passed ? 1 : 0]
      result.total = result.scores["exact"]
    }
    change(&result)
    return result
  }

  private static func tally(_ results: [CaseResult], resumed: [CaseResult] = []) -> EvalTally {
    var tally = EvalTally()
    for result in resumed { tally.add(result, passedScorers: [], isResumed: true) }
    for result in results { tally.add(result, passedScorers: [], isResumed: false) }
    return tally
  }

  private static func values(
    _ tally: EvalTally,
    wallSeconds: Double = 1,
    concurrency: Int = 1
  ) -> [String: Double] {
    let metrics = tally.metrics(
      wallSeconds: wallSeconds,
      concurrency: concurrency,
      scorers: ["exact"],
      summary: TargetSummary()
    )
    return Dictionary(uniqueKeysWithValues: metrics.map { ($0.name, $0.values[0]) })
  }

  @Test(
    "a percentile is the smallest value that so many do not exceed",
    arguments: [
      (200, 100, 190, 198), (201, 101, 191, 199), (10, 5, 10, 10), (1, 1, 1, 1), (2, 1, 2, 2),
      (100, 50, 95, 99),
    ]
  )
  func percentiles(count: Int, median: Double, p95: Double, p99: Double) {
    // Replies do not come in the order of their times.
    let results = (1...count).reversed().map { index in
      Self.result(index) {
        $0.serviceSeconds = Double(index)
        $0.firstTokenSeconds = Double(index) / 4
      }
    }
    let values = Self.values(Self.tally(results))
    #expect(values["latency"] == median)
    #expect(values["latency.p95"] == p95)
    #expect(values["latency.p99"] == p99)
    #expect(values["ttft"] == median / 4)
    #expect(values["ttft.p95"] == p95 / 4)
  }

  @Test("throughput leaves out what each place waited for the rate limit")
  func throughput() {
    let tally = Self.tally(
      (0..<8).map { index in
        Self.result(index) {
          $0.serviceSeconds = 0.1
          $0.rateLimitSeconds = 5
        }
      }
    )
    // 40 s of waiting in 4 places are 10 s in which nothing could be done.
    #expect(Self.values(tally, wallSeconds: 14, concurrency: 4)["throughput"] == 2)
    #expect(Self.values(tally, wallSeconds: 44)["throughput"] == 2)
    #expect(Self.values(tally, wallSeconds: 10, concurrency: 4)["throughput"] == nil)
  }

  @Test("times of an earlier run say nothing of this one, its tokens and cost do")
  func resumed() {
    func reply(_ index: Int, seconds: Double, tokens: Int) -> CaseResult {
      Self.result(index) {
        $0.serviceSeconds = seconds
        $0.firstTokenSeconds = seconds / 2
        $0.usage = TokenUsage(input: tokens, output: 1)
        $0.costUSD = Double(tokens)
      }
    }
    let tally = Self.tally(
      [reply(1, seconds: 2, tokens: 10)],
      resumed: [reply(2, seconds: 8, tokens: 30), reply(3, seconds: 8, tokens: 20)]
    )
    let values = Self.values(tally)
    #expect(values["latency"] == 2 && values["latency.p99"] == 2 && values["ttft"] == 1)
    #expect(values["throughput"] == nil)
    #expect(values["tokens"] == 21 && values["tokens.input"] == 20 && values["cost"] == 20)
    #expect(values["pass_rate"] == 1 && tally.count.passed == 3)
  }

  @Test("tokens and cost are told where every reply tells them, each by itself")
  func partial() {
    let both = Self.result(1) {
      $0.usage = TokenUsage(input: 4, cached: 3, output: 2, reasoning: 1)
      $0.costUSD = 0.5
    }
    let tokensAlone = Self.result(2) { $0.usage = TokenUsage(input: 6, output: 4) }
    let tokens = Self.values(Self.tally([both, tokensAlone]))
    #expect(tokens["tokens"] == 8 && tokens["tokens.input"] == 5 && tokens["tokens.output"] == 3)
    #expect(tokens["tokens.cached"] == 1.5 && tokens["tokens.reasoning"] == 0.5)
    #expect(tokens["cost"] == nil)
    let costAlone = Self.result(3) { $0.costUSD = 1.5 }
    let cost = Self.values(Self.tally([both, costAlone]))
    #expect(cost["cost"] == 1 && cost["tokens"] == nil)
  }

  @Test("the error rate is of what was tried, and errors are no failures")
  func errors() {
    let tally = Self.tally(
      [Self.result(1), Self.result(2, .failed), Self.result(3, .failed), Self.result(4, .errored)]
        + (5..<25).map { Self.result($0, .skipped) }
    )
    let values = Self.values(tally)
    #expect(values["error_rate"] == 0.25)
    #expect(values["pass_rate"] == 1.0 / 3 && values["score.exact"] == 1.0 / 3)
    let nothing = Self.values(Self.tally((0..<3).map { Self.result($0, .skipped) }))
    #expect(nothing.isEmpty)
  }
}
