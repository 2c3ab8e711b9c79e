import PerfgateModel
import Testing

@Suite("Metrics of stages")
struct StageMetricTests {
  @Test(
    "a name is taken apart at its last full stop",
    arguments: [
      ("stage.score.p95", "score", StageFigure.p95),
      ("stage.Corpus.load.sd", "Corpus.load", .standardDeviation),
      ("stage.a/b%20c.max", "a/b%20c", .maximum), ("stage.größe.count", "größe", .count),
    ]
  )
  func names(name: String, stage: String, figure: StageFigure) throws {
    let metric = try #require(StageMetric(name))
    #expect(metric.stage == stage)
    #expect(metric.figure == figure)
  }

  @Test(
    "what is no stage, or means something to a pattern, a trailer or a terminal is none",
    arguments: [
      "wall", "stage", "stage.", "stage.p95", "stage..p95", "stage.a.", "stages.a.p95",
      "Stage.a.p95",
      "stage.a b.p95", "stage.*.p95", "stage.a?.p95", "stage.a|b.p95", "stage.a\u{1B}[1m.p95",
      "stage.a\n.p95", "stage.a\u{202E}.p95", "stage.a\".p95",
    ]
  )
  func others(name: String) {
    #expect(StageMetric(name) == nil)
    #expect(MetricDefinition.named(name)?.name ?? name == name)
  }

  @Test("unit, kind and direction follow from the figure", arguments: StageFigure.allCases)
  func definitions(figure: StageFigure) throws {
    let definition = try #require(MetricDefinition.named("stage.a.\(figure.rawValue)"))
    let counts: [StageFigure] = [.count, .errors, .throughput]
    let unit: MetricUnit = figure == .bytes ? .bytes : counts.contains(figure) ? .count : .seconds
    #expect(definition.unit == unit)
    #expect((definition.kind == .exact) == [.count, .errors, .bytes].contains(figure))
    #expect((definition.direction == .higher) == (figure == .throughput))
    #expect(!definition.isJudgedByDefault)
  }

  @Test("a figure that is not known has a stage and no definition")
  func unknownFigure() throws {
    #expect(try #require(StageMetric("stage.a.p42")).figure == nil)
    #expect(MetricDefinition.named("stage.a.p42") == nil)
  }

  @Test("reports show the process, then stage by stage, in the order of the figures, others last")
  func order() {
    let names = [
      "wall", "cpu", "output_size", "stage.a.count", "stage.a.total", "stage.a.p50", "stage.a.p999",
      "stage.a.zeta", "stage.b.count", "other",
    ]
    let sorted = names.reversed().sorted {
      MetricDefinition.reportOrder(of: $0) < MetricDefinition.reportOrder(of: $1)
    }
    #expect(sorted == names)
  }

  @Test(
    "a pattern tells which figures it can match, whatever the stages",
    arguments: [
      ("stage.*.p95", [.p95]), ("stage.score.p95", [.p95]),
      ("stage.score.p9*", [.p90, .p95, .p99, .p999]),
      ("stage.*.p9?", [.p90, .p95, .p99]), ("**.errors", [.errors]), ("*s", [.errors, .bytes]),
      ("stage.score", []), ("stage.p95", []), ("stage..p95", []), ("stage", []), ("wall", []),
      ("stage.**/x.min", [.minimum]), ("stage.?.sd", [.standardDeviation]), ("p95", []),
    ] as [(String, [StageFigure])]
  )
  func patterns(pattern: String, figures: [StageFigure]) {
    #expect(StagePattern(GlobPattern(pattern)).figures == figures)
  }

  @Test(
    "what a pattern matches it can match",
    arguments: ["*", "**", "stage.a*", "s*.?95", "stage.a.p95"]
  )
  func consistent(pattern: String) {
    #expect(GlobPattern(pattern).matches("stage.a.p95"))
    #expect(StagePattern(GlobPattern(pattern)).figures.contains(.p95))
  }
}
