import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Rules")
struct RuleTests {
  private static let benchmarks = """
    benchmarks:
      - {id: parse/large, command: "p {size}", parameters: {size: [10, 20]}}
      - format

    """

  @Test(
    "a rule matches by id, parameters and metric",
    arguments: [
      ("{id: \"parse/**\"}", "wall", [true, true, false]),
      ("{id: \"**\", metric: wall}", "wall", [true, true, true]),
      ("{metric: wall}", "cpu", [false, false, false]),
      ("{metric: \"*_faults\"}", "minor_faults", [true, true, true]),
      ("{params: {size: 10}}", "wall", [true, false, false]),
      ("{id: format, metric: \"*\"}", "peak_rss", [false, false, true]),
    ] as [(String, String, [Bool])]
  )
  func matches(match: String, metric: String, expected: [Bool]) throws {
    let text = Self.benchmarks + "rules: [{match: \(match), limit: 5%}]"
    let configuration = try Fixtures.read(text)
    let found = configuration.benchmarks.map {
      configuration.rules[0].matches(key: $0.key, metric: metric)
    }
    #expect(found == expected)
  }

  @Test("a rule that names a metric needs to say nothing else")
  func named() throws {
    let rules = try Fixtures.read("benchmarks: [p]\nrules: [{match: {metric: user}}]").rules
    #expect(rules[0].namedMetric?.name == "user")
    let pattern = try Fixtures.read("benchmarks: [p]\nrules: [{match: {metric: u*}, limit: 5%}]")
      .rules
    #expect(pattern[0].namedMetric == nil)
  }

  @Test("ids and patterns are compared in one Unicode form")
  func unicode() throws {
    let text =
      "benchmarks: [{id: \"e\u{301}\", command: p}]\n"
      + "rules: [{match: {id: \"\u{E9}\"}, limit: 5%}]"
    #expect(try Fixtures.read(text).benchmarks[0].key.id.text.unicodeScalars.count == 1)
  }

  @Test("a minimum delta may be for several metrics of one unit")
  func minimumDelta() throws {
    let text = "benchmarks: [p]\nrules: [{match: {metric: \"*_switches\"}, min_delta: 20}]"
    #expect(try Fixtures.read(text).rules[0].minDelta == 20)
  }

  @Test("what is not said has its default")
  func defaults() throws {
    let configuration = try Fixtures.read("build: [make, -j]\nbenchmarks: [./parse x]")
    #expect(configuration.suite == "default")
    #expect(configuration.build?.timeoutSeconds == 1800)
    #expect(configuration.build?.command == .words(["make", "-j"]))
    #expect(configuration.rules.isEmpty)
    #expect(configuration.baselines == BaselineSettings())
    #expect(configuration.baselines.directory == "baselines")
    #expect(configuration.reports.junitDialect == .strict)
    #expect(configuration.reports.markdownMaximumBytes == 60_000)
    let plan = configuration.benchmarks[0]
    #expect(plan.samples == SamplingPlan(minimum: 15, maximum: 200, timeSeconds: 5))
    #expect(plan.warmup == 3 && plan.timeoutSeconds == 60 && plan.expectedExit == 0)
    #expect(plan.standardInput == .none && plan.workingDirectory == nil && plan.tags.isEmpty)
    let gate = configuration.gate
    #expect(gate.failOn == .critical && gate.falseAlarms == 0.01)
    #expect(gate.limit == 0.1 && gate.tolerance == 0.02 && gate.maximumInconclusive == 0.25)
    #expect(gate.against == InterleavedLimits(limit: 0.05, tolerance: 0.02))
    #expect(gate.onSuspectedInterleaved == .fail && gate.remeasures)
    #expect(plan.rounds == RoundPlan(maximum: 40) && plan.inputs.isEmpty)
    #expect(gate.onMissing == .fail && gate.onInconclusive == .warn && gate.onSuspected == .warn)
  }
}
