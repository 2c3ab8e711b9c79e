internal import PerfgateModel

extension ProjectConfiguration {
  /// The text of a configuration that measures one command, as `run -- CMD ARG...` does.
  ///
  /// - Parameter arguments: The program and its arguments, taken as they are, without a shell.
  /// - Returns: JSON that `read(text:path:)` reads back as exactly these words.
  package static func singleCommand(arguments: [String]) -> String {
    let value = JSONValue.object([
      "benchmarks": .array([.object(["command": .strings(arguments)])])
    ])
    return YAMLText.escaped(JSONWriter.text(value))
  }
}
