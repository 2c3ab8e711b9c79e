import PerfgateConfiguration
import PerfgateModel

/// The commands that findings tell the reader to type, one argument an element.
enum Commands {
  /// Measures and judges one benchmark again.
  static func reproduce(_ key: BenchmarkKey, of run: RunDocument) -> [String] {
    let overrides = run.configuration.overrides
    switch settings(of: run) {
    case .options:
      let given = ["limit", "tolerance", "rounds"].flatMap { option("--\($0)", overrides[$0]) }
      let new = command(of: key, in: run)
      return ["perfgate", "ab"] + given + [run.base?.name ?? "", Self.text(of: new)]
    case .none:
      return ["perfgate", "run"] + surroundings(of: run) + failing(run) + against(run)
        + option("--build", overrides["build"]) + ["--"] + command(of: key, in: run)
    case .file: break
    }
    return ["perfgate", "run"] + surroundings(of: run) + failing(run) + against(run)
      + filter(key)
  }

  /// Where a reader changes what holds in a run.
  static func settings(of run: RunDocument) -> NextSteps.Settings {
    if let base = run.base, base.commit == nil { return .options }
    return run.configuration.path == nil ? .none : .file
  }

  private static func command(of key: BenchmarkKey, in run: RunDocument) -> [String] {
    run.entries.first { $0.key == key }?.command ?? []
  }

  /// The revision that a run was compared with.
  private static func against(_ run: RunDocument) -> [String] {
    option("--against", run.base?.name)
  }

  /// A command as one text.
  private static func text(of command: [String]) -> String {
    command.count == 3 && command[0] == "/bin/sh" && command[1] == "-c"
      ? command[2] : ShellQuoting.command(command)
  }

  /// Accepts a worse level on purpose, without measuring; one command behind `--` is recorded.
  static func accept(_ key: BenchmarkKey, _ metric: String?, of run: RunDocument) -> [String] {
    let reason = ["--reason", "why it is worth it"]
    guard run.configuration.path != nil else { return record(for: run, options: reason) }
    let name = key.description
    return ["perfgate", "baseline", "accept"] + configurations(of: run)
      + (metric.map { ["--metric", $0] } ?? []) + reason
      + (name.hasPrefix("-") ? ["--", name] : [name])
  }

  /// Removes what is not configured any more.
  static func prune(of run: RunDocument) -> [String] {
    ["perfgate", "baseline", "prune"] + configurations(of: run)
  }

  /// Records baselines for the machine class of a run.
  static func record(for run: RunDocument, options: [String] = []) -> [String] {
    let options = surroundings(of: run) + options
    guard run.configuration.path != nil else {
      let command = run.entries.first?.command ?? []
      return ["perfgate", "run", "--update-baseline"] + options
        + option("--build", run.configuration.overrides["build"]) + ["--"] + command
    }
    return ["perfgate", "baseline", "record"] + options
  }

  /// Records the baseline of one benchmark or eval.
  static func record(_ key: BenchmarkKey, of run: RunDocument) -> [String] {
    record(for: run, options: filter(key))
  }

  /// Which configuration and which baselines the run was about, where that is not the default:
  /// without it a level would be accepted into another machine class than the one that failed.
  private static func surroundings(of run: RunDocument) -> [String] {
    let machine = run.configuration.overrides["machine"].map { ["--machine", $0] } ?? []
    return configurations(of: run) + machine
  }

  private static func configurations(of run: RunDocument) -> [String] {
    let path = run.configuration.path ?? ProjectConfiguration.defaultFileName
    let more = run.configuration.suites.filter(\.isNamed).flatMap { ["-c", $0.path] }
    let isDefault = path == ProjectConfiguration.defaultFileName && more.isEmpty
    let file = isDefault ? [] : ["-c", path] + more
    return file + option("--profile", run.configuration.overrides["profile"])
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
