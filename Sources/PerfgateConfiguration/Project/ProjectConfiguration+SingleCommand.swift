internal import PerfgateModel

extension ProjectConfiguration {
  /// The text of a configuration that measures one command, as `run -- CMD ARG...` does.
  ///
  /// - Parameters:
  ///   - arguments: The program and its arguments, taken as they are, without a shell.
  ///   - build: What builds it; `nil` for nothing.
  /// - Returns: JSON that `read(text:path:)` reads back as exactly these words.
  package static func singleCommand(arguments: [String], build: String? = nil) -> String {
    let value = JSONValue.object(
      [
        "benchmarks": .array([.object(["command": .strings(arguments)])]),
        "build": build.map(JSONValue.string),
      ],
      omittingNil: true
    )
    return YAMLText.escaped(JSONWriter.text(value))
  }

  /// The text of a configuration that compares one command with an older one, as `ab OLD NEW` does.
  ///
  /// - Parameters:
  ///   - text: The command, split into words or run by a shell as in a configuration.
  ///   - id: What it is called.
  ///   - limit: `gate: {against: {limit}}` as the user wrote it; `nil` for the default.
  ///   - tolerance: `gate: {against: {tolerance}}` as the user wrote it; `nil` for the default.
  ///   - rounds: The most rounds; `nil` for the default.
  /// - Returns: JSON for `read(text:path:)`.
  package static func comparedCommand(
    _ text: String,
    id: String,
    limit: String? = nil,
    tolerance: String? = nil,
    rounds: Int? = nil
  ) -> String {
    let against = ["limit": limit, "tolerance": tolerance].compactMapValues { $0 }
    let value = JSONValue.object(
      [
        "benchmarks": .array([.object(["id": .string(id), "command": .string(text)])]),
        "defaults": rounds.map { .object(["rounds": .object(["max": .integer($0)])]) },
        "gate": against.isEmpty ? nil : .object(["against": .texts(against)]),
      ],
      omittingNil: true
    )
    return YAMLText.escaped(JSONWriter.text(value))
  }
}
