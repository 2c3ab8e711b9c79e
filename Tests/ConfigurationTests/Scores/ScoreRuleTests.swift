import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Rules about scores of evals")
struct ScoreRuleTests {
  private static let head = "benchmarks: [./b]\nrules:\n"

  @Test("limits in points are for scores, those in percent for anything else")
  func points() throws {
    let rules = try Fixtures.read(
      Self.head + "  - {match: {id: \"**\"}, limit: 3pp, tolerance: 0.25 pp}\n"
        + "  - {match: {id: \"**\"}, limit: 20%, tolerance: 3%}\n  - {match: {id: \"**\"}, limit: off}\n"
    ).rules
    #expect(rules.map(\.scoreLimit) == [0.03, nil, nil])
    #expect(rules.map(\.scoreTolerance) == [0.0025, nil, nil])
    #expect(rules.map(\.limit) == [nil, .ratio(0.2), .off])
    let key = BenchmarkKey(id: try BenchmarkID("qa"))
    func limits(_ rules: [GateRule], _ gate: GateSettings = GateSettings()) -> [Double?] {
      let limits = ScoreLimits(for: key, metric: "pass_rate", gate: gate, rules: rules)
      return [limits.limit, limits.tolerance]
    }
    #expect(limits([]) == [0.02, 0.005])
    #expect(limits(Array(rules.prefix(2))) == [0.03, 0.0025])
    #expect(limits(rules) == [nil, 0.0025])
    #expect(limits(rules + [rules[0]]) == [0.03, 0.0025])
  }

  @Test("the gate has a limit, a tolerance and a false alarm rate of scores")
  func gate() throws {
    func scores(_ gate: String) throws -> ScoreSettings {
      try Fixtures.read("benchmarks: [./b]\ngate: {\(gate)}\n").gate.scores
    }
    #expect(try scores("fail_on: minor") == ScoreSettings())
    let own = try scores("scores: {limit: 5pp, tolerance: 1pp, false_alarms: 1%}")
    #expect(own.limit == 0.05 && own.tolerance == 0.01 && own.falseAlarms == 0.01)
    #expect(try scores("scores: {limit: off}").limit == nil)
    // What is not compared at all is not, unless scores say otherwise.
    #expect(try scores("limit: off").limit == nil)
    #expect(try scores("limit: off, scores: {limit: 1pp}").limit == 0.01)
  }

  @Test(
    "mistakes are told with their places",
    arguments: [
      ("{match: {metric: pass_rate}, limit: 5%}", "'limit' of a score is in percentage points"),
      ("{match: {metric: \"score.*\"}, tolerance: 1%}", "'tolerance' of a score is in percentage"),
      (
        "{match: {metric: wall}, limit: 2pp}",
        "'limit' is in points, which only scores of evals have"
      ),
      ("{match: {metric: latency.p95}, limit: 2pp}", "'limit' is in points"),
      ("{match: {metric: score}, limit: 0pp}", "'limit' must be above 0pp"),
      ("{match: {metric: score}, limit: 101pp}", "must be from 0pp to 100pp"),
      ("{match: {metric: score}, levels: {minor: 1%}}", "'levels' says nothing of a score"),
      ("{match: {metric: score}, against: {limit: 1%}}", "'against' says nothing of a score"),
      ("{match: {metric: score}, min_delta: 1}", "'min_delta' says nothing of a score"),
      ("{match: {metric: pas_rate}}", "unknown metric 'pas_rate' (did you mean 'pass_rate'?)"),
      ("{match: {metric: latency.p59}}", "(did you mean 'latency.p95'?)"),
      ("{match: {metric: score.}}", "unknown metric 'score.'"),
      ("{match: {metric: pass_rate}}", "this rule matches nothing: only evals have it"),
      ("{match: {metric: \"latency.**\"}}", "this rule matches nothing: only evals have it"),
      ("{match: {id: z, metric: pass_rate}}", "no benchmark is called 'z'"),
    ]
  )
  func mistakes(rule: String, message: String) {
    let errors = Fixtures.messages(Self.head + "  - \(rule)\n")
    #expect(errors.count == 1 && errors.first?.contains(message) == true, "\(errors)")
    #expect(errors.first?.hasPrefix("p:3:") == true)
  }

  @Test(
    "a scorer that no eval has, and bounds that no share reaches, are mistakes",
    arguments: [
      (
        "{match: {metric: score.exat}, limit: 3pp}",
        "no eval that this rule is for has a scorer 'exat' (did you mean 'exact'?)"
      ),
      ("{match: {metric: pass_rate.words}, limit: 3pp}", "has a scorer 'words'"),
      ("{match: {metric: pass_rate}, budget: {min: 90}}", "must be from 0% to 100%"),
      ("{match: {metric: error_rate}, budget: {max: 150%}}", "must be from 0% to 100%"),
    ]
  )
  func scorers(rule: String, message: String) {
    let errors = Fixtures.messages(EvalFixtures.eval("") + "\nrules:\n  - \(rule)\n")
    #expect(errors.count == 1 && errors.first?.contains(message) == true, "\(errors)")
  }

  @Test(
    "a scorer that an eval has, and patterns, are none",
    arguments: [
      "{match: {metric: score.exact}, limit: 3pp}", "{match: {metric: score.*}, limit: 3pp}",
      "{match: {metric: pass_rate}, budget: {min: 90%}}",
      "{match: {metric: error_rate}, budget: {max: 0.1}}",
    ]
  )
  func rightScorers(rule: String) {
    let errors = Fixtures.messages(EvalFixtures.eval("") + "\nrules:\n  - \(rule)\n")
    #expect(errors.isEmpty, "\(errors)")
  }

  @Test(
    "mistakes of the gate",
    arguments: [
      ("{limit: 5%}", "'limit' must be points such as 2pp"),
      ("{limit: 1pp, tolerance: 1pp}", "leave nothing in between"),
      ("{tolerance: 2pp}", "leave nothing in between"),
      ("{false_alarms: 50%}", "from 0.01% to 20%"),
      ("{limits: 2pp}", "limits"),
    ]
  )
  func gateMistakes(scores: String, message: String) {
    let errors = Fixtures.messages("benchmarks: [./b]\ngate: {scores: \(scores)}\n")
    #expect(errors.count == 1 && errors.first?.contains(message) == true, "\(errors)")
  }

  @Test(
    "names and patterns over the metrics of evals make what they match judged",
    arguments: [
      ("pass_rate", "pass_rate", true), ("pass_rate", "pass_rate.exact", false),
      ("score.*", "score.exact", true), ("score.*", "score", false),
      ("**.p95", "latency.p95", true),
      ("**.p95", "stage.a.p95", true), ("latency.**", "latency.p99", true),
      ("tokens*", "tokens", true),
      ("tokens*", "wall", false),
    ]
  )
  func names(pattern: String, metric: String, expected: Bool) {
    let rule = GateRule(location: SourcePlace(file: "p"), metric: GlobPattern(pattern))
    #expect(rule.isAboutEvals && rule.namesMetrics)
    #expect(rule.names(metric) == expected)
  }

  @Test("rules for an eval's metrics are for evals, others for what has the metric")
  func kinds() throws {
    let place = SourcePlace(file: "p")
    let plan = EvalPlan(
      key: BenchmarkKey(id: try BenchmarkID("qa")),
      dataset: DatasetPlan(source: .file("d.jsonl"), location: place),
      target: TargetPlan(kind: .replay(path: "r.jsonl", output: nil), location: place),
      scorers: [],
      location: place
    )
    let benchmark = try #require(try Fixtures.read("benchmarks: [./b]\n").benchmarks.first)
    for (pattern, isForEval, isForBenchmark) in [
      ("pass_rate", true, false), ("wall", false, true), ("peak_rss", true, true),
      ("**", true, true),
      ("stage.**.p95", false, false), ("**.p95", true, false),
    ] {
      let rule = GateRule(location: place, metric: GlobPattern(pattern))
      #expect(rule.isFor(plan) == isForEval, "\(pattern)")
      #expect(rule.isFor(benchmark) == isForBenchmark, "\(pattern)")
    }
    #expect(GateRule(location: place).isFor(plan))
  }

  @Test("shares are budgets in percent or as numbers, and reports may list cases")
  func others() throws {
    #expect(try !Fixtures.read("benchmarks: [./b]\n").reports.junitCases)
    let text = "benchmarks: [./b]\nreports: {junit: {cases: true}}\n"
    #expect(try Fixtures.read(text).reports.junitCases)
    #expect(Fixtures.messages("benchmarks: [./b]\nreports: {junit: {cases: 1}}\n").count == 1)
  }
}
