internal import PerfgateModel

/// The figures of samples in aligned columns.
struct MeasurementTable {
  private let cells: [[String]]
  private let widths: [Int]

  /// Lays samples out.
  init(_ exhibits: [SampleExhibit]) {
    let titles = MeasurementWording.titles
    let rows = exhibits.map { MeasurementWording.cells($0).map(TerminalText.safe) }
    cells = rows
    widths = titles.indices.map { column in
      ([titles] + rows).map { TerminalText.width($0[column]) }.max() ?? 0
    }
  }

  /// How many columns of the terminal the table takes.
  var width: Int { widths.reduce(2) { $0 + $1 + 2 } }

  /// The titles.
  var header: String { line(MeasurementWording.titles) }

  /// One sample as a row.
  func row(_ index: Int) -> String { line(cells[index]) }

  /// One sample in words, for narrow terminals.
  func sentence(_ index: Int) -> String {
    let row = cells[index]
    let named = zip(MeasurementWording.titles, row).dropFirst().filter { $0.1 != "-" }
    return "\(row[0]): " + named.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  private func line(_ texts: [String]) -> String {
    let padded = zip(texts, widths).enumerated().map { index, pair in
      index == 0
        ? TerminalText.padded(pair.0, to: pair.1) : TerminalText.rightAligned(pair.0, to: pair.1)
    }
    return padded.joined(separator: "  ")
  }
}
