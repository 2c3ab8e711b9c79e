import PerfgateConfiguration
import PerfgateModel
import PerfgateSystem

/// A program that both sides would start, since what builds it writes to one place outside of the trees.
///
/// `go install`, `pip install .` and a common target folder do so: then whatever was built last is
/// compared with itself, and everything passes.
struct SharedProgram {
  /// Both trees, canonical.
  let trees: [String]
  /// When the builds began, in nanoseconds since 1970.
  let begin: Int64
  /// What programs are looked up in.
  let searchPath: String

  /// Refuses to compare a program with itself.
  ///
  /// - Parameters:
  ///   - suite: What is measured, built by now.
  ///   - directory: The suite's folder in the base.
  /// - Throws: `GateError` with exit 78 where both sides would start one file that a build has written.
  func check(_ suite: ComparedSuite, against directory: String) throws(GateError) {
    guard suite.isBuilt, suite.configuration.build != nil else { return }
    for plan in suite.configuration.benchmarks {
      guard let program = plan.command.program,
        let head = path(of: program, for: plan, in: suite.directory),
        let base = path(of: program, for: plan, in: directory), head == base,
        !trees.contains(where: { head.hasPrefix($0 + "/") }),
        let changed = Files.modificationTime(of: head), changed >= begin
      else { continue }
      throw GateError(
        .badConfiguration,
        "the build writes the program of '\(plan.key)' to \(head), outside of the tree, so that base and "
          + "head would be one program",
        at: suite.configuration.build?.location,
        hints: [
          "let the build write below the configuration's folder, and name that in 'command': "
            + "go build -o bin/tool, cargo build --target-dir target"
        ]
      )
    }
  }

  private func path(of program: String, for plan: BenchmarkPlan, in directory: String) -> String? {
    let lookup = ExecutableLookup(
      searchPath: plan.environment["PATH"] ?? searchPath,
      workingDirectory: Files.join(directory, plan.workingDirectory ?? "")
    )
    return (try? lookup.path(of: program)).map { Files.canonical($0) }
  }
}
