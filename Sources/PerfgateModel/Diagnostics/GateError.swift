/// A failure that ends a command: what to tell the user and the exit code that says why.
package struct GateError: Error, Sendable, Equatable {
  /// The exit code that says why.
  package var exit: GateExit
  /// What to tell, errors first; never empty.
  package var diagnostics: [Diagnostic]

  /// Creates a failure from diagnostics.
  package init(_ exit: GateExit, _ diagnostics: [Diagnostic]) {
    self.exit = exit
    self.diagnostics = diagnostics
  }

  /// Creates a failure from one error message.
  package init(
    _ exit: GateExit,
    _ message: String,
    at location: SourcePlace? = nil,
    notes: [String] = [],
    hints: [String] = []
  ) {
    self.init(exit, [.error(message, at: location, notes: notes, hints: hints)])
  }
}
