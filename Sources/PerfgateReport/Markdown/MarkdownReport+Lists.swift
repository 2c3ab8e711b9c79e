internal import PerfgateModel

// What did not fail.
extension MarkdownReport {
  /// What is worth reading without being asked for.
  static func lists(_ sections: ReportSections, _ verdict: VerdictDocument) -> [MarkdownSection] {
    let warnings = sections.warnings.map { finding in
      let leniency = FindingWording.leniency(finding, policy: verdict.policy)
      let more = [
        RoundWording.evidence(finding), leniency.map { "does not fail: \($0)" },
        settlement(finding),
      ]
      return bullet(
        finding,
        [FindingWording.sentence(finding)] + more.compactMap { $0 } + finding.warnings
      )
    }
    let notices = verdict.notices.map { notice in
      "- "
        + ([notice.message] + [notice.advice].compactMap { $0 }).map(text).joined(separator: ": ")
    }
    let aside = sections.putAside.map { group in
      list(
        .warnings,
        text(group.title),
        group.findings.map {
          bullet(
            $0,
            [FindingWording.sentence($0), "rule \(Phrase.place(group.aside.rule))"] + $0.warnings
          )
        }
      )
    }
    let evals = verdict.exhibits.cases.map { exhibit in
      "- \(MarkdownText.code(exhibit.key.description)): \(cell(CaseWording.account(exhibit)))"
    }
    return [list(.warnings, "Warnings", warnings)] + aside + [
      list(.notices, "Cases", evals),
      list(.warnings, "Accepted", sections.accepted.map(plain)),
      list(
        .notices,
        "Other acceptances",
        AcceptanceWording.others(verdict).map { "- " + text(AcceptanceWording.line($0)) }
      ),
      list(.improved, "Improved", sections.improved.map(plain)),
      list(.notices, "Notes", notices),
    ]
  }

  /// What a reader unfolds.
  static func folds(
    _ sections: ReportSections,
    _ verdict: VerdictDocument,
    maximumBytes: Int
  ) -> [MarkdownSection] {
    let undecided = sections.undecided.lazy.map { finding in
      bullet(
        finding,
        [
          FindingWording.sentence(finding),
          RoundWording.evidence(finding) ?? CaseWording.evidence(finding), settlement(finding),
        ].compactMap { $0 } + finding.warnings
      )
    }
    let stages = verdict.exhibits.stages.map { stage in
      row([
        MarkdownText.code(stage.name, inTable: true), QuantityText.wait(seconds: stage.seconds),
      ])
    }
    return [
      fold(.undecided, "Inconclusive", undecided, maximumBytes),
      fold(.learning, "Learning", sections.learning.lazy.map(plain), maximumBytes),
      fold(.new, "New", sections.new.lazy.map(plain), maximumBytes),
      changedCases(verdict, maximumBytes),
      unchanged(sections, verdict, maximumBytes),
      fold(.unchanged, "Identical", sections.identical.lazy.map(plain), maximumBytes),
      .folded(
        .stages,
        label: "Stages",
        title: "Where the time went",
        head: header(["stage", "time"], rightAligned: [1]),
        rows: stages
      ),
      environment(verdict),
    ]
  }

  /// The figures of what was measured for its own sake.
  static func measurements(
    _ verdict: VerdictDocument,
    _ sections: ReportSections
  ) -> [MarkdownSection] {
    let titles = ["benchmark"] + MeasurementWording.titles
    let rows = verdict.exhibits.samples.map { exhibit in
      let cells = MeasurementWording.cells(exhibit)
      return row(
        [
          MarkdownText.code(exhibit.key.description, inTable: true),
          MarkdownText.code(cells[0], inTable: true),
        ] + cells.dropFirst().map(cell)
      )
    }
    let samples = SampleIndex(verdict)
    let others = sections.measured.filter { samples.exhibit(of: $0) == nil }
    return [
      MarkdownSection(
        .measurements,
        label: "Measurements",
        head: header(titles, rightAligned: Set(2..<titles.count)),
        rows: rows
      ),
      fold(.unchanged, "Measured, values not kept for the report", others.map(plain)),
    ]
  }

  private static func list(
    _ rank: MarkdownSection.Rank,
    _ title: String,
    _ rows: [String]
  ) -> MarkdownSection {
    MarkdownSection(rank, label: title, head: "**\(title) (\(rows.count))**\n", rows: rows)
  }

  private static func fold(
    _ rank: MarkdownSection.Rank,
    _ title: String,
    _ rows: some Collection<String>,
    _ maximumBytes: Int = .max
  ) -> MarkdownSection {
    .folded(
      rank,
      label: title,
      title: "\(title) (\(rows.count))",
      rows: rows,
      maximumBytes: maximumBytes
    )
  }

  private static func plain(_ finding: Finding) -> String {
    let said = [
      FindingWording.sentence(finding),
      RoundWording.evidence(finding) ?? CaseWording.evidence(finding),
    ]
    return bullet(finding, said.compactMap { $0 } + finding.warnings)
  }

  private static func settlement(_ finding: Finding) -> String? {
    FindingWording.settlement(finding).map { "would settle it: \($0)" }
  }

  private static func unchanged(
    _ sections: ReportSections,
    _ verdict: VerdictDocument,
    _ maximumBytes: Int
  ) -> MarkdownSection {
    let isInterleaved = verdict.mode == .against
    let titles =
      ["benchmark", "metric", "base", "head", "change", "limit"]
      + (isInterleaved ? ["evidence that it is below the limit"] : [])
    let rows = sections.passed.lazy.map { finding in
      let brief = RoundWording.brief(finding) ?? CaseWording.brief(finding)
      let evidence = isInterleaved ? [cell(brief ?? "")] : []
      return row(
        [
          MarkdownText.code(finding.key.description, inTable: true),
          finding.metric.map { MarkdownText.code($0, inTable: true) } ?? "",
          level(finding.base, finding), level(finding.head, finding), change(finding),
          cell(FindingWording.bound(finding) ?? ""),
        ] + evidence
      )
    }
    return .folded(
      .unchanged,
      label: "Unchanged and within the limit",
      title: "Unchanged and within the limit (\(rows.count))",
      head: header(titles, rightAligned: [2, 3, 4, 5]),
      rows: rows,
      maximumBytes: maximumBytes
    )
  }

  /// The cases of evals that broke or were mended, unfolded by who wants to see them.
  private static func changedCases(
    _ verdict: VerdictDocument,
    _ maximumBytes: Int
  ) -> MarkdownSection {
    let rows = verdict.exhibits.cases.flatMap { exhibit -> [String] in
      let name = MarkdownText.code(exhibit.key.description, inTable: true)
      let lists = [("broke", exhibit.broke), ("mended", exhibit.mended)]
      return lists.flatMap { word, changes in
        changes.map { change in
          row([
            name, MarkdownText.code(change.id, inTable: true), word,
            cell(CaseWording.change(change)),
            change.output.map { MarkdownText.code(output($0), inTable: true) } ?? "",
          ])
        }
      }
    }
    let unlisted = verdict.exhibits.cases.reduce(0) {
      $0 + $1.unlistedCount(isBroken: true) + $1.unlistedCount(isBroken: false)
    }
    let all = unlisted > 0 ? " of \(rows.count + unlisted)" : ""
    return .folded(
      .cases,
      label: "Cases that changed",
      title: "Cases that changed (\(rows.count)\(all))",
      head: header(["eval", "case", "what", "before -> after", "output now"], rightAligned: []),
      rows: rows,
      maximumBytes: maximumBytes
    )
  }

  /// The beginning of an output on one line.
  private static func output(_ text: String) -> String {
    VisibleText.middleCut(VisibleText.singleLine(text), to: 120)
  }

  private static func environment(_ verdict: VerdictDocument) -> MarkdownSection {
    .folded(
      .environment,
      label: "Environment and rules",
      title: "Environment and rules",
      head: header(["what", "value"], rightAligned: []),
      rows: RunWording.background(verdict).map { fact in
        row([cell(fact.name), MarkdownText.code(fact.text, inTable: true)])
      }
    )
  }
}
