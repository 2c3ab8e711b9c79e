internal import PerfgateModel

/// Collects everything that is wrong with one file, so that all of it is told at once.
final class ProblemList {
  /// How many errors are told at most: beyond that more of them help nobody.
  private static let mostErrors = 100

  private struct Entry {
    var position: TextPosition?
    var diagnostic: Diagnostic
  }

  /// The path as messages name it.
  let file: String
  private var entries: [Entry] = []

  /// Creates an empty list.
  init(file: String) {
    self.file = file
  }

  /// How many errors were noted so far.
  private(set) var errorCount = 0

  /// Whether an error is among the problems.
  var hasErrors: Bool { errorCount > 0 }

  /// Notes an error.
  func error(
    _ message: String,
    at position: TextPosition?,
    notes: [String] = [],
    hints: [String] = []
  ) {
    add(.error(message, at: location(position), notes: notes, hints: hints), at: position)
  }

  /// Notes a warning.
  func warning(_ message: String, at position: TextPosition?, hints: [String] = []) {
    add(.warning(message, at: location(position), hints: hints), at: position)
  }

  /// A position as diagnostics carry it.
  func location(_ position: TextPosition?) -> SourcePlace {
    SourcePlace(file: file, line: position?.line, column: position?.column)
  }

  /// The errors in the order of the text, each once, and how many more there are.
  func errors() -> [Diagnostic] {
    let errors = sorted(.error)
    guard errors.count > Self.mostErrors else { return errors }
    let more = errors.count - Self.mostErrors
    return errors.prefix(Self.mostErrors) + [
      .error("\(more) more errors are not shown", at: location(nil))
    ]
  }

  /// The warnings in the order of the text, each once.
  func warnings() -> [Diagnostic] { sorted(.warning) }

  /// Takes over what is wrong in another reading of the same file; what is known already is told
  /// once.
  func adopt(errorsOf other: ProblemList) {
    for entry in other.entries where entry.diagnostic.severity == .error {
      add(entry.diagnostic, at: entry.position)
    }
  }

  /// Warns of what another reading of the same file warns of, and of nothing else.
  func replaceWarnings(with other: ProblemList) {
    entries.removeAll { $0.diagnostic.severity == .warning }
    entries += other.entries.filter { $0.diagnostic.severity == .warning }
  }

  private func add(_ diagnostic: Diagnostic, at position: TextPosition?) {
    if diagnostic.severity == .error { errorCount += 1 }
    entries.append(Entry(position: position, diagnostic: diagnostic))
  }

  private func sorted(_ severity: Diagnostic.Severity) -> [Diagnostic] {
    let origin = TextPosition(line: 0, column: 0)
    let ordered = entries.enumerated().filter { $0.element.diagnostic.severity == severity }
      .sorted {
        ($0.element.position ?? origin, $0.offset) < ($1.element.position ?? origin, $1.offset)
      }
    // An alias is read wherever it is used; its errors are at one place, and told once.
    var seen: Set<String> = []
    return ordered.map(\.element.diagnostic).filter { seen.insert($0.text).inserted }
  }
}
