import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Rules about stages")
struct StageRuleTests {
  private static let monitors =
    "benchmarks: [./b]\nmonitors: [{id: m, path: s.json, run: [./p]}]\nrules:\n"

  private func rule(_ text: String) throws -> GateRule {
    try #require(try Fixtures.read(Self.monitors + "  - \(text)\n").rules.first)
  }

  @Test(
    "names and patterns over stages make what they match judged, other patterns do not",
    arguments: [
      ("stage.score.p95", "stage.score.p95", true), ("stage.score.p95", "stage.rank.p95", false),
      ("stage.*.p95", "stage.score.p95", true), ("stage.*.p95", "stage.a/b.p95", false),
      ("stage.**.p95", "stage.a/b.p95", true), ("stage.score.*", "stage.score.count", true),
      ("**.p95", "stage.score.p95", true), ("stage.score.*", "stage.score.newer", true),
    ]
  )
  func names(pattern: String, metric: String, expected: Bool) throws {
    let rule = try rule("match: {metric: \"\(pattern)\"}")
    #expect(rule.isAboutStages && rule.namesMetrics)
    #expect(rule.names(metric) == expected)
  }

  @Test(
    "a pattern that metrics of a process match, too, judges nothing",
    arguments: ["*", "**", "*s*"]
  )
  func broad(pattern: String) throws {
    let rule = try rule("{match: {metric: \"\(pattern)\"}, limit: 20%}")
    #expect(!rule.isAboutStages && !rule.namesMetrics)
    #expect(!rule.names("stage.score.p95") && !rule.names("user"))
    #expect(rule.matches(key: BenchmarkKey(id: try BenchmarkID("m")), metric: "stage.score.p95"))
  }

  @Test("amounts have the unit of the figure")
  func units() throws {
    #expect(try rule("{match: {metric: stage.a.p95}, min_delta: 20us}").minDelta == 20e-6)
    #expect(try rule("{match: {metric: \"stage.*.p9*\"}, min_delta: 1ms}").minDelta == 1e-3)
    #expect(try rule("{match: {metric: \"stage.**.bytes\"}, min_delta: 1KiB}").minDelta == 1024)
    #expect(try rule("{match: {metric: stage.a.throughput}, min_delta: 5}").minDelta == 5)
    let budget = try rule("{match: {metric: \"stage.**.p95\"}, budget: {max: 50ms}}").budget
    #expect(budget?.maximum == 0.05)
    #expect(
      try rule("{match: {metric: stage.a.throughput}, budget: {min: 10}}").budget?.minimum == 10
    )
    #expect(try rule("{match: {metric: \"stage.a.*\"}, optional: true}").optional == true)
  }

  @Test(
    "mistakes are told with their places",
    arguments: [
      (
        "{match: {metric: stage.score.p59}}",
        "p:4:22: error: unknown metric 'stage.score.p59' (did you mean 'stage.score.p50'?)"
      ),
      (
        "{match: {metric: stage.score.throughputs}}",
        "p:4:22: error: unknown metric 'stage.score.throughputs' (did you mean 'stage.score.throughput'?)"
      ),
      ("{match: {metric: stage.score}}", "p:4:22: error: unknown metric 'stage.score'"),
      (
        "{match: {metric: stage.my score.p95}}",
        "p:4:22: error: unknown metric 'stage.my score.p95'"
      ),
      ("{match: {metric: \"stage.*.median\"}}", "p:4:22: error: unknown metric 'stage.*.median'"),
      ("{match: {metric: \"rank.*\"}}", "p:4:22: error: unknown metric 'rank.*'"),
      (
        "{match: {metric: \"stage.a.*\"}, min_delta: 1ms}",
        "p:4:47: error: 'min_delta' needs a rule for one metric"
      ),
      (
        "{match: {metric: \"stage.a.*\"}, budget: {max: 1ms}}",
        "p:4:44: error: a budget needs a rule for figures of one unit"
      ),
      (
        "{match: {metric: \"s*\"}, min_delta: 1ms}",
        "p:4:40: error: 'min_delta' needs a rule for one metric"
      ),
      (
        "{match: {metric: stage.a.p95}, min_delta: 1KiB}",
        "p:4:47: error: 'min_delta' must be a duration such as 500ms, found the unit 'KiB'"
      ),
      (
        "{match: {id: b, metric: stage.a.p95}}",
        "p:4:18: error: this rule matches nothing: only monitors have stages, and it is for none"
      ),
      (
        "{match: {id: z, metric: stage.a.p95}}",
        "p:4:18: error: this rule matches nothing: no benchmark is called 'z'"
      ),
      (
        "{match: {metric: \"stage.**.p95\"}, limit: 1%}",
        "p:4:46: error: the limit (1%) and the tolerance (2%) leave nothing in between"
      ),
      (
        "{match: {metric: \"stage.sc*.p95\"}, limit: 1%}",
        "p:4:47: error: the limit (1%) and the tolerance (2%) leave nothing in between"
      ),
      (
        "{match: {metric: stage.a.p95}, limit: off, budget: {max: 1s, ratchet: 2%}}",
        "p:4:56: error: 'ratchet' needs a limit: without one 'm' has no recorded level of 'stage.a.p95'"
      ),
      (
        "{match: {metric: \"stage.*.p95\"}, limit: off, budget: {max: 1s, on_existing: warn}}",
        "p:4:58: error: 'on_existing' needs a limit: without one 'm' has no recorded level of 'stage.x.p95'"
      ),
    ]
  )
  func mistakes(rule: String, message: String) {
    let messages = Fixtures.messages(Self.monitors + "  - \(rule)\n")
    #expect(messages.contains { $0.hasPrefix(message) }, "\(messages)")
  }

  @Test("the limit of an exact figure may be as small as its tolerance allows")
  func exact() {
    let text = Self.monitors + "  - {match: {metric: stage.a.count}, limit: 1%}\n"
    #expect(Fixtures.errors(text) == [])
  }

  @Test("without a monitor there is nothing that a rule about stages could be for")
  func noMonitor() {
    let text = "benchmarks: [./b]\nrules: [{match: {metric: stage.a.p95}}]\n"
    #expect(
      Fixtures.errors(text) == [
        """
        p:2:17: error: this rule matches nothing: only monitors have stages, and it is for none
          hint: add one: monitors: [{id: pipeline, path: stages.json, run: [./pipeline]}]
        """
      ]
    )
  }

  @Test("an accepted level may be one of a stage")
  func accepted() throws {
    let text = """
      - id: m
        metric: stage.a.p95
        from: 10ms
        to: 12ms
        reason: worth it
      """
    let accepted = try AcceptedList.read(text: text, path: "accepted.yaml")
    #expect(accepted.first?.step == Acceptance.Step(from: 0.01, to: 0.012))
    let written = AcceptedList.text(accepted)
    #expect(written.contains("metric: stage.a.p95\n  from: 10ms"))
    #expect(try AcceptedList.read(text: written, path: "a").first?.subject == accepted[0].subject)
    let wrong = text.replacing("p95", with: "p59")
    #expect(throws: GateError.self) { try AcceptedList.read(text: wrong, path: "a") }
  }

  @Test("hundreds of rules about stages are checked in no time")
  func many() {
    let rules = (0..<900).map { "  - {match: {metric: stage.s\($0).p95}, limit: 20%}\n" }.joined()
    #expect(Fixtures.errors(Self.monitors + rules) == [])
  }
}
