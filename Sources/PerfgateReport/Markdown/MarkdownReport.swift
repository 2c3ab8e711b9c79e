package import PerfgateModel

/// The verdict as Markdown, for a pull request comment, a merge request note or a step summary.
package enum MarkdownReport {
  /// The size of a comment by default; GitHub refuses comments above 65,536 characters.
  package static let defaultMaximumBytes = 60_000
  /// The smallest size that always holds headline and remarks, whatever the names are.
  package static let smallestMaximumBytes = 10_000
  /// The longest free text that is shown whole, in Unicode scalars.
  private static let maximumTextLength = 600

  /// The hidden marker by which a suite's comment is found again.
  package static func marker(suite: String) -> String {
    MarkdownText.marker(VisibleText.middleCut(suite, to: 100))
  }

  /// The verdict as Markdown.
  ///
  /// What does not fit is left out at row boundaries and said so: what is unchanged first, failures last.
  ///
  /// - Parameters:
  ///   - verdict: The verdict.
  ///   - maximumBytes: The size that is not exceeded, in bytes of UTF-8; 10,000 at least.
  /// - Returns: Markdown that ends with a line end.
  package static func render(
    _ verdict: VerdictDocument,
    maximumBytes: Int = defaultMaximumBytes
  ) -> String {
    let sections = ReportSections(verdict)
    let maximumBytes = max(maximumBytes, smallestMaximumBytes)
    let opening = [
      marker(suite: verdict.suite),
      "### " + cell(Headline(verdict, sections).line),
      introduction(verdict),
    ]
    var parts = failures(sections, verdict)
    parts += lists(sections, verdict)
    if verdict.mode == .measure { parts += measurements(verdict, sections) }
    parts += folds(sections, verdict, maximumBytes: maximumBytes)
    return MarkdownBudget.join(opening: opening, parts, maximumBytes: maximumBytes)
  }

  private static func introduction(_ verdict: VerdictDocument) -> String {
    let lines = RunWording.introduction(verdict).map(text)
    return lines.map { $0 + "." }.joined(separator: " ")
  }

  /// Free text of bounded length, escaped.
  static func text(_ raw: String) -> String {
    MarkdownText.text(VisibleText.middleCut(raw, to: maximumTextLength))
  }

  /// Free text within a line.
  static func cell(_ raw: String) -> String {
    MarkdownText.text(VisibleText.middleCut(raw, to: maximumTextLength), startsLine: false)
  }

  /// A bullet with a name and what is said about it.
  static func bullet(_ finding: Finding, _ sentences: [String]) -> String {
    let said = sentences.map(cell).joined(separator: "; ")
    return "- \(MarkdownText.code(FindingWording.title(finding))): \(said)"
  }

  /// A row of a table from escaped cells.
  static func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }

  /// The header of a table; numbers stand to the right.
  static func header(_ titles: [String], rightAligned: Set<Int>) -> String {
    let rules = titles.indices.map { rightAligned.contains($0) ? "---:" : "---" }
    return "\(row(titles))\n\(row(rules))"
  }
}
