import PerfgateModel
import PerfgateStore
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Outcomes of cases on disk")
struct CaseFileTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func result(
    _ id: String,
    _ outcome: CaseResult.Outcome,
    output: String? = nil
  ) -> CaseResult {
    let number = id.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }
    let text = String(number, radix: 16)
    let hex = String(repeating: "0", count: 16 - text.count) + text
    var result = CaseResult(
      caseDigest: String(repeating: hex, count: 4),
      repeatIndex: 0,
      configurationDigest: "c",
      id: id,
      outcome: outcome
    )
    result.scores = ["exact": outcome == .passed ? 1 : 0]
    result.total = result.scores["exact"]
    result.output = output
    return result
  }

  /// A results file as the runner writes it.
  private func results(_ results: [CaseResult], torn: String = "") -> [UInt8] {
    var text = #"{"eval":"qa","schema":"perfgate.results/1"}"# + "\n"
    for result in results {
      let key: [(String, JSONValue)] = [
        ("case", .string(result.caseDigest)), ("repeat", .integer(result.repeatIndex)),
        ("configuration", .string(result.configurationDigest)),
      ]
      let members = key + result.members.sorted.map { ($0.key, $0.value) }
      text += JSONWriter.text(.object(JSONMembers(members)), form: .compact) + "\n"
    }
    return Array((text + torn).utf8)
  }

  private func write(_ bytes: [UInt8], to name: String) throws -> String {
    let path = directory.path(name)
    if let parent = Files.parent(of: path) { try Files.createDirectories(parent) }
    try Files.replaceAtomically(path, with: bytes)
    return path
  }

  private func document(_ table: CaseTable) throws -> BaselineDocument {
    var document = try StoreFixture.document(
      "qa/short",
      metric: "pass_rate",
      kind: .score,
      median: 0.5
    )
    document.metrics["pass_rate"]?.unit = .ratio
    document.metrics["pass_rate"]?.direction = .higher
    document.cases = RecordedCases(
      file: document.key.casesFile,
      dataset: table.dataset,
      count: table.count
    )
    return document
  }

  @Test("a results file becomes a table, without its torn end")
  func reading() throws {
    let cases = [
      result("b", .failed, output: "no\nway"), result("a", .passed), result("c", .errored),
    ]
    let path = try write(results(cases, torn: #"{"case":"abc"#), to: "run/cases/qa.jsonl")
    let table = try CaseFiles.table(
      ofResults: path,
      dataset: "d",
      run: "r",
      thresholds: ["exact": 1]
    )
    #expect(table.count == 3 && table.dataset == "d" && table.run == "r")
    #expect(table.value(of: EvalMetric(.passRate, scorer: "exact"), at: 0) == 1)
  }

  @Test("damage is one error with its line")
  func damage() throws {
    let broken = String(decoding: results([result("a", .passed)]), as: UTF8.self) + "{]\n{}\n"
    let path = try write(Array(broken.utf8), to: "qa.jsonl")
    let error = #expect(throws: GateError.self) {
      try CaseFiles.table(ofResults: path, dataset: "", run: "")
    }
    #expect(error?.exit == .malformedData)
    #expect(error?.diagnostics.first?.location?.line == 3)
    let missing = #expect(throws: GateError.self) {
      try CaseFiles.table(ofResults: directory.path("none.jsonl"), dataset: "", run: "")
    }
    #expect(missing?.exit == .missingInput)
    let other = try write(Array("{\"schema\":\"other\"}\n".utf8), to: "other.jsonl")
    #expect(throws: GateError.self) {
      try CaseFiles.table(ofResults: other, dataset: "", run: "")
    }
  }

  @Test("the table beside a baseline is written before it, read with it, and goes with it")
  func beside() throws {
    let store = StoreFixture.store(in: directory)
    let path = try write(results([result("a", .passed), result("b", .failed)]), to: "qa.jsonl")
    let table = try CaseFiles.table(ofResults: path, dataset: "d", run: "r")
    let document = try document(table)
    let written = try store.write([(.portable, document)], cases: [document.key: table])
    #expect(
      written.map { String($0.dropFirst(directory.path("baselines").count)) } == [
        "/portable/default/qa/short.cases.jsonl", "/portable/default/qa/short.json",
      ]
    )
    let stored = try #require(try store.load().places[.portable]?[document.key])
    #expect(stored.document == document)
    #expect(try CaseFiles.recorded(beside: stored) == table)
    // The same once more changes no byte.
    #expect(try store.write([(.portable, document)], cases: [document.key: table]).isEmpty)
    var bare = document
    bare.cases?.file = nil
    _ = try store.write([(.portable, bare)])
    #expect(!Files.exists(written[0]))
    _ = try store.write([(.portable, document)], cases: [document.key: table])
    try store.folder.remove([stored.path])
    #expect(!Files.exists(written[0]) && !Files.exists(written[1]))
  }

  @Test("a table that is named and not there is an error that says how to get it")
  func lost() throws {
    let store = StoreFixture.store(in: directory)
    let document = try document(CaseTable())
    _ = try store.write([(.portable, document)])
    let stored = try #require(try store.load().places[.portable]?[document.key])
    let error = #expect(throws: GateError.self) { try CaseFiles.recorded(beside: stored) }
    #expect(error?.exit == .malformedData)
    #expect(error?.diagnostics.first?.hints.first?.contains("git checkout HEAD --") == true)
  }

  @Test("a run's evals come with both sides, and listed cases with what the target answered")
  func run() throws {
    let key = BenchmarkKey(id: try BenchmarkID("qa/short"))
    _ = try write(
      results([
        result("a", .failed, output: String(repeating: "é", count: 900)), result("b", .passed),
      ]),
      to: "out/cases/qa.jsonl"
    )
    _ = try write(results([result("a", .passed), result("b", .passed)]), to: "out/base/qa.jsonl")
    var entry = RunEntry(key: key, tags: [], command: [], status: .measured)
    entry.origin = .eval
    entry.cases = CaseTotals(
      file: "cases/qa.jsonl",
      sha256: "",
      dataset: "d",
      read: 2,
      passed: 1,
      failed: 1,
      errored: 0,
      skipped: 0
    )
    let run = RunDocument(
      id: "r",
      suite: "default",
      seed: "1",
      startedAt: "2026-01-01T00:00:00Z",
      environment: EnvironmentRecord(machineClass: "box", platformClass: "linux", facts: [:]),
      head: nil,
      configuration: ConfigurationRecord(path: nil, source: "", overrides: [:]),
      selection: SelectionRecord(),
      entries: [entry],
      stages: [],
      completion: .complete
    )
    let folder = directory.path("out")
    let none = BaselineSet(directory: "", machineClass: "box")
    let tables = try run.evalCases(in: folder, baselines: none, bases: [key: "base/qa.jsonl"])
    #expect(tables[key]?.head.count == 2 && tables[key]?.base?.count == 2)
    #expect(try run.evalCases(in: folder, baselines: none)[key]?.base == nil)
    var exhibit = CaseExhibit(key: key)
    let digest = try #require(CaseDigest(result("a", .failed).caseDigest))
    exhibit.broke = [
      CaseChange(id: "a", digest: digest, passed: CaseChange.Step(before: 1, after: 0))
    ]
    var exhibits = VerdictExhibits(cases: [exhibit])
    try CaseFiles.forEachResult(in: Files.join(folder, "cases/qa.jsonl")) { result in
      exhibits.take(outputOf: result, of: key)
    }
    let output = try #require(exhibits.cases.first?.broke.first?.output)
    #expect(output.utf8.count <= CaseExhibit.longestOutput && output.hasSuffix("é..."))
  }
}
