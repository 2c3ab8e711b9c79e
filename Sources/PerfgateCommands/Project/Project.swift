import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateStore
import PerfgateSystem

/// A configuration that was read, and where it lives.
struct Project {
  /// The path as the user gave it; `nil` for one command without a file.
  let path: String?
  /// The text of the configuration.
  let source: String
  /// The folder that commands run in, absolute.
  let directory: String
  /// The folder of the baselines as the user would type it.
  let baselineFolder: String
  /// What the text says, with what the command line changed.
  private(set) var configuration: ProjectConfiguration
  /// What the command line changed, by option name.
  private(set) var overrides: [String: String] = [:]
  /// What is doubtful in the configuration.
  let warnings: [Diagnostic]

  private init(
    path: String?,
    source: String,
    folder: String,
    reading: ConfigurationReading
  ) throws(GateError) {
    self.path = path
    self.source = source
    do throws(FileError) {
      directory = Files.join(try Files.currentDirectory(), folder)
    } catch {
      throw GateError(.missingInput, error.description)
    }
    configuration = reading.configuration
    warnings = reading.warnings
    baselineFolder = Files.join(folder, reading.configuration.baselines.directory)
  }

  /// Reads a configuration file.
  ///
  /// - Parameter path: As the user gave it; `nil` looks for perfgate.yaml here.
  /// - Throws: `GateError` with exit 66 where there is no file, 78 where it is wrong.
  init(path: String?) throws(GateError) {
    let path = path ?? ProjectConfiguration.defaultFileName
    let bytes = try DocumentStore.bytes(
      at: path,
      hints: [
        "describe what to measure: echo 'benchmarks: [./my-program --its-option]' > \(path)",
        "or measure one command without a file: perfgate run -- ./my-program --its-option",
      ]
    )
    guard let source = String(validating: bytes, as: UTF8.self) else {
      throw GateError(
        .badConfiguration,
        "this file is not UTF-8 text",
        at: SourcePlace(file: path)
      )
    }
    try self.init(
      path: path,
      source: source,
      folder: Files.parent(of: path) ?? "",
      reading: ProjectConfiguration.read(text: source, path: path)
    )
  }

  /// A project of one command, run where the user stands.
  init(command: [String]) throws(GateError) {
    let source = ProjectConfiguration.singleCommand(arguments: command)
    try self.init(
      path: nil,
      source: source,
      folder: "",
      reading: ProjectConfiguration.read(text: source, path: "command line")
    )
  }

  /// The project that the command line names: a file, or one command behind `--`.
  ///
  /// - Throws: `GateError` with exit 64 for both at once, else as reading either does.
  init(options: ProjectOptions, command: [String] = []) throws(GateError) {
    if command.isEmpty {
      try self.init(path: options.config)
    } else if options.config == nil {
      try self.init(command: command)
    } else {
      throw GateError(
        .usage,
        "--config and a command behind -- exclude each other",
        hints: ["put the command into the configuration's benchmarks"]
      )
    }
    overrides["machine"] = options.machine
  }

  /// The project of a saved run: the text is the run's own, the place is where its file was.
  init(of record: ConfigurationRecord) throws(GateError) {
    let path = record.path
    try self.init(
      path: path,
      source: record.source,
      folder: path.flatMap(Files.parent(of:)) ?? "",
      reading: ProjectConfiguration.read(text: record.source, path: path ?? "command line")
    )
    if let failOn = record.overrides["fail_on"] { try override(failOn: failOn) }
  }

  /// Lets the command line decide which severity fails.
  ///
  /// - Throws: `GateError` with exit 64 for a severity that does not exist.
  mutating func override(failOn text: String) throws(GateError) {
    if text == "never" {
      configuration.gate.failOn = nil
    } else {
      guard let severity = FindingSeverity(rawValue: text) else {
        throw GateError(
          .usage,
          "unknown severity '\(text)'",
          hints: ["--fail-on critical, major, minor or never"]
        )
      }
      configuration.gate.failOn = severity
    }
    overrides["fail_on"] = text
  }

  /// What a run document keeps of the configuration.
  var record: ConfigurationRecord {
    ConfigurationRecord(path: path, source: source, overrides: overrides)
  }

  /// The committed baselines of the suite for a class of machines and of platforms.
  func baselines(
    machine: BaselineStore.ClassIdentity,
    platform: BaselineStore.ClassIdentity
  ) -> BaselineStore {
    BaselineStore(
      directory: baselineFolder,
      suite: configuration.suite,
      machine: machine,
      platform: platform
    )
  }

  /// What of the suite is meant; one command behind `--` is judged alone, whatever else has a
  /// baseline here.
  func selection(_ options: ProjectOptions) -> SelectionRecord {
    let command = path == nil ? configuration.benchmarks.map(\.key.id.text) : []
    return SelectionRecord(filters: options.filter + command, excludes: options.exclude)
  }

  /// Makes sure that each pattern of a selection means something.
  ///
  /// - Parameters:
  ///   - selection: What the command line selects.
  ///   - recorded: Ids that have a baseline, where those are meant too.
  /// - Throws: `GateError` with exit 64 for a pattern that matches nothing.
  func check(
    _ selection: SelectionRecord,
    recorded: [BenchmarkID] = []
  ) throws(GateError) {
    let ids = Set((configuration.benchmarks.map(\.key.id) + recorded).map(\.text))
    for pattern in selection.filters + selection.excludes {
      let glob = GlobPattern(pattern)
      if !ids.contains(where: glob.matches) {
        let near = NearMiss.suggestions(for: pattern, among: ids)
        throw GateError(
          .usage,
          "no benchmark matches '\(pattern)'",
          hints: near.map { "did you mean '\($0)'?" } + ["perfgate list shows every id"]
        )
      }
    }
  }

  /// The benchmarks that the command line selects; of a shard, those that it measures.
  ///
  /// - Throws: `GateError` with exit 64 for a pattern that matches nothing.
  func plans(_ selection: SelectionRecord) throws(GateError) -> [BenchmarkPlan] {
    try check(selection)
    let selected = configuration.benchmarks.filter { selection.includes($0.key.id) }
    guard !selected.isEmpty else {
      throw GateError(.usage, "--filter and --exclude together leave no benchmark")
    }
    guard let shard = selection.shard else { return selected }
    return ShardPlan.parts(of: selected, count: shard.count)[shard.index - 1]
  }
}
