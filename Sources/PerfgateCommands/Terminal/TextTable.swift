import PerfgateReport

/// A table of short texts, aligned for a terminal.
struct TextTable {
  private var rows: [[String]]

  /// Creates a table with a heading row.
  init(headers: [String]) {
    rows = [headers]
  }

  /// Adds a row; what a terminal could misread is neutralised.
  mutating func append(_ cells: [String]) {
    rows.append(cells.map { TerminalText.safe($0) })
  }

  /// The table, a row a line, two spaces between columns.
  var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { $0.count > column ? TerminalText.width($0[column]) : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = zip(row, widths).map { TerminalText.padded($0, to: $1) }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
