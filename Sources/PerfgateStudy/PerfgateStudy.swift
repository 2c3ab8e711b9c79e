import Foundation
import PerfgateConfiguration
import PerfgateModel
import PerfgateStore

/// `PerfgateStudy ROWS RECORDABLE RUN...`: gates runs in turn and writes a row per finding.
///
/// Recordings are taken from the first RECORDABLE runs; where these are all, every run is judged
/// against runs before it, else those behind them are.
@main
struct PerfgateStudy {
  /// Reads the runs, judges them and writes the rows.
  static func main() {
    let arguments = Swift.CommandLine.arguments
    do {
      guard arguments.count >= 4, let recordable = Int(arguments[2]) else {
        throw GateError(.usage, "expected ROWS RECORDABLE RUN...")
      }
      let runs = try arguments[3...].map(run)
      let source = runs[0].configuration.source
      let project = try ProjectConfiguration.read(text: source, path: "perfgate.yaml")
      let study = Study(
        runs: runs,
        recordable: min(recordable, runs.count),
        configuration: project.configuration
      )
      let text = study.rows().joined(separator: "\n") + "\n"
      try DocumentStore.publish(Array(text.utf8), at: arguments[1])
    } catch {
      FileHandle.standardError.write(Data("PerfgateStudy: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func run(at path: String) throws -> RunDocument {
    guard case .run(let run) = try DocumentStore.read(path) else {
      throw GateError(.malformedData, "'\(path)' is no run document")
    }
    return run
  }
}
