internal import PerfgateModel

/// The figures of samples in aligned columns.
struct MeasurementTable {
  /// Columns that a narrow terminal can do without, the most dispensable first: the interval, the
  /// mean, the outliers.
  private static let dispensable = [5, 2, 6]

  private let cells: [[String]]
  private let widths: [Int]
  private let columns: [Int]

  /// Lays samples out.
  ///
  /// - Parameters:
  ///   - exhibits: A row each.
  ///   - available: How wide the table may be; columns are left out until it fits.
  init(_ exhibits: [SampleExhibit], fitting available: Int) {
    let titles = MeasurementWording.titles
    let rows = exhibits.map { MeasurementWording.cells($0).map(TerminalText.safe) }
    cells = rows
    let widths = titles.indices.map { column in
      ([titles] + rows).map { TerminalText.width($0[column]) }.max() ?? 0
    }
    var columns = Array(titles.indices)
    for column in Self.dispensable where Self.width(of: columns, widths) > available {
      columns.removeAll { $0 == column }
    }
    self.widths = widths
    self.columns = columns
  }

  /// How many columns of the terminal the table takes.
  var width: Int { Self.width(of: columns, widths) }

  private static func width(of columns: [Int], _ widths: [Int]) -> Int {
    columns.reduce(0) { $0 + widths[$1] + 2 }
  }

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
    let padded = columns.map { column in
      column == 0
        ? TerminalText.padded(texts[column], to: widths[column])
        : TerminalText.rightAligned(texts[column], to: widths[column])
    }
    return padded.joined(separator: "  ")
  }
}
