package import PerfgateModel

/// A checkup for a terminal.
package enum CheckupPage {
  /// The checkup as text with a line end behind every line.
  ///
  /// - Parameters:
  ///   - report: What was looked at.
  ///   - style: Colour and width.
  /// - Returns: The page.
  package static func render(_ report: CheckupReport, style: ConsoleStyle) -> String {
    var page = ConsolePage(style)
    addSummary(report, to: &page)
    for section in CheckupReport.Section.allCases {
      let lines = report.lines.filter { $0.section == section }
      guard !lines.isEmpty else { continue }
      page.addHeading(title(section))
      for line in lines { add(line, to: &page) }
    }
    addReaches(report.reaches, to: &page)
    return page.text
  }

  private static func addSummary(_ report: CheckupReport, to page: inout ConsolePage) {
    let attention = report.count(.attention)
    let unknown = report.count(.unknown)
    let rest = unknown > 0 ? "; \(Phrase.count(unknown, "fact")) cannot be had" : ""
    if attention == 0 {
      page.add("nothing here disturbs measuring\(rest)", lead: "FIT:", paint: .green)
    } else {
      let points = Phrase.count(attention, "point needs attention", "points need attention")
      page.add("\(points)\(rest)", lead: "FIT WITH CARE:", paint: .yellow)
    }
  }

  private static func title(_ section: CheckupReport.Section) -> String {
    switch section {
    case .machine: "Machine"
    case .conditions: "Conditions"
    case .noise: "Noise of a fixed program in fresh processes"
    }
  }

  private static func add(_ line: CheckupReport.Line, to page: inout ConsolePage) {
    let paint: ConsolePage.Paint =
      switch line.status {
      case .good: .green
      case .attention: .yellow
      case .unknown: .faint
      }
    page.add(mark: line.status.rawValue, paint, name: line.name, line.text)
    guard let advice = line.advice else { return }
    page.add(mark: "", paint, name: "", "-> \(advice)")
  }

  private static func addReaches(_ reaches: [CheckupReport.Reach], to page: inout ConsolePage) {
    guard !reaches.isEmpty else { return }
    page.addHeading("The smallest change that can be proven here")
    for reach in reaches {
      let how = reach.recordings.map { "a baseline of \(Phrase.count($0, "recording"))" }
      page.add(
        name: how ?? "two revisions in turns",
        QuantityText.change(JSONNumber.rounded(reach.change, significantDigits: 2)),
        indent: 2,
        column: 30
      )
    }
    page.add(
      "If other days are as quiet as these seconds; the default false alarms and tolerance, one "
        + "benchmark.",
      indent: 2
    )
  }
}
