import PerfgateModel
import PerfgateStore
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Saved runs and verdicts")
struct DocumentStoreTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private static let environment = EnvironmentRecord(
    machineClass: "m",
    platformClass: "p",
    facts: [:]
  )

  private static let run = RunDocument(
    id: "7f3a9c",
    suite: "default",
    seed: "1",
    startedAt: "2026-03-01T12:00:00Z",
    environment: environment,
    head: nil,
    configuration: ConfigurationRecord(path: nil, source: "", overrides: [:]),
    selection: SelectionRecord(),
    entries: [],
    stages: []
  )

  private static let verdict = VerdictDocument(
    run: "7f3a9c",
    suite: "default",
    mode: .measure,
    exit: .pass,
    causes: [],
    policy: VerdictPolicy(
      falseAlarms: 0.01,
      missRate: 0.05,
      judged: 0,
      failOn: nil,
      maximumInconclusive: 0.25
    ),
    comparison: ComparisonRecord(
      baselines: nil,
      machineClass: nil,
      otherClasses: [],
      recordCommand: []
    ),
    counts: VerdictCounts(of: []),
    results: [],
    notices: [],
    environment: environment,
    head: nil,
    startedAt: "2026-03-01T12:00:00Z",
    measuringSeconds: 0,
    exhibits: VerdictExhibits()
  )

  @Test("a published run is read as a run, in a folder that was not there")
  func readsRun() throws {
    let path = directory.path("out/deep/run.json")
    try DocumentStore.publish(JSONWriter.bytes(Self.run.json), at: path)
    guard case .run(let read) = try DocumentStore.read(path) else {
      #expect(Bool(false), "a run was read as something else")
      return
    }
    #expect(read == Self.run)
  }

  @Test("a published verdict is read as a verdict")
  func readsVerdict() throws {
    let path = directory.path("verdict.json")
    try DocumentStore.publish(JSONWriter.bytes(Self.verdict.json), at: path)
    guard case .verdict(let read) = try DocumentStore.read(path) else {
      #expect(Bool(false), "a verdict was read as something else")
      return
    }
    #expect(read == Self.verdict)
  }

  @Test(
    "what is neither is refused at its place",
    arguments: [
      (#"{"schema": "perfgate.baseline/1"}"#, 1, 12, "found 'perfgate.baseline/1'"),
      ("{\n \"schema\": \"perfgate.verdict/2\"}", 2, 12, "newer perfgate"),
      (#"{"schema": 1}"#, 1, 12, "expected a string"), ("{}", 1, 1, "'schema' is missing"),
      ("name,value\n", 1, 1, "expected a value, found 'n'"), ("", 1, 1, "the file is empty"),
    ] as [(String, Int, Int, String)]
  )
  func refuses(text: String, line: Int, column: Int, message: String) throws {
    try directory.write(text, to: "file")
    let path = directory.path("file")
    let error = try #require(throws: GateError.self) { try DocumentStore.read(path) }
    #expect(error.exit == .malformedData)
    #expect(error.diagnostics.first?.message.contains(message) == true, "\(error)")
    #expect(
      error.diagnostics.first?.location == SourcePlace(file: path, line: line, column: column)
    )
  }

  @Test("a missing file is a missing input with a hint, a folder is one without")
  func missing() throws {
    let absent = try #require(throws: GateError.self) {
      try DocumentStore.bytes(at: directory.path("absent"), hints: ["make one"])
    }
    #expect(absent.exit == .missingInput)
    #expect(absent.diagnostics.first?.hints == ["make one"])
    let folder = try #require(throws: GateError.self) {
      try DocumentStore.bytes(at: directory.path, hints: ["make one"])
    }
    #expect(folder.exit == .missingInput)
    #expect(folder.diagnostics.first?.hints == [])
    #expect(folder.diagnostics.first?.message.hasSuffix("is a directory") == true, "\(folder)")
    let read = try #require(throws: GateError.self) {
      try DocumentStore.read(directory.path("absent"))
    }
    #expect(read.exit == .missingInput)
  }

  @Test("what cannot be published leaves what was there")
  func unwritable() throws {
    try directory.write("old", to: "file")
    let error = try #require(throws: GateError.self) {
      try DocumentStore.publish([1], at: directory.path("file/run.json"))
    }
    #expect(error.exit == .cannotWrite)
    #expect(error.diagnostics.first?.hints == ["choose another place with --out"])
    #expect(try directory.text(of: "file") == "old")
  }

  @Test("a prepared folder is there and empty; one that cannot be made is an early error")
  func prepares() throws {
    try DocumentStore.prepare(folder: directory.path("a/b"))
    #expect(try Files.names(inDirectory: directory.path("a/b")) == [])
    try directory.write("", to: "file")
    let error = try #require(throws: GateError.self) {
      try DocumentStore.prepare(folder: directory.path("file/out"))
    }
    #expect(error.exit == .cannotWrite)
    let plain = try #require(throws: GateError.self) {
      try DocumentStore.prepare(folder: directory.path("file"))
    }
    #expect(plain.exit == .cannotWrite)
  }

  @Test("what does not stand the check is not published, and what stood there stays")
  func refusedContent() throws {
    let path = directory.path("report.xml")
    try DocumentStore.publish([1], at: path)
    let error = GateError(.internalFault, "not as it was written")
    #expect(throws: error) {
      try DocumentStore.publish(at: path, option: "--junit") { sink throws(GateError) in
        try sink([2, 3])
        try sink([4])
      } check: { source throws(GateError) in
        guard try source() == [2, 3, 4], try source() == [] else { return }
        throw error
      }
    }
    #expect(try Files.readBytes(at: path) == [1])
    try DocumentStore.publish(at: path, option: "--junit") { sink throws(GateError) in
      try sink([5])
    } check: { _ in
    }
    #expect(try Files.readBytes(at: path) == [5])
    #expect(try Files.names(inDirectory: directory.path) == ["report.xml"])
  }
}
