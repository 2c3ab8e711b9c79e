internal import PerfgateModel

// What was measured for its own sake.
extension ConsoleReport {
  /// Adds a table of the measured metrics, benchmark by benchmark.
  static func addMeasurements(
    _ verdict: VerdictDocument,
    _ sections: ReportSections,
    to page: inout ConsolePage
  ) {
    let exhibits = verdict.exhibits.samples
    let table = MeasurementTable(exhibits, fitting: page.style.width)
    let isStacked = table.width > page.style.width
    if !exhibits.isEmpty, !isStacked {
      page.addGap()
      page.addVerbatim(table.header, indent: 2)
    }
    var latest: BenchmarkKey?
    for (index, exhibit) in exhibits.enumerated() {
      if exhibit.key != latest {
        if latest != nil || isStacked { page.addGap() }
        page.add("", lead: exhibit.key.description, paint: .bold)
        latest = exhibit.key
      }
      if isStacked {
        page.add(table.sentence(index), indent: 2)
      } else {
        page.addVerbatim(table.row(index), indent: 2)
      }
      if page.style.detail == .verbose { addBars(exhibit, to: &page) }
    }
    let samples = SampleIndex(verdict)
    let others = sections.measured.filter { samples.exhibit(of: $0) == nil }
    guard !others.isEmpty else { return }
    page.addHeading("Measured, values not kept for the report (\(others.count))")
    for finding in others {
      page.add("\(FindingWording.title(finding)): \(FindingWording.sentence(finding))", indent: 2)
    }
  }

  private static func addBars(_ exhibit: SampleExhibit, to page: inout ConsolePage) {
    guard let range = Distribution(of: [exhibit.head]),
      let bars = range.bars(exhibit.head, bins: min(48, page.style.width - 40))
    else { return }
    page.addVerbatim("\(TerminalText.padded("", to: 9))  |\(bars)|", indent: 2)
  }
}
