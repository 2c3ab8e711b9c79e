package import PerfgateModel

/// The verdict for a terminal, or for a text file.
package enum ConsoleReport {
  /// The verdict as text with a line end behind every line.
  ///
  /// - Parameters:
  ///   - verdict: The verdict.
  ///   - style: Colour, width and how much is shown.
  /// - Returns: The report.
  package static func render(_ verdict: VerdictDocument, style: ConsoleStyle) -> String {
    let sections = ReportSections(verdict)
    var page = ConsolePage(style)
    addHeadline(Headline(verdict, sections), to: &page)
    guard style.detail != .quiet else {
      addQuietly(sections, verdict, to: &page)
      return page.text
    }
    for line in RunWording.introduction(verdict) { page.add(line) }
    addRunCauses(sections, verdict, to: &page)
    addFailures(sections, verdict, to: &page)
    addLists(sections, verdict, to: &page)
    if verdict.mode == .measure { addMeasurements(verdict, sections, to: &page) }
    addNotices(verdict, to: &page)
    if style.detail == .verbose { addBackground(verdict, to: &page) }
    if verdict.mode == .measure {
      page.addGap()
      page.add("Nothing was gated: values are shown, and none of them fails anything")
    }
    return page.text
  }

  private static func addHeadline(_ headline: Headline, to page: inout ConsolePage) {
    let paint: ConsolePage.Paint
    switch headline.tone {
    case .good: paint = .green
    case .bad: paint = .red
    case .undecided: paint = .yellow
    case .neutral: paint = .bold
    }
    page.add(headline.text, lead: headline.word + (headline.isAside ? "," : ":"), paint: paint)
  }

  private static func addQuietly(
    _ sections: ReportSections,
    _ verdict: VerdictDocument,
    to page: inout ConsolePage
  ) {
    for cause in RunWording.furtherCauses(sections) {
      page.add(RunWording.cause(cause, verdict), indent: 2)
    }
    for finding in sections.failed {
      page.add(
        "\(FindingWording.title(finding)): \(FindingWording.sentence(finding))",
        indent: 2
      )
    }
  }

  private static func addRunCauses(
    _ sections: ReportSections,
    _ verdict: VerdictDocument,
    to page: inout ConsolePage
  ) {
    if let command = RunWording.recordCommand(verdict) {
      page.addHeading("Next step")
      page.addVerbatim(command, indent: 2)
    }
    let causes = RunWording.furtherCauses(sections)
    guard !causes.isEmpty else { return }
    page.addHeading(sections.failed.isEmpty ? "Also" : "Why")
    for cause in causes { page.add(RunWording.cause(cause, verdict), indent: 2) }
  }

  private static func addNotices(_ verdict: VerdictDocument, to page: inout ConsolePage) {
    guard !verdict.notices.isEmpty else { return }
    page.addHeading("Notes")
    for notice in verdict.notices {
      page.add(notice.message, indent: 2)
      if let advice = notice.advice { page.add(advice, lead: "->", indent: 4, paint: .cyan) }
    }
  }

  private static func addBackground(_ verdict: VerdictDocument, to page: inout ConsolePage) {
    page.addHeading("Background")
    for fact in RunWording.background(verdict) {
      page.add(name: fact.name, fact.text, indent: 2, column: 16)
    }
    guard !verdict.exhibits.stages.isEmpty else { return }
    page.addHeading("Where the time went")
    let stages = verdict.exhibits.stages
    let column = nameColumn(stages.map(\.name), style: page.style)
    for stage in stages {
      let time = QuantityText.wait(seconds: stage.seconds)
      page.add(name: stage.name, time, indent: 2, column: column)
    }
  }

  /// The width of a column of names: as wide as needed, and at most two fifths of the page.
  static func nameColumn(_ names: [String], style: ConsoleStyle) -> Int {
    let most = style.width * 2 / 5
    let widths = names.map { TerminalText.width(TerminalText.safe($0)) }
    return widths.filter { $0 <= most }.max() ?? min(most, widths.max() ?? 0)
  }
}
