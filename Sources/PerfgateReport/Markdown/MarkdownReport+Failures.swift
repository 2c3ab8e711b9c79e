internal import PerfgateModel

// What failed, and what to do about it.
extension MarkdownReport {
  /// The longest command that is shown, in bytes.
  private static let maximumCommandBytes = 2000

  static func failures(
    _ sections: ReportSections,
    _ verdict: VerdictDocument
  ) -> [MarkdownSection] {
    let reasons = MarkdownSection(
      .explanations,
      label: "Reasons",
      head: "",
      rows: RunWording.furtherCauses(sections).map { "- " + text(RunWording.cause($0, verdict)) }
    )
    guard !sections.failed.isEmpty else { return [reasons, nextSteps(sections, verdict)] }
    return [
      reasons, failureTable(sections, verdict), explanations(sections),
      nextSteps(sections, verdict),
      outputs(sections),
    ]
  }

  private static func failureTable(
    _ sections: ReportSections,
    _ verdict: VerdictDocument
  ) -> MarkdownSection {
    let isInterleaved = verdict.mode == .against
    let titles =
      ["benchmark", "metric", "found", "base", "head", "change", "limit"]
      + (isInterleaved ? ["evidence", "rule"] : ["rule"])
    return MarkdownSection(
      .failures,
      label: "Failures",
      head: header(titles, rightAligned: [3, 4, 5, 6]),
      rows: sections.failed.map { finding in
        let cells = [
          MarkdownText.code(finding.key.description, inTable: true),
          finding.metric.map { MarkdownText.code($0, inTable: true) } ?? "",
          found(finding), level(finding.base, finding), level(finding.head, finding),
          change(finding), cell(FindingWording.bound(finding) ?? ""),
        ]
        let rule =
          finding.rule.map { MarkdownText.code(Phrase.place($0), inTable: true) }
          ?? (finding.limit == nil ? "" : "default")
        let evidence = isInterleaved ? [cell(RoundWording.evidence(finding) ?? "")] : []
        return row(cells + evidence + [rule])
      }
    )
  }

  private static func found(_ finding: Finding) -> String {
    switch finding.state {
    case .errored where finding.side == .base && finding.next.settings != .options:
      "**the base fails**"
    case .errored: "**failed**"
    case .breached: "**budget exceeded**"
    default: "**\(finding.state.rawValue)**"
    }
  }

  static func level(_ record: LevelRecord?, _ finding: Finding) -> String {
    record.map { cell(FindingWording.level($0.center, finding)) } ?? ""
  }

  /// `**+112%** (+98% to +128%)`.
  static func change(_ finding: Finding) -> String {
    guard let change = FindingWording.change(finding) else { return "" }
    let interval = FindingWording.interval(finding).map { " (\(cell($0)))" } ?? ""
    let mark = finding.state == .unchanged || finding.state == .within ? "" : "**"
    return "\(mark)\(cell(change))\(mark)\(interval)"
  }

  /// What the table has no column for.
  private static func explanations(_ sections: ReportSections) -> MarkdownSection {
    let rows = sections.failed.compactMap { finding -> String? in
      let settlement = FindingWording.settlement(finding).map { "would settle it: \($0)" }
      let owner = finding.owner.map { "owner \($0)" }
      var sentences = [
        finding.side == .base && finding.state == .errored
          ? FindingWording.sentence(finding) : finding.detail,
        CaseWording.evidence(finding), finding.host?.text, visible(finding), settlement,
        FindingWording.advice(finding), owner,
      ].compactMap { $0 }
      sentences += sections.causes.causes(of: finding).compactMap(\.message)
      sentences += finding.warnings.map { "warning: \($0)" }
      return sentences.isEmpty ? nil : bullet(finding, sentences)
    }
    return MarkdownSection(.explanations, label: "Explanations", head: "", rows: rows)
  }

  /// What could have been seen, where it is the number of rounds that left something open.
  private static func visible(_ finding: Finding) -> String? {
    finding.state.isDecided ? nil : RoundWording.visible(finding)
  }

  private static func nextSteps(
    _ sections: ReportSections,
    _ verdict: VerdictDocument
  ) -> MarkdownSection {
    let facts = sections.failed.map(FindingFacts.init)
    let reproduce = commands(facts.compactMap(\.reproduce))
    let accept = commands(facts.compactMap(\.accept))
    var rows = reproduce.isEmpty ? [] : ["# measure again"] + reproduce
    if let record = RunWording.recordCommand(verdict) { rows += ["# record a baseline", record] }
    if !accept.isEmpty { rows += ["# accept, if it is meant"] + accept }
    guard !rows.isEmpty else {
      return MarkdownSection(.nextSteps, label: "Commands", head: "", rows: [])
    }
    let block = MarkdownText.block(rows, language: "sh").split(separator: "\n")
    return MarkdownSection(
      .nextSteps,
      label: "Commands",
      head: "**Next steps**\n\n\(block.first ?? "")",
      rows: block.dropFirst().dropLast().map(String.init),
      foot: String(block.last ?? "")
    )
  }

  /// Each command once, in order.
  private static func commands(_ facts: [FindingFacts.Fact]) -> [String] {
    var seen: Set<String> = []
    return facts.map(\.text).filter {
      $0.utf8.count <= maximumCommandBytes && seen.insert($0).inserted
    }
  }

  private static func outputs(_ sections: ReportSections) -> MarkdownSection {
    let rows = sections.failed.compactMap { finding -> String? in
      guard let output = finding.output, !output.isEmpty else { return nil }
      let tail = VisibleText.tail(output, lines: 30, bytes: 4000)
      guard !tail.lines.isEmpty else { return nil }
      let what = tail.isCut ? "The end of the output" : "The output"
      let name = HTMLText.escaped(
        VisibleText.middleCut(VisibleText.singleLine(FindingWording.title(finding)), to: 200)
      )
      return "<details><summary>\(what) of <code>\(name)</code></summary>\n\n"
        + MarkdownText.block(tail.lines) + "\n\n</details>"
    }
    return MarkdownSection(.outputs, label: "Outputs", head: "", rows: rows)
  }
}
