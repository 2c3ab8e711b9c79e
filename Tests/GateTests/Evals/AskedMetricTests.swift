import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import Testing

@Suite("What rules ask of evals that have no such metric")
struct AskedMetricTests {
  private func scenario(_ rules: GateRule...) -> EvalScenario {
    var scenario = EvalScenario()
    scenario.base = EvalScenario.cases(String(repeating: "1", count: 400))
    scenario.head = EvalScenario.cases(String(repeating: "1", count: 400))
    scenario.rules = rules
    return scenario
  }

  private func errored(_ verdict: VerdictDocument) -> [String] {
    verdict.results.filter { $0.state == .errored }.compactMap(\.metric).sorted()
  }

  @Test("a pattern without any metric says so of each that it is for")
  func patterns() throws {
    var tokens = scenario(EvalScenario.rule("tokens.*") { $0.limit = .ratio(0.05) })
    tokens.gaps = ["tokens": "none of the 400 replies tells its tokens"]
    let verdict = try tokens.verdict()
    #expect(verdict.exit == .benchmarkFailed)
    #expect(
      errored(verdict) == ["tokens.cached", "tokens.input", "tokens.output", "tokens.reasoning"]
    )
    let finding = try verdict.finding("qa", "tokens.input")
    #expect(finding.gates && finding.rule?.line == 9)
    #expect(
      finding.detail
        == "is asked for by a rule but was not measured: none of the 400 replies tells its tokens"
    )
    let times = try scenario(EvalScenario.rule("latency.**")).verdict()
    #expect(times.exit == .benchmarkFailed)
    #expect(errored(times) == ["latency.p95", "latency.p99"])
    #expect(try times.finding("qa", "latency.p95").rule?.line == 9)
  }

  @Test("one metric is enough for a pattern, and one that no scorer has is told by its text")
  func some() throws {
    var known = scenario(EvalScenario.rule("tokens.*"))
    known.metrics["tokens.input"] = (1000, nil)
    known.recorded["tokens.input"] = [1000]
    #expect(try known.verdict().exit == .pass)
    let unknown = try scenario(EvalScenario.rule("score.f*")).verdict()
    #expect(unknown.codes == [30] && errored(unknown) == ["score.f*"])
  }

  @Test(
    "a pattern for processes or stages as well asks no eval for anything",
    arguments: ["*", "**", "*p95", "**.p95", "*_*"]
  )
  func general(pattern: String) throws {
    #expect(try scenario(EvalScenario.rule(pattern)).verdict().exit == .pass)
  }

  @Test("beside a base a pattern asks for what its limit there says")
  func interleaved() throws {
    for (limit, exit) in [(RuleLimit.off, GateExit.pass), (.ratio(0.1), .benchmarkFailed)] {
      var scenario = scenario(
        EvalScenario.rule("latency.**") { $0.against = InterleavedRule(limit: limit) }
      )
      scenario.isInterleaved = true
      #expect(try scenario.verdict().exit == exit)
    }
  }

  @Test("peak memory is missed where a rule is for the eval alone")
  func peakMemory() throws {
    let named = try scenario(EvalScenario.rule("peak_rss") { $0.idPattern = GlobPattern("qa") })
      .verdict()
    #expect(named.codes == [30] && errored(named) == ["peak_rss"])
    let budget = EvalScenario.rule("peak_rss") {
      $0.idPattern = GlobPattern("q*")
      $0.budget = BudgetRule(maximum: 1e9)
    }
    #expect(try scenario(budget).verdict().codes == [30])
    // For all benchmarks it is none that an eval without processes has to have.
    #expect(try scenario(EvalScenario.rule("peak_rss")).verdict().exit == .pass)
    let all = EvalScenario.rule("peak_rss") { $0.idPattern = GlobPattern("**") }
    #expect(try scenario(all).verdict().exit == .pass)
    var measured = scenario(EvalScenario.rule("peak_rss") { $0.idPattern = GlobPattern("qa") })
    measured.metrics["peak_rss"] = (1e8, 1)
    measured.recorded["peak_rss"] = [1e8]
    let verdict = try measured.verdict()
    #expect(errored(verdict).isEmpty)
  }
}
