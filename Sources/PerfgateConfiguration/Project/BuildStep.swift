package import PerfgateModel

/// What is run once in each tree before anything is measured.
package struct BuildStep: Sendable, Equatable {
  /// The command.
  package var command: CommandLine
  /// How long it may take, in seconds.
  package var timeoutSeconds: Double
  /// Where it is configured.
  package var location: SourcePlace

  /// How long a build may take where the configuration says nothing, in seconds.
  package static let defaultTimeoutSeconds = 1800.0

  /// Creates a build step.
  package init(
    command: CommandLine,
    timeoutSeconds: Double = BuildStep.defaultTimeoutSeconds,
    location: SourcePlace
  ) {
    self.command = command
    self.timeoutSeconds = timeoutSeconds
    self.location = location
  }
}

extension BuildStep {
  /// Reads the key `build`: a command, or a mapping with one.
  static func read(_ reader: NodeReader?) -> BuildStep? {
    guard let reader else { return nil }
    let location = reader.problems.location(reader.node.position)
    guard case .mapping = reader.node.content else {
      return reader.command().map { BuildStep(command: $0, location: location) }
    }
    guard let keys = reader.mapping(.build) else { return nil }
    let timeout = keys["timeout"].map { $0.timeout() } ?? defaultTimeoutSeconds
    guard let command = keys.required("command")?.command(), let timeout else { return nil }
    return BuildStep(command: command, timeoutSeconds: timeout, location: location)
  }
}
