import PerfgateModel
import Testing

@Suite("Documents read back as they were written")
struct RoundTripTests {
  private static let forms = [JSONWriter.Form.pretty, .compact]

  @Test("a run with everything in it", arguments: forms)
  func fullRun(form: JSONWriter.Form) throws {
    let run = try SampleDocument.run()
    #expect(unset(in: run) == [])
    let bytes = JSONWriter.bytes(run.json, form: form)
    let read = try RunDocument(bytes: bytes, path: "run.json")
    #expect(read == run)
    // Equality of strings is up to normalisation; bytes are not.
    #expect(JSONWriter.bytes(read.json, form: form) == bytes)
  }

  @Test("a baseline with everything in it", arguments: forms)
  func fullBaseline(form: JSONWriter.Form) throws {
    let baseline = try SampleDocument.baseline()
    // Where the suite is one of several and where it is alone, its baselines are the same.
    #expect(unset(in: baseline) == [".key.suite"])
    var member = baseline
    member.key.suite = "one of several"
    #expect(member.json == baseline.json)
    let bytes = JSONWriter.bytes(baseline.json, form: form)
    let read = try BaselineDocument(bytes: bytes, path: "baseline.json")
    #expect(read == baseline)
    #expect(JSONWriter.bytes(read.json, form: form) == bytes)
  }

  @Test("a verdict with everything in it", arguments: forms)
  func fullVerdict(form: JSONWriter.Form) throws {
    let verdict = try SampleDocument.verdict()
    #expect(unset(in: verdict) == [])
    let bytes = JSONWriter.bytes(verdict.json, form: form)
    let read = try VerdictDocument(bytes: bytes, path: "verdict.json")
    #expect(read == verdict)
    #expect(JSONWriter.bytes(read.json, form: form) == bytes)
  }

  @Test("documents with nothing in them")
  func minimal() throws {
    let environment = EnvironmentRecord(machineClass: "", platformClass: "", facts: [:])
    let run = RunDocument(
      id: "",
      suite: "",
      seed: "",
      startedAt: "",
      environment: environment,
      head: nil,
      configuration: ConfigurationRecord(path: nil, source: "", overrides: [:]),
      selection: SelectionRecord(),
      entries: [],
      stages: []
    )
    #expect(try RunDocument(bytes: JSONWriter.bytes(run.json), path: "") == run)
    let finding = Finding(key: BenchmarkKey(id: try BenchmarkID("a")), metric: nil, state: .new)
    let verdict = VerdictDocument(
      run: "",
      suite: "",
      mode: .baseline,
      exit: .nothingToCompare,
      causes: [VerdictCause(code: .nothingToCompare)],
      policy: VerdictPolicy(
        falseAlarms: 0,
        missRate: 0,
        judged: 0,
        failOn: nil,
        maximumInconclusive: 0
      ),
      comparison: ComparisonRecord(
        baselines: nil,
        machineClass: nil,
        otherClasses: [],
        recordCommand: []
      ),
      counts: VerdictCounts(of: [finding]),
      results: [finding],
      notices: [VerdictNotice("")],
      environment: environment,
      head: nil,
      startedAt: "",
      measuringSeconds: 0,
      exhibits: VerdictExhibits()
    )
    #expect(try VerdictDocument(bytes: JSONWriter.bytes(verdict.json), path: "") == verdict)
    let baseline = BaselineDocument(key: BenchmarkKey(id: try BenchmarkID("a")))
    #expect(try BaselineDocument(bytes: JSONWriter.bytes(baseline.json), path: "") == baseline)
  }

  @Test("an entry without values and parameters")
  func minimalEntry() throws {
    var run = try SampleDocument.run()
    run.entries = [
      RunEntry(
        key: BenchmarkKey(id: try BenchmarkID("a")),
        tags: [],
        command: [],
        status: .measured
      )
    ]
    #expect(try RunDocument(bytes: JSONWriter.bytes(run.json), path: "") == run)
  }

  @Test("members that this version does not know are ignored, null is absence")
  func tolerant() throws {
    let text = SmallDocument.run.text
      .replacing("\"id\": \"r\"", with: "\"future\": {\"a\": [1, null]}, \"id\": \"r\"")
      .replacing(
        "\"status\": \"measured\"",
        with: "\"tags\": null, \"reason\": null, \"status\": \"measured\""
      )
    let plain = try RunDocument(bytes: Array(SmallDocument.run.text.utf8), path: "")
    #expect(try RunDocument(bytes: Array(text.utf8), path: "") == plain)
  }

  /// The places of a value where an optional is absent or a collection empty: a member that was
  /// added to a document and not to its sample would not be tested.
  private func unset(in value: Any, at path: String = "") -> [String] {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
      return mirror.children.first.map { unset(in: $0.value, at: path) } ?? [path]
    case .collection where mirror.children.isEmpty, .dictionary where mirror.children.isEmpty:
      return [path]
    default:
      return mirror.children.enumerated().flatMap { index, child in
        unset(in: child.value, at: "\(path).\(child.label ?? String(index))")
      }
    }
  }
}
