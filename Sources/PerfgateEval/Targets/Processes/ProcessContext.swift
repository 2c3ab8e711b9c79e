import PerfgateConfiguration
import PerfgateModel
package import PerfgateSystem

/// Where the processes of targets and scorers come from, and what they start with.
package struct ProcessContext: Sendable {
  /// The folder of the configuration, absolute.
  package var folder: String
  /// The environment of perfgate.
  package var environment: ProcessEnvironment
  /// What starts processes.
  package var spawner: ChildSpawner

  /// Creates a context.
  package init(folder: String, environment: ProcessEnvironment, spawner: ChildSpawner) {
    self.folder = folder
    self.environment = environment
    self.spawner = spawner
  }

  /// What is started for a command; the program is looked up as a shell would.
  ///
  /// - Parameters:
  ///   - command: The words, or a text for the shell.
  ///   - added: Variables in addition to perfgate's own.
  ///   - workingDirectory: Relative to the folder; `nil` is the folder.
  ///   - location: Where it is configured.
  /// - Returns: The request, without a timeout.
  /// - Throws: `GateError` with exit 78 where there is no such program or folder.
  func request(
    for command: CommandLine,
    adding added: [String: String] = [:],
    in workingDirectory: String? = nil,
    at location: SourcePlace
  ) throws(GateError) -> ProcessRequest {
    let words: [String] =
      switch command {
      case .words(let words): words
      case .shell(let text): ["/bin/sh", "-c", text]
      }
    let variables = environment.adding(added)
    let directory = Files.join(folder, workingDirectory ?? "")
    guard (try? Files.kind(at: directory)) == .directory else {
      throw GateError(
        .badConfiguration,
        "there is no folder \(directory) to run \(command.description) in",
        at: location,
        hints: ["make it, or change 'cwd'"]
      )
    }
    let lookup = ExecutableLookup(
      searchPath: variables["PATH"] ?? "",
      workingDirectory: directory
    )
    do throws(ExecutableLookupError) {
      return ProcessRequest(
        executable: try lookup.path(of: words.first ?? ""),
        programName: words.first,
        arguments: Array(words.dropFirst()),
        environment: variables.variables,
        workingDirectory: directory,
        terminationGraceNanoseconds: 1_000_000_000
      )
    } catch {
      throw GateError(
        .badConfiguration,
        "\(error)",
        at: location,
        hints: ["write the path of the program, or put its folder into PATH"]
      )
    }
  }
}
