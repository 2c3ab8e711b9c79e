package import PerfgateModel
package import PerfgateSystem

/// A stream that a command writes text to.
package struct TextStream: Sendable {
  /// What the other end can show.
  package var facts: TerminalFacts
  private let sink: @Sendable ([UInt8]) throws(FileError) -> Void

  /// Creates a stream.
  package init(
    facts: TerminalFacts,
    sink: @escaping @Sendable ([UInt8]) throws(FileError) -> Void
  ) {
    self.facts = facts
    self.sink = sink
  }

  /// Writes text; a reader that went away, as `head` does, is no error.
  ///
  /// - Throws: `GateError` with exit 73 where the text cannot be written.
  package func write(_ text: String) throws(GateError) {
    try write(Array(text.utf8))
  }

  /// Writes bytes; a reader that went away, as `head` does, is no error.
  ///
  /// - Throws: `GateError` with exit 73 where they cannot be written.
  package func write(_ bytes: [UInt8]) throws(GateError) {
    do throws(FileError) {
      try sink(bytes)
    } catch {
      guard error.isBrokenPipe else { throw GateError(.cannotWrite, error.description) }
    }
  }
}

/// What commands know of the world around the process.
package struct ToolContext: Sendable {
  /// What the user asked for goes here.
  package var output: TextStream
  /// Progress and diagnostics go here.
  package var diagnostics: TextStream
  /// The environment of the process.
  package var environment: ProcessEnvironment

  /// Creates a context.
  package init(output: TextStream, diagnostics: TextStream, environment: ProcessEnvironment) {
    self.output = output
    self.diagnostics = diagnostics
    self.environment = environment
  }

  /// How many warnings are worth reading.
  private static let mostWarnings = 20

  /// Shows diagnostics, all errors and the first warnings; where they cannot be shown there is
  /// nobody to tell.
  func show(_ messages: [Diagnostic]) {
    var hidden = 0
    var warnings = 0
    for message in messages {
      if message.severity != .error {
        warnings += 1
        hidden = max(0, warnings - Self.mostWarnings)
        if hidden > 0 { continue }
      }
      try? diagnostics.write(DiagnosticText.line(message))
    }
    if hidden > 0 {
      try? diagnostics.write("warning: and \(hidden) more warning\(hidden == 1 ? "" : "s")\n")
    }
  }
}
