import PerfgateModel

/// The commands that findings tell the reader to type, one argument an element.
enum Commands {
  /// Measures and judges one benchmark again.
  static func reproduce(_ key: BenchmarkKey, of run: RunDocument) -> [String] {
    // A run of one command has no file to read it from.
    if run.configuration.path == nil {
      let command = run.entries.first { $0.key == key }?.command ?? []
      return ["perfgate", "run", "--"] + command
    }
    return ["perfgate", "run"] + configuration(of: run) + ["--filter", key.id.text]
  }

  /// Records a worse level on purpose.
  static func accept(_ key: BenchmarkKey, of run: RunDocument) -> [String] {
    guard run.configuration.path != nil else { return [] }
    return ["perfgate", "baseline", "record"] + configuration(of: run)
      + ["--filter", key.id.text, "--reason", "why it is worth it"]
  }

  /// Records baselines for the machine class of a run.
  static func record(for run: RunDocument) -> [String] {
    guard run.configuration.path != nil else {
      let command = run.entries.first?.command ?? []
      return ["perfgate", "run", "--update-baseline", "--"] + command
    }
    return ["perfgate", "baseline", "record"] + configuration(of: run)
  }

  private static func configuration(of run: RunDocument) -> [String] {
    guard let path = run.configuration.path, path != "perfgate.yaml" else { return [] }
    return ["-c", path]
  }
}
