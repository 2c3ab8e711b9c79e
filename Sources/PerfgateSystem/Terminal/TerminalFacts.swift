/// What a stream's other end can show.
package struct TerminalFacts: Sendable, Equatable {
  /// Whether a person may be reading along.
  package let isTerminal: Bool
  /// The width in columns, 80 where nothing says it.
  package let columns: Int
  /// Whether escape sequences for colour are welcome.
  package let allowsColor: Bool

  /// Decides from what was found.
  ///
  /// Colour is for terminals, unless `NO_COLOR` is set and not empty (no-color.org) or `TERM`
  /// is `dumb`.
  ///
  /// - Parameters:
  ///   - isTerminal: whether the stream is a terminal.
  ///   - reportedColumns: the terminal's own width, 0 or less where it has none; `COLUMNS` is
  ///     asked then.
  ///   - environment: the environment variables.
  package init(isTerminal: Bool, reportedColumns: Int, environment: ProcessEnvironment) {
    self.isTerminal = isTerminal
    let stated = environment["COLUMNS"].flatMap { Int($0) } ?? 0
    if reportedColumns > 0 {
      columns = reportedColumns
    } else {
      columns = (1...10_000).contains(stated) ? stated : 80
    }
    let refused = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
    allowsColor = isTerminal && !refused
  }
}
