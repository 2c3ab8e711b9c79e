import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

/// What one invocation of perfgate left.
struct Invocation {
  let exit: Int
  let output: String
  let diagnostics: String

  /// The output without line breaks, which depend on the width.
  var flatOutput: String {
    output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Everything, to be shown where an expectation fails.
  var transcript: String { "exit \(exit)\n-- stdout\n\(output)\n-- stderr\n\(diagnostics)" }
}

/// A project in a folder of its own.
struct TestProject {
  let folder: TemporaryDirectory
  /// Whether the host is probed.
  private let isProbed: Bool
  private let runner: SpawnerClient
  private static let environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]

  /// A configuration of one nap, of which only wall is judged.
  ///
  /// A machine that is busy makes a nap half as long again, and a program that becomes slower naps
  /// three times as long: limits lie in between.
  static func sleeping(_ seconds: String, more: String = "") -> String {
    """
    suite: naps
    gate: {limit: 100%, tolerance: 40%}
    defaults: {warmup: 0, samples: {min: 3, max: 3, time: 10ms}}
    benchmarks:
      - {id: nap, command: [sleep, "\(seconds)"]}
    \(more)
    rules:
      - {match: {metric: cpu}, limit: off}
      - {match: {metric: peak_rss}, limit: off}
    """
  }

  /// Makes a project with a configuration.
  ///
  /// - Parameters:
  ///   - configuration: The text of perfgate.yaml; none where `nil`.
  ///   - isProbed: Whether the host is probed.
  /// - Throws: Where the folder cannot be made, or the tool not be started.
  init(_ configuration: String? = nil, isProbed: Bool = false) throws {
    self.isProbed = isProbed
    folder = try TemporaryDirectory()
    runner = try BuiltTool.spawner()
    if let configuration { try write(configuration) }
  }

  /// Replaces the configuration.
  func write(_ configuration: String) throws {
    try folder.write(configuration, to: "perfgate.yaml")
  }

  /// Runs perfgate in the project.
  func perfgate(
    _ arguments: String...,
    environment: [String: String] = [:]
  ) throws -> Invocation {
    try run(BuiltTool.path, arguments, environment: environment)
  }

  /// Runs perfgate in the project.
  func perfgate(
    _ arguments: [String],
    environment: [String: String] = [:]
  ) throws -> Invocation {
    try run(BuiltTool.path, arguments, environment: environment)
  }

  /// Runs a shell script in the project; `$PERFGATE` is the tool.
  func shell(_ script: String) throws -> Invocation {
    try run("/bin/sh", ["-c", script], environment: ["PERFGATE": BuiltTool.path])
  }

  /// A lock of its own, since tests measure at the same time and wait for nobody; and no probe of a
  /// host that they make slow themselves.
  private var surroundings: [String: String] {
    let own = [
      "PERFGATE_LOCK": folder.path(".machine-lock"), "PERFGATE_HOST_PROBE": isProbed ? "" : "off",
      "PERFGATE_CACHE": folder.path(".cache"),
    ]
    return Self.environment.merging(own) { $1 }
  }

  private func run(
    _ program: String,
    _ arguments: [String],
    environment: [String: String]
  ) throws -> Invocation {
    let limits = ProcessRequest.OutputLimits(headBytes: 4 << 20, tailBytes: 0)
    let outcome = try runner.run(
      ProcessRequest(
        executable: program,
        arguments: arguments,
        environment: surroundings.merging(environment) { $1 },
        workingDirectory: folder.path,
        timeoutNanoseconds: 1_200_000_000_000,
        outputLimits: limits,
        errorLimits: limits
      )
    )
    guard case .exited(let code) = outcome.termination else {
      throw UnexpectedTermination(termination: outcome.termination)
    }
    return Invocation(
      exit: code,
      output: String(decoding: outcome.standardOutput.kept, as: UTF8.self),
      diagnostics: String(decoding: outcome.standardError.kept, as: UTF8.self)
    )
  }

  /// The verdict of the last run.
  func verdict() throws -> VerdictDocument {
    let path = folder.path("perfgate-out/verdict.json")
    return try VerdictDocument(bytes: Files.readBytes(at: path), path: path)
  }

  /// The run document of the last run.
  func run() throws -> RunDocument {
    let path = folder.path("perfgate-out/run.json")
    return try RunDocument(bytes: Files.readBytes(at: path), path: path)
  }

  /// The only baseline file of the machine's class.
  func baselinePath() throws -> String {
    let listing = try shell("ls -d baselines/*/naps/nap.json")
    return listing.output.split(separator: "\n").first.map(String.init) ?? ""
  }
}

/// The tool ended in a way that no test expects.
struct UnexpectedTermination: Error {
  let termination: Termination
}

extension VerdictDocument {
  /// What was decided about a benchmark's wall time, or about another metric, or about all of it.
  func finding(_ id: String, _ metric: String? = "wall") throws -> Finding {
    try #require(results.first { $0.key.description == id && $0.metric == metric })
  }
}
