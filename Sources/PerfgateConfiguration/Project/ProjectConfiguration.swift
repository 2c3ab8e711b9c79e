package import PerfgateModel

/// Everything that a `perfgate.yaml` says, checked, with defaults filled in.
package struct ProjectConfiguration: Sendable, Equatable {
  /// The suite's name, `default` where none is given.
  package var suite: String
  /// Where the suite is named, else the file.
  package var suitePlace: SourcePlace
  /// Which other files belong to the run, in the order of the text.
  package var suites: [SuitePattern]
  /// The configurations of all suites that were combined into this one; empty where it is alone.
  package var members: [ProjectConfiguration]
  /// What is built before measuring.
  package var build: BuildStep?
  /// What is measured, parameters expanded, in the order of the text; empty only beside `suites` and
  /// `evals`.
  package var benchmarks: [BenchmarkPlan]
  /// What is evaluated, in the order of the text.
  package var evals: [EvalPlan]
  /// What fails a run.
  package var gate: GateSettings
  /// Exceptions, in the order of the text; each matches a benchmark.
  package var rules: [GateRule]
  /// The names of the profiles that the text offers.
  package var profiles: [String]
  /// Where baselines are.
  package var baselines: BaselineSettings
  /// How reports are laid out.
  package var reports: ReportSettings

  /// Creates a configuration of benchmarks with defaults for the rest.
  package init(benchmarks: [BenchmarkPlan]) {
    self.suite = Self.defaultSuite
    self.suitePlace = SourcePlace(file: "")
    self.suites = []
    self.members = []
    self.build = nil
    self.benchmarks = benchmarks
    self.evals = []
    self.gate = GateSettings()
    self.rules = []
    self.profiles = []
    self.baselines = BaselineSettings()
    self.reports = ReportSettings()
  }

  /// The name of a suite that has none.
  package static let defaultSuite = "default"

  /// The file that is read where none is named.
  package static let defaultFileName = "perfgate.yaml"
  /// What a configuration is called that the command line stands for, instead of a path.
  package static let commandLineName = "command line"
}

extension ProjectConfiguration {
  /// The keys that benchmarks and evals had before they were renamed, by those that they have now.
  package var renamed: [BenchmarkKey: BenchmarkKey] {
    var renamed: [BenchmarkKey: BenchmarkKey] = [:]
    for (key, was) in benchmarks.map({ ($0.key, $0.was) }) + evals.map({ ($0.key, $0.was) }) {
      guard let was else { continue }
      renamed[key] = BenchmarkKey(id: was, parameters: key.parameters, suite: key.suite)
    }
    return renamed
  }
}

/// A configuration and what its author should know about it.
package struct ConfigurationReading: Sendable, Equatable {
  /// The configuration.
  package var configuration: ProjectConfiguration
  /// Warnings in the order of the text.
  package var warnings: [Diagnostic]
}

extension ProjectConfiguration {
  /// Reads a configuration; the result depends on nothing but the arguments.
  ///
  /// - Parameters:
  ///   - text: YAML, or JSON, at most 1 MiB.
  ///   - path: The file's path, for messages and locations.
  ///   - profile: The profile to read it with; one that the text does not have changes nothing.
  /// - Returns: The configuration and warnings about it.
  /// - Throws: `GateError` with exit 78 and every error of the text in the order of its places.
  package static func read(
    text: String,
    path: String,
    profile: String? = nil
  ) throws(GateError) -> ConfigurationReading {
    let problems = ProblemList(file: path)
    let configuration = ConfigurationReader(problems: problems, profile: profile).read(text)
    guard let configuration, !problems.hasErrors else {
      throw GateError(.badConfiguration, problems.errors())
    }
    return ConfigurationReading(configuration: configuration, warnings: problems.warnings())
  }
}
