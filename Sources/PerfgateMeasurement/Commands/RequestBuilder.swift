package import PerfgateConfiguration
import PerfgateModel
package import PerfgateSystem

/// Turns the commands of a configuration into requests to run a process.
package struct RequestBuilder: Sendable {
  /// The shell that runs what needs one.
  package static let shell = "/bin/sh"

  private let projectDirectory: String
  private let directory: String
  private let environment: [String: String]
  private let timeoutNanoseconds: Int64
  private let processors: [Int]

  /// Creates a builder.
  ///
  /// - Parameters:
  ///   - context: The project's place and environment.
  ///   - workingDirectory: Relative to the project's folder; `nil` is that folder.
  ///   - environment: Variables on top of the inherited ones.
  ///   - timeoutSeconds: Above 0.
  ///   - processors: What commands may run on; empty for all.
  package init(
    context: MeasurementContext,
    workingDirectory: String? = nil,
    environment: [String: String] = [:],
    timeoutSeconds: Double,
    processors: [Int] = []
  ) {
    self.processors = processors
    projectDirectory = context.directory
    directory = Files.join(context.directory, workingDirectory ?? "")
    self.environment = context.environment.variables.merging(environment) { _, own in own }
    // A century is longer than any machine is up, and far from overflow.
    timeoutNanoseconds = Int64(min(max(timeoutSeconds, 1e-6), 3e9) * 1e9)
  }

  /// The request for a command; the program is looked up as a shell would.
  ///
  /// - Parameters:
  ///   - command: The words, or a text for the shell.
  ///   - standardInput: What it reads; a relative file starts from the project's folder.
  /// - Returns: What the runner is asked for.
  /// - Throws: `ExecutableLookupError` where there is no such program.
  package func request(
    for command: CommandLine,
    standardInput: StandardInput = .none
  ) throws(ExecutableLookupError) -> ProcessRequest {
    let words: [String] =
      switch command {
      case .words(let words): words
      case .shell(let text): [Self.shell, "-c", text]
      }
    let lookup = ExecutableLookup(
      searchPath: environment["PATH"] ?? "",
      workingDirectory: directory
    )
    var request = ProcessRequest(
      executable: try lookup.path(of: words.first ?? ""),
      programName: words.first,
      arguments: Array(words.dropFirst()),
      environment: environment,
      workingDirectory: directory,
      standardInput: input(standardInput),
      timeoutNanoseconds: timeoutNanoseconds
    )
    request.processors = processors
    return request
  }

  private func input(_ input: StandardInput) -> ProcessRequest.StandardInput {
    switch input {
    case .none: .empty
    case .file(let path): .file(path: Files.join(projectDirectory, path))
    case .text(let text): .bytes(Array(text.utf8))
    }
  }
}
