/// A message for the user about one place of their input or one fact of their environment.
package struct Diagnostic: Sendable, Equatable {
  /// How much a diagnostic matters to the outcome.
  package enum Severity: String, Sendable {
    case error
    case warning
    case note
  }

  /// Whether the run can go on.
  package var severity: Severity
  /// One phrase without a full stop: what was found and what was expected.
  package var message: String
  /// Where it was found, where there is such a place.
  package var location: SourcePlace?
  /// Facts that help to understand the message.
  package var notes: [String]
  /// What to type or change next.
  package var hints: [String]

  /// Creates a diagnostic.
  ///
  /// - Parameters:
  ///   - severity: Whether the run can go on.
  ///   - message: One phrase without a full stop.
  ///   - location: Where it was found.
  ///   - notes: Facts that help to understand the message.
  ///   - hints: What to type or change next.
  package init(
    _ severity: Severity,
    _ message: String,
    at location: SourcePlace? = nil,
    notes: [String] = [],
    hints: [String] = []
  ) {
    self.severity = severity
    self.message = message
    self.location = location
    self.notes = notes
    self.hints = hints
  }

  /// An error diagnostic.
  package static func error(
    _ message: String,
    at location: SourcePlace? = nil,
    notes: [String] = [],
    hints: [String] = []
  ) -> Diagnostic {
    Diagnostic(.error, message, at: location, notes: notes, hints: hints)
  }

  /// A warning diagnostic.
  package static func warning(
    _ message: String,
    at location: SourcePlace? = nil,
    notes: [String] = [],
    hints: [String] = []
  ) -> Diagnostic {
    Diagnostic(.warning, message, at: location, notes: notes, hints: hints)
  }
}

extension Diagnostic {
  /// The plain text of the diagnostic, `file:line:column: severity: message` and indented notes and hints.
  package var text: String {
    var lines = ["\(location.map { "\($0): " } ?? "")\(severity.rawValue): \(message)"]
    lines += notes.map { "  note: \($0)" }
    lines += hints.map { "  hint: \($0)" }
    return lines.joined(separator: "\n")
  }
}

/// A place in a file, counted from one.
package struct SourcePlace: Sendable, Equatable, CustomStringConvertible {
  /// The path as the user would write it.
  package var file: String
  /// The line, from one; `nil` for the whole file.
  package var line: Int?
  /// The column in Unicode scalars, from one.
  package var column: Int?

  /// Creates a place.
  package init(file: String, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// The place as compilers print it.
  package var description: String {
    ([file] + [line, column].compactMap { $0 }.map(String.init)).joined(separator: ":")
  }
}
