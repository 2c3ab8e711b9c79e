import PerfgateModel
import PerfgateTestSupport
import Testing

@Suite("What a monitored program exports")
struct MonitorExportTests {
  /// A small document; `METRICS` stands for its metrics.
  private static func document(_ metrics: String = score) -> String {
    """
    {"schema": "perfgate.run/1", "id": "0", "suite": "s", "seed": "0", "started_at": "t",
     "environment": {"class": "", "platform": ""}, "config": {"source": ""},
     "entries": [
      {"id": "a", "origin": {"kind": "monitor"}, "status": "measured",
       "invocations": {"attempt": [0], "round": [0], "loops": [1]},
       "metrics": [\(metrics)]}],
     "accounting": {"planned": 1, "measured": 1, "failed": 0, "skipped": 0}}
    """
  }

  private static let score = metric("stage.score.p95")

  private static func metric(
    _ name: String,
    _ value: String = "0.5",
    unit: String = "s",
    kind: String = "continuous",
    direction: String = "lower"
  ) -> String {
    #"{"name": "\#(name)", "unit": "\#(unit)", "kind": "\#(kind)", "#
      + #""direction": "\#(direction)", "values": [\#(value)]}"#
  }

  private func error(_ text: String) throws -> Diagnostic {
    do throws(GateError) {
      _ = try MonitorExport(bytes: Array(text.utf8), path: "out/stages.json")
    } catch {
      #expect(error.exit == .malformedData)
      return try #require(error.diagnostics.first)
    }
    Issue.record("the document was read")
    return .error("")
  }

  @Test("stages and what the program says of its process are told apart, in their order")
  func reads() throws {
    let text = Self.document(
      [
        Self.metric("wall", "2"), Self.metric("stage.rank.p95", "0"), Self.score,
        Self.metric("stage.score.throughput", "7", unit: "count", direction: "higher"),
        Self.metric("stage.score.errors", "3", unit: "count", kind: "exact"),
      ].joined(separator: ",")
    )
    let export = try MonitorExport(bytes: Array(text.utf8), path: "stages.json")
    #expect(export.process.map(\.name) == ["wall"])
    #expect(
      export.stages.map(\.name) == [
        "stage.rank.p95", "stage.score.p95", "stage.score.throughput", "stage.score.errors",
      ]
    )
    #expect(export.stages.flatMap(\.values) == [0, 0.5, 7, 3])
    #expect(export.stages[2].direction == .higher)
  }

  @Test("what the model writes of such a run is read, a step too")
  func writes() throws {
    var run = try ExportedStages.run(["stage.a.p95": 0.25, "stage.a.count": 4, "cpu": 1])
    run.entries[0].metrics[2].step = 0.001
    let export = try MonitorExport(bytes: JSONWriter.bytes(run.json), path: "")
    #expect(export.stages.map(\.name) == ["stage.a.count", "stage.a.p95"])
    #expect(export.stages[1].step == 0.001)
  }

  @Test("a figure that a newer program tells is read as the program defines it")
  func newerFigure() throws {
    let text = Self.document(Self.metric("stage.a.tokens", "9", unit: "count", kind: "exact"))
    let export = try MonitorExport(bytes: Array(text.utf8), path: "")
    #expect(export.stages.first.map(MetricDefinition.init(of:))?.kind == .exact)
  }

  @Test(
    "what cannot be used is refused, with its place",
    arguments: [
      ("0.5", "NaN", "6:112", "expected a value, found 'N'"),
      ("0.5", "-Infinity", "6:113", "expected a digit, found 'I'"),
      ("0.5", "1e999", "6:112", "is out of range"),
      ("0.5", "-1", "6:16", "this value is no s of any program"),
      ("0.5", "1e200", "6:16", "this value is no s of any program"),
      ("0.5", "1, 2", "6:16", "'stage.score.p95' has 2 values for 1 invocations"),
      ("0.5", "", "6:16", "'stage.score.p95' has 0 values for 1 invocations"),
      ("[0.5]", "null", "6:16", "'values' is missing"),
      (
        "\"unit\": \"s\"", "\"unit\": \"bytes\"", "6:16",
        "'stage.score.p95' is continuous, in s, lower is better"
      ),
      ("stage.score.p95", "score.p95", "6:16", "expected stage.STAGE.FIGURE"),
      ("stage.score.p95", "stage.my score.p95", "6:16", "in STAGE a space is %20"),
      ("/1", "/2", "1:12", "'perfgate.run/2' was written by a newer perfgate"),
      ("perfgate.run", "perfgate.verdict", "1:12", "expected a document of schema"),
      ("monitor", "process", "4:25", "expected an entry of origin 'monitor', found 'process'"),
      ("[0], \"round\"", "[0, 0], \"round\"", "5:19", "differ in length"),
      ("\"planned\": 1", "\"planned\": 2", "7:16", "accounting does not add up"),
    ]
  )
  func refuses(old: String, new: String, place: String, message: String) throws {
    let diagnostic = try error(Self.document().replacing(old, with: new, maxReplacements: 1))
    #expect(diagnostic.location?.description == "out/stages.json:\(place)", "\(diagnostic.text)")
    #expect(diagnostic.message.contains(message), "\(diagnostic.text)")
  }

  @Test("half a document is refused wherever it is cut")
  func truncated() throws {
    let text = Array(Self.document().utf8)
    for end in stride(from: 0, to: text.count, by: 7) {
      let diagnostic = try error(String(decoding: text[..<end], as: UTF8.self))
      #expect(diagnostic.location?.line != nil)
    }
  }

  @Test("several programs, several runs, a failed or unfinished one and nothing at all are refused")
  func otherRuns() throws {
    var run = try ExportedStages.run(["stage.a.p95": 1])
    func message() throws -> String { try error(JSONWriter.text(run.json)).message }
    run.entries[0].metrics = []
    #expect(try message() == "expected 1 to 10000 metrics, found 0")
    run.entries[0].status = .failed
    run.entries[0].reason = "no corpus"
    #expect(try message() == "the program says that it failed: no corpus")
    run.completion = .incomplete
    #expect(try message() == "the run is incomplete")
    run = try ExportedStages.run(["stage.a.p95": 1])
    run.entries[0].invocations = InvocationColumns(count: 2)
    run.entries[0].metrics[0].values = [1, 2]
    #expect(try message() == "expected the values of one invocation, found those of 2")
    run.entries = []
    #expect(try message().hasPrefix("expected one entry, about one run of one program, found 0"))
  }

  @Test("names and documents have an end")
  func limits() throws {
    let name = "stage." + String(repeating: "x", count: 1000) + ".p95"
    #expect(try error(Self.document(Self.metric(name))).message.contains("has 1010 bytes"))
    let many = (0...10_000).map { Self.metric("stage.s\($0).p95") }.joined(separator: ",\n")
    #expect(try error(Self.document(many)).message == "expected 1 to 10000 metrics, found 10001")
  }
}
