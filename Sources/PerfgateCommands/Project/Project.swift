import PerfgateConfiguration
import PerfgateModel
import PerfgateStore
import PerfgateSystem

/// What the command line names: one configuration, or several suites that make one run.
struct Project {
  /// The configuration that governs the run, and those of further suites in their order.
  let files: [ConfigurationFile]
  /// What the texts say together, with what the command line changed.
  private(set) var configuration: ProjectConfiguration
  /// What the command line changed, by option name.
  private(set) var overrides: [String: String] = [:]

  private init(files: [ConfigurationFile]) throws(GateError) {
    self.files = files
    let others = files.dropFirst().map(\.configuration)
    configuration =
      others.isEmpty ? files[0].configuration : try files[0].configuration.combined(with: others)
  }

  /// The path of the configuration that governs the run; `nil` for one command without a file.
  var path: String? { files[0].path }

  /// The options with which another command names the same configurations; none for the default.
  var arguments: [String] {
    let named = files.filter(\.isNamed).compactMap(\.path)
    return named == [ProjectConfiguration.defaultFileName] ? [] : named.flatMap { ["-c", $0] }
  }

  /// The folder of the configuration that governs the run, absolute.
  var directory: String { files[0].directory }

  /// What is doubtful in the configurations.
  var warnings: [Diagnostic] { files.flatMap(\.warnings) }

  /// Whether the run has several suites, so that benchmarks are named with them.
  var hasSuites: Bool { files.count > 1 }

  /// The files that have benchmarks or evals, each with the name of its suite in a run of several.
  var suites: [(name: String?, file: ConfigurationFile)] {
    guard hasSuites else { return [(name: nil, file: files[0])] }
    return
      files
      .filter { !$0.configuration.benchmarks.isEmpty || !$0.configuration.evals.isEmpty }
      .map { (name: $0.configuration.suite, file: $0) }
  }

  /// The folder that the paths of a benchmark or an eval start from, absolute.
  func folder(of key: BenchmarkKey) -> String {
    suites.first { $0.name == key.suite }?.file.directory ?? directory
  }

  /// The project that the command line names: files, or one command behind `--`.
  ///
  /// - Throws: `GateError` with exit 64 for both at once, else as reading either does.
  init(
    options: ProjectOptions,
    command: [String] = [],
    build: String? = nil
  ) throws(GateError) {
    if command.isEmpty {
      try self.init(paths: options.config, profile: options.profile)
    } else if options.config.isEmpty {
      let source = ProjectConfiguration.singleCommand(arguments: command, build: build)
      try self.init(files: [ConfigurationFile(path: nil, source: source)])
      overrides["build"] = build
    } else {
      throw GateError(
        .usage,
        "--config and a command behind -- exclude each other",
        hints: ["put the command into the configuration's benchmarks"]
      )
    }
    overrides["machine"] = options.machine
    if let profile = options.profile { try use(profile: profile) }
  }

  /// The project of a configuration that the command line stands for.
  ///
  /// - Parameters:
  ///   - source: Its text.
  ///   - options: The options that made it, by name.
  /// - Throws: `GateError` with exit 78 where the text is wrong.
  init(source: String, options: [String: String]) throws(GateError) {
    try self.init(files: [ConfigurationFile(path: nil, source: source)])
    overrides = options
  }

  /// Makes sure that a profile exists, and notes that it was used.
  ///
  /// - Throws: `GateError` with exit 64 where no file has it.
  private mutating func use(profile: String) throws(GateError) {
    let names = Set(files.flatMap(\.configuration.profiles)).sorted()
    guard names.contains(profile) else {
      throw GateError(
        .usage,
        "there is no profile '\(profile)'\(NearMiss.phrase(for: profile, among: names))",
        hints: [
          names.isEmpty
            ? "add one: profiles: {\(profile): {gate: {limit: 5%}}}"
            : "the profiles are \(names.joined(separator: ", "))"
        ]
      )
    }
    overrides["profile"] = profile
  }

  /// The project of configuration files; perfgate.yaml where none is named.
  ///
  /// - Parameters:
  ///   - paths: As the user gave them.
  ///   - profile: The profile whose keys hold before the files' own.
  /// - Throws: `GateError` as reading them does.
  init(paths: [String], profile: String? = nil) throws(GateError) {
    let paths = paths.isEmpty ? [ProjectConfiguration.defaultFileName] : paths
    try self.init(files: Self.read(paths, profile: profile))
  }

  /// The project of a saved run: texts are the run's own, places are where its files were.
  init(of record: ConfigurationRecord) throws(GateError) {
    let profile = record.overrides["profile"]
    var files = [
      try ConfigurationFile(path: record.path, source: record.source, profile: profile)
    ]
    for suite in record.suites {
      var file = try ConfigurationFile(path: suite.path, source: suite.source, profile: profile)
      file.isNamed = suite.isNamed
      files.append(file)
    }
    try self.init(files: files)
    do throws(GateError) {
      if let profile { try use(profile: profile) }
      if let failOn = record.overrides["fail_on"] { try override(failOn: failOn) }
    } catch {
      // What the run holds is data, not what the user typed.
      throw GateError(
        .malformedData,
        error.diagnostics.map { .error("the saved run cannot be judged: \($0.message)") }
      )
    }
  }

  /// Reads the files that the command line names, and those that the first one's `suites` do.
  private static func read(
    _ paths: [String],
    profile: String?
  ) throws(GateError) -> [ConfigurationFile] {
    if paths.contains("") {
      throw GateError(.usage, "--config needs the path of a file", hints: ["-c perfgate.yaml"])
    }
    let first = try ConfigurationFile(
      path: paths[0],
      profile: profile,
      hints: [
        "describe what to measure: echo 'benchmarks: [./my-program --its-option]' > \(paths[0])",
        "or measure one command without a file: perfgate run -- ./my-program --its-option",
      ]
    )
    var others: [(path: String, isNamed: Bool)] = []
    var failures: [GateError] = []
    for pattern in first.configuration.suites {
      do throws(GateError) {
        let folder = Files.parent(of: paths[0]) ?? ""
        others += try SuiteFiles.paths(matching: pattern, in: folder)
          .map { (path: $0, isNamed: false) }
      } catch {
        failures.append(error)
      }
    }
    others += paths.dropFirst().map { (path: $0, isNamed: true) }
    var files = [first]
    var seen: Set = [paths[0]]
    for other in others where seen.insert(other.path).inserted {
      do throws(GateError) {
        var file = try ConfigurationFile(path: other.path, profile: profile, hints: [])
        file.isNamed = other.isNamed
        files.append(file)
      } catch {
        failures.append(error)
      }
    }
    if failures.isEmpty, files.count == 1, let pattern = first.configuration.suites.first {
      let message = "'\(pattern.text)' matches no file but this one"
      failures.append(GateError(.badConfiguration, message, at: pattern.location))
    }
    if let exit = failures.map(\.exit).max() {
      throw GateError(exit, failures.flatMap(\.diagnostics))
    }
    return files
  }

  /// Lets the command line decide which severity fails.
  ///
  /// - Throws: `GateError` with exit 64 for a severity that does not exist.
  mutating func override(failOn text: String) throws(GateError) {
    if text == "never" {
      configuration.override(failOn: nil)
    } else {
      guard let severity = FindingSeverity(rawValue: text) else {
        throw GateError(
          .usage,
          "unknown severity '\(text)'",
          hints: ["--fail-on critical, major, minor or never"]
        )
      }
      configuration.override(failOn: severity)
    }
    overrides["fail_on"] = text
  }

  /// Notes that the command line gave the whole suite a fixed time.
  mutating func override(maximumTime: GivenDuration) {
    overrides["max_time"] = maximumTime.text
  }

  /// What a run document keeps of the configuration.
  ///
  /// - Parameter machines: The machine class of each file.
  /// - Returns: Texts and paths of all files, and what the command line changed.
  func record(machines: [MachineClass]) -> ConfigurationRecord {
    ConfigurationRecord(
      path: path,
      source: files[0].source,
      overrides: overrides,
      suites: zip(files, machines).dropFirst().map { file, machine in
        SuiteRecord(
          path: file.path ?? "",
          source: file.source,
          machineClass: machine.machine.name,
          isNamed: file.isNamed
        )
      }
    )
  }

  /// The committed baselines of all suites.
  ///
  /// - Parameter identities: The classes that apply to each file.
  /// - Returns: Access to the baselines; nothing is read yet.
  func baselines(
    _ identities: [(machine: BaselineStore.ClassIdentity, platform: BaselineStore.ClassIdentity)]
  ) -> ProjectBaselines {
    let stores = zip(files, identities).map { file, identity in
      (
        suite: hasSuites ? file.configuration.suite : nil,
        store: file.baselines(machine: identity.machine, platform: identity.platform)
      )
    }
    let measured = Set(suites.map(\.file.configuration.suite))
    return ProjectBaselines(stores.filter { measured.contains($0.store.suite) })
  }
}
