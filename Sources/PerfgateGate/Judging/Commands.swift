import PerfgateConfiguration
import PerfgateModel

/// The commands that findings tell the reader to type, one argument an element.
enum Commands {
  /// Measures and judges one benchmark again.
  static func reproduce(_ key: BenchmarkKey, of run: RunDocument) -> [String] {
    // A run of one command has no file to read it from.
    if run.configuration.path == nil {
      let command = run.entries.first { $0.key == key }?.command ?? []
      return ["perfgate", "run"] + surroundings(of: run) + failing(run) + ["--"] + command
    }
    return ["perfgate", "run"] + surroundings(of: run) + failing(run) + filter(key)
  }

  /// Records a worse level on purpose.
  static func accept(_ key: BenchmarkKey, of run: RunDocument) -> [String] {
    let reason = ["--reason", "why it is worth it"]
    guard run.configuration.path != nil else { return record(for: run, options: reason) }
    return record(for: run, options: filter(key) + reason)
  }

  /// Records baselines for the machine class of a run.
  static func record(for run: RunDocument, options: [String] = []) -> [String] {
    let options = surroundings(of: run) + options
    guard run.configuration.path != nil else {
      let command = run.entries.first?.command ?? []
      return ["perfgate", "run", "--update-baseline"] + options + ["--"] + command
    }
    return ["perfgate", "baseline", "record"] + options
  }

  /// Which configuration and which baselines the run was about, where that is not the default:
  /// without it a level would be accepted into another machine class than the one that failed.
  private static func surroundings(of run: RunDocument) -> [String] {
    let path = run.configuration.path ?? ProjectConfiguration.defaultFileName
    let more = run.configuration.suites.filter(\.isNamed).flatMap { ["-c", $0.path] }
    let isDefault = path == ProjectConfiguration.defaultFileName && more.isEmpty
    let file = isDefault ? [] : ["-c", path] + more
    let machine = run.configuration.overrides["machine"].map { ["--machine", $0] } ?? []
    return file + machine + option("--profile", run.configuration.overrides["profile"])
  }

  /// Selects exactly one benchmark.
  private static func filter(_ key: BenchmarkKey) -> [String] {
    option("--suite", key.suite) + option("--filter", key.name)
  }

  /// An option and its value, tied where the value begins like an option; nothing without a value.
  static func option(_ name: String, _ value: String?) -> [String] {
    guard let value else { return [] }
    return value.hasPrefix("-") ? ["\(name)=\(value)"] : [name, value]
  }

  private static func failing(_ run: RunDocument) -> [String] {
    run.configuration.overrides["fail_on"].map { ["--fail-on", $0] } ?? []
  }
}
