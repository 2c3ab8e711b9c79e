import ArgumentParser
import PerfgateModel
import PerfgateSchemas

/// `perfgate schema`: print a JSON Schema.
struct SchemaCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints the JSON Schema of a document."
  )

  @Argument(help: "One of: \(EmbeddedSchema.names.joined(separator: ", ")).")
  var name: String

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    guard let bytes = EmbeddedSchema.json(named: name) else {
      throw GateError(
        .usage,
        "unknown schema '\(name)'\(NearMiss.phrase(for: name, among: EmbeddedSchema.names))",
        hints: ["one of \(EmbeddedSchema.names.joined(separator: ", "))"]
      )
    }
    try tool.output.write(bytes)
    return .pass
  }
}
