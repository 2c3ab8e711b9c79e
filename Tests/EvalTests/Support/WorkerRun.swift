import Foundation
@testable import PerfgateEval
import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

/// A worker that was given lines and then the end of its input.
struct WorkerRun {
  /// What it wrote to standard output, line by line.
  let lines: [JSONValue]
  /// What it wrote to standard error.
  let errors: String
  /// How it ended.
  let code: Int32

  /// The repository's root.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Where Python is; `nil` where there is none.
  static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Runs a worker in Python whose handler is given.
  static func python(_ program: String, _ input: [String]) throws -> WorkerRun {
    let folder = try TemporaryDirectory()
    try folder.write("import perfgate_worker\n" + program, to: "worker.py")
    return try WorkerRun(
      try #require(python),
      asked: input,
      arguments: [folder.path("worker.py")],
      environment: ["PYTHONPATH": root.appending(path: "examples/python-worker").path]
    )
  }

  /// Runs a worker to its end.
  init(
    _ program: String,
    asked input: [String],
    arguments: [String] = [],
    environment: [String: String] = [:]
  ) throws {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"].merging(
      environment
    ) { $1 }
    let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // All of it fits into the pipes: what is asked here is short.
    try standardInput.fileHandleForWriting.write(
      contentsOf: Data(input.map { $0 + "\n" }.joined().utf8)
    )
    try standardInput.fileHandleForWriting.close()
    let written = try output.fileHandleForReading.readToEnd() ?? Data()
    self.errors = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(),
      as: UTF8.self
    )
    process.waitUntilExit()
    code = process.terminationStatus
    lines = try written.split(separator: UInt8(ascii: "\n")).map { line in
      try JSONReader.read(Array(line)).written
    }
  }

  /// The answers by the id that they repeat, as JSON texts without it.
  var answers: [String: String] {
    var answers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard case .object(let members) = line, let id = members["id"] else { continue }
      let rest = members.sorted.filter { $0.key != "id" }.map { ($0.key, $0.value) }
      answers[JSONWriter.text(id, form: .compact)] =
        JSONWriter.text(.object(JSONMembers(rest)), form: .compact)
    }
    return answers
  }

  /// Expects that every line is one of the protocol.
  func expectProtocol(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let path = Self.root.appending(path: "schemas/worker-v1.json")
    let schema = try JSONReader.read(Array(try Data(contentsOf: path))).written
    let protocolSchema = try JSONSchema(schema)
    for line in lines {
      #expect(
        try protocolSchema.fits(line),
        "\(JSONWriter.text(line, form: .compact))",
        sourceLocation: sourceLocation
      )
    }
  }
}
