import ArgumentParser
package import PerfgateModel
import PerfgateSystem

/// A subcommand that ends with an exit code of the gate.
protocol GateCommand: AsyncParsableCommand {
  /// Runs the command.
  ///
  /// - Parameter context: Where to write and what surrounds the process.
  /// - Returns: The exit code.
  /// - Throws: `GateError` with what to tell the user.
  func execute(in context: ToolContext) async throws(GateError) -> GateExit
}

/// Runs perfgate.
///
/// - Parameters:
///   - arguments: Without the program's name.
///   - context: Where to write and what surrounds the process.
/// - Returns: The exit code; every error was shown.
package func runTool(arguments: [String], context: ToolContext) async -> GateExit {
  let exit = await outcome(of: arguments, context: context)
  // Whoever interrupts perfgate does not want what comes after it, whatever was decided.
  return Interruption.isRaised ? .interrupted : exit
}

private func outcome(of arguments: [String], context: ToolContext) async -> GateExit {
  do throws(GateError) {
    guard let command = try parse(arguments, context: context) else { return .pass }
    return try await command.execute(in: context)
  } catch {
    context.show(error.diagnostics)
    return error.exit
  }
}

/// The command that arguments ask for; `nil` where help or the version was shown.
private func parse(
  _ arguments: [String],
  context: ToolContext
) throws(GateError) -> (any GateCommand)? {
  if let error = UsageError.words(arguments) { throw error }
  do {
    var parsed = try RootCommand.parseAsRoot(arguments)
    if let command = parsed as? any GateCommand { return command }
    // What is left are the help command and commands that only group others: both show help.
    try parsed.run()
    return nil
  } catch {
    guard RootCommand.exitCode(for: error) != .success else {
      try context.output.write(RootCommand.fullMessage(for: error) + "\n")
      return nil
    }
    throw UsageError.explanation(RootCommand.message(for: error), arguments: arguments)
  }
}

/// The streams and environment of this process.
///
/// - Returns: A context on standard output and standard error.
package func processContext() -> ToolContext {
  let environment = ProcessEnvironment.current()
  let stream = { (stream: Terminal.Stream) in
    TextStream(facts: Terminal.facts(of: stream, environment: environment)) {
      bytes throws(FileError) in
      try Terminal.write(bytes, to: stream)
    }
  }
  return ToolContext(
    output: stream(.output),
    diagnostics: stream(.error),
    environment: environment
  )
}
