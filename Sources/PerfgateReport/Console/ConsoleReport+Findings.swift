internal import PerfgateModel

// What was found, section by section.
extension ConsoleReport {
  /// How many findings a section lists where not everything is asked for.
  private static let normalRows = 10
  /// How many lines of a failed program's output are shown where not everything is asked for.
  private static let normalOutputLines = 12
  private static let leastBins = 10
  private static let mostBins = 48

  static func addFailures(
    _ sections: ReportSections,
    _ verdict: VerdictDocument,
    to page: inout ConsolePage
  ) {
    guard !sections.failed.isEmpty else { return }
    page.addHeading("Failed (\(sections.failed.count))", .red)
    let samples = SampleIndex(verdict)
    let isVerbose = page.style.detail == .verbose
    let shown = sections.failed.prefix(isVerbose ? sections.failed.count : normalRows)
    for (index, finding) in shown.enumerated() {
      if index > 0 { page.addGap() }
      page.add("", lead: FindingWording.title(finding), indent: 2, paint: .bold)
      page.add(FindingWording.sentence(finding), indent: 4)
      for cause in sections.causes.causes(of: finding) {
        if let message = cause.message { page.add(message, indent: 4) }
      }
      addDistribution(samples.exhibit(of: finding), to: &page)
      for warning in finding.warnings {
        page.add(warning, lead: "warning:", indent: 4, paint: .yellow)
      }
      addFacts(finding, to: &page)
      addOutput(finding, to: &page)
    }
    addRest(sections.failed.count - shown.count, to: &page)
  }

  private static func addRest(_ count: Int, to page: inout ConsolePage) {
    if count > 0 { page.add("and \(count) more (--verbose lists all)", indent: 2) }
  }

  static func addLists(
    _ sections: ReportSections,
    _ verdict: VerdictDocument,
    to page: inout ConsolePage
  ) {
    let isVerbose = page.style.detail == .verbose
    let rows = isVerbose ? nil : normalRows
    addList("Warnings", sections.warnings, .yellow, limit: rows, to: &page) { finding in
      let leniency = FindingWording.leniency(finding, policy: verdict.policy)
      let facts = [leniency.map { "does not fail: \($0)" }, settlement(finding)]
      return [evidence(finding)].compactMap { $0 } + facts.compactMap { $0 }
    }
    for group in sections.putAside {
      addList(group.title, group.findings, .yellow, limit: rows, to: &page) { _ in
        ["rule \(Phrase.place(group.aside.rule))"]
      }
    }
    addList("Accepted", sections.accepted, .yellow, limit: rows, to: &page)
    let others = AcceptanceWording.others(verdict)
    if !others.isEmpty {
      page.addHeading("Other acceptances (\(others.count))")
      for use in others { page.add(AcceptanceWording.line(use), indent: 2) }
    }
    addList("Improved", sections.improved, .green, limit: rows, to: &page) {
      [evidence($0)].compactMap { $0 }
    }
    addCases(verdict, to: &page)
    addList("Inconclusive", sections.undecided, .yellow, limit: rows, to: &page) {
      [evidence($0), settlement($0)].compactMap { $0 }
    }
    addList("Learning", sections.learning, .bold, limit: rows, to: &page) {
      [CaseWording.evidence($0)].compactMap { $0 }
    }
    addList("New", sections.new, .bold, limit: rows, to: &page)
    if isVerbose {
      addList("Unchanged and within the limit", sections.passed, .bold, to: &page) {
        [evidence($0)].compactMap { $0 }
      }
      addList("Identical", sections.identical, .bold, to: &page)
      return
    }
    if !(sections.passed.isEmpty && sections.identical.isEmpty) { page.addGap() }
    if !sections.passed.isEmpty {
      let number = Phrase.count(sections.passed.count, "metric")
      page.add("\(number) unchanged or within the limit (--verbose lists all)")
    }
    if !sections.identical.isEmpty {
      let number = Phrase.entries(sections.identical)
      page.add("\(number) identical: program and inputs are byte-identical, not measured")
    }
  }

  /// The cases of evals that came out differently.
  private static func addCases(_ verdict: VerdictDocument, to page: inout ConsolePage) {
    guard !verdict.exhibits.cases.isEmpty else { return }
    page.addHeading("Cases")
    let limit = page.style.detail == .verbose ? CaseExhibit.mostCases : normalRows
    for exhibit in verdict.exhibits.cases {
      page.add(
        "\(exhibit.key): \(CaseWording.summary(exhibit))",
        indent: 2
      )
      let lists = [
        ("broke", exhibit.broke, exhibit.brokeCount),
        ("mended", exhibit.mended, exhibit.mendedCount),
      ]
      for (word, changes, count) in lists where !changes.isEmpty {
        let shown = changes.prefix(limit)
        let column = nameColumn(shown.map(\.id), style: page.style)
        page.add("\(word):", indent: 4)
        for change in shown {
          page.add(name: change.id, CaseWording.change(change), indent: 6, column: column)
          guard let output = change.output else { continue }
          page.add(
            "| \(VisibleText.middleCut(VisibleText.singleLine(output), to: 120))",
            indent: 8
          )
        }
        if count > shown.count {
          page.add(CaseWording.rest(count - shown.count, of: exhibit.key), indent: 6)
        }
      }
    }
  }

  private static func addList(
    _ heading: String,
    _ findings: FindingList,
    _ paint: ConsolePage.Paint,
    limit: Int? = nil,
    to page: inout ConsolePage,
    more: (Finding) -> [String] = { _ in [] }
  ) {
    guard !findings.isEmpty else { return }
    page.addHeading("\(heading) (\(findings.count))", paint)
    let shown = findings.prefix(limit ?? findings.count)
    let column = nameColumn(shown.map(FindingWording.title), style: page.style)
    for finding in shown {
      page.add(
        name: FindingWording.title(finding),
        FindingWording.sentence(finding),
        indent: 2,
        column: column
      )
      for line in more(finding) + finding.warnings.map({ "warning: \($0)" }) {
        page.add(line, indent: column + 4)
      }
    }
    addRest(findings.count - shown.count, to: &page)
  }

  private static func evidence(_ finding: Finding) -> String? {
    RoundWording.evidence(finding) ?? CaseWording.evidence(finding)
  }

  private static func settlement(_ finding: Finding) -> String? {
    FindingWording.settlement(finding).map { "would settle it: \($0)" }
  }

  private static func addFacts(_ finding: Finding, to page: inout ConsolePage) {
    let facts = FindingFacts(finding)
    let isVerbose = page.style.detail == .verbose
    let shown = [
      facts.evidence, isVerbose ? facts.basis : nil, facts.host, facts.settlement, facts.rule,
      facts.advice,
    ].compactMap { $0 }
    for fact in shown { page.add(name: fact.name, fact.text, indent: 4, column: 9) }
    for fact in [facts.reproduce, facts.accept].compactMap({ $0 }) {
      page.addVerbatim("\(TerminalText.padded(fact.name, to: 9))  \(fact.text)", indent: 4)
    }
  }

  private static func addOutput(_ finding: Finding, to page: inout ConsolePage) {
    guard let output = finding.output, !output.isEmpty else { return }
    let lines = page.style.detail == .verbose ? 100 : normalOutputLines
    let tail = VisibleText.tail(output, lines: lines, bytes: 16_384)
    page.add("\(tail.isCut ? "the end of its output" : "its output"):", indent: 4)
    for line in tail.lines { page.addVerbatim("| \(line)", indent: 4) }
  }

  private static func addDistribution(_ exhibit: SampleExhibit?, to page: inout ConsolePage) {
    guard let exhibit, let range = Distribution(of: [exhibit.base, exhibit.head]) else { return }
    let indent = 4
    let low = "\(QuantityText.text(range.low, unit: exhibit.unit)) |"
    let rows = [("base", exhibit.base), ("head", exhibit.head)].map { name, values in
      let high = "| \(QuantityText.text(range.high, unit: exhibit.unit)), \(values.count) values"
      return (lead: "\(TerminalText.padded(name, to: 9))  \(low)", values: values, high: high)
    }
    let frame = rows.map { indent + TerminalText.width($0.lead + $0.high) }.max() ?? 0
    let bins = max(leastBins, min(mostBins, page.style.width - frame))
    for row in rows {
      guard let bars = range.bars(row.values, bins: bins) else { continue }
      page.addVerbatim(row.lead + bars + row.high, indent: indent)
    }
  }
}

/// The values behind findings, by benchmark and metric.
struct SampleIndex {
  private struct Name: Hashable {
    var key: BenchmarkKey
    var metric: String
  }

  private let exhibits: [Name: SampleExhibit]

  /// Indexes the samples of a verdict; the first of two with one name counts.
  init(_ verdict: VerdictDocument) {
    exhibits = Dictionary(
      verdict.exhibits.samples.map { (Name(key: $0.key, metric: $0.metric), $0) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// The values behind a finding.
  func exhibit(of finding: Finding) -> SampleExhibit? {
    finding.metric.flatMap { exhibits[Name(key: finding.key, metric: $0)] }
  }
}
