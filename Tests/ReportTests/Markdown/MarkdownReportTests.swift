import PerfgateModel
import Testing

@testable import PerfgateReport

struct MarkdownReportTests {
  @Test(arguments: SampleVerdicts.named.map(\.name))
  func `The comment looks as it was reviewed`(name: String) throws {
    let verdict = try #require(SampleVerdicts.named.first { $0.name == name }?.verdict)
    try GoldenFile.expect(MarkdownReport.render(verdict), matches: "\(name).report.md")
  }

  @Test func `The marker comes first, ends once and differs between suites`() throws {
    for suite in ["a", "a b", "a--b", "-->", "--!>", "-", "é\u{202E}", ""]
      + SampleVerdicts.hostileNames
    {
      let marker = MarkdownReport.marker(suite: suite)
      #expect(marker.hasPrefix("<!-- perfgate:"))
      #expect(marker.hasSuffix(" -->"))
      let inner = marker.dropFirst(4).dropLast(3)
      #expect(!inner.contains("--") && !inner.contains(">") && !inner.contains("\n"), "\(marker)")
    }
    #expect(MarkdownReport.marker(suite: "a b") != MarkdownReport.marker(suite: "a-b"))
    let first = MarkdownReport.render(SampleVerdicts.pass).split(separator: "\n").first
    #expect(first == "<!-- perfgate:parser -->")
  }

  @Test(arguments: [10_000, 20_000, 60_000], [1, 40, 400, 1000])
  func `The size is never exceeded, and what is left out is said`(maximum: Int, count: Int) {
    let verdict = large(count)
    let text = MarkdownReport.render(verdict, maximumBytes: maximum)
    #expect(text.utf8.count <= maximum)
    #expect(text.hasPrefix("<!-- perfgate:parser -->\n\n### FAIL: "))
    let whole = MarkdownReport.render(verdict, maximumBytes: .max)
    #expect(text.contains("left out") == (whole.utf8.count > maximum))
    #expect(text == whole || text.utf8.count > maximum / 2)
    #expect(text.split(separator: "<details>").count == text.split(separator: "</details>").count)
  }

  @Test func `Failures stay while anything else can go`() {
    let verdict = large(200)
    let text = MarkdownReport.render(verdict, maximumBytes: 60_000)
    let failed = verdict.results.filter { $0.state == .regressed }
    for finding in failed { #expect(text.contains("| `\(finding.key)` |")) }
    #expect(text.contains("Unchanged and within the limit: 200 left out"))
  }

  @Test func `What is unchanged goes before warnings`() {
    let all = large(60)
    let whole = MarkdownReport.render(all, maximumBytes: .max)
    let text = MarkdownReport.render(all, maximumBytes: whole.utf8.count - 500)
    #expect(text.contains("Unchanged and within the limit: "))
    #expect(!text.contains("Warnings: "))
  }

  @Test func `Hostile names stay within their cells`() {
    let text = MarkdownReport.render(SampleVerdicts.hostile, maximumBytes: 1_000_000)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") || $0.hasPrefix("| ``") }
    let table = rows.filter { $0.contains("**regressed**") }
    #expect(table.count == SampleVerdicts.hostileNames.count)
    for row in table { #expect(cells(of: String(row)) == 8, "\(row)") }
  }

  @Test func `Nothing hostile is markup, mention or link`() {
    let text = MarkdownReport.render(SampleVerdicts.hostile, maximumBytes: 1_000_000)
    let visible = withoutCode(text)
    let allowed = ["details>", "/details>", "summary>", "/summary>", "code>", "/code>", "!-- perf"]
    for piece in visible.split(separator: "<").dropFirst() {
      #expect(allowed.contains { piece.hasPrefix($0) }, "<\(piece.prefix(20))")
    }
    for forbidden in ["@octocat", "@all", "#123", "http://", "](", "gh-7"] {
      #expect(!visible.replacing("\\]", with: "").contains(forbidden), "\(forbidden)")
    }
    let harmful = text.unicodeScalars.filter {
      $0 != "\n" && ($0.properties.generalCategory == .control || $0 == "\u{202E}")
    }
    #expect(harmful.isEmpty)
  }

  /// How many cells GitHub sees in a row: an unescaped pipe ends one.
  private func cells(of row: String) -> Int {
    var count = -1
    var isEscaped = false
    for scalar in row.unicodeScalars {
      if scalar == "|", !isEscaped { count += 1 }
      isEscaped = scalar == "\\" && !isEscaped
    }
    return count
  }

  /// The text without code spans and fenced blocks, as a renderer would leave it to be searched for references.
  private func withoutCode(_ text: String) -> String {
    var kept: [String] = []
    var fence: Substring?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let ticks = line.prefix { $0 == "`" }
      if let open = fence {
        if line == open { fence = nil }
      } else if ticks.count >= 3, !line.dropFirst(ticks.count).contains("`") {
        fence = ticks
      } else {
        kept.append(withoutSpans(String(line)))
      }
    }
    #expect(fence == nil)
    return kept.joined(separator: "\n")
  }

  private func withoutSpans(_ line: String) -> String {
    let scalars = Array(line.unicodeScalars)
    var result = ""
    var index = 0
    while index < scalars.count {
      let isEscaped = index > 0 && scalars[index - 1] == "\\"
      guard scalars[index] == "`", !isEscaped else {
        result.unicodeScalars.append(scalars[index])
        index += 1
        continue
      }
      let length = scalars[index...].prefix { $0 == "`" }.count
      index += length
      var run = 0
      while index < scalars.count {
        run = scalars[index] == "`" ? run + 1 : 0
        index += 1
        let next: Unicode.Scalar? = index < scalars.count ? scalars[index] : nil
        if run == length, next != "`" { break }
      }
    }
    return result
  }

  /// As many failures, warnings and unchanged metrics.
  private func large(_ count: Int) -> VerdictDocument {
    var findings: [Finding] = []
    var causes: [VerdictCause] = []
    for index in 0..<count {
      var bad = SampleVerdicts.finding(
        "bad/b\(index)",
        .regressed,
        base: 1,
        head: 2,
        change: (1, 0.9, 1.1)
      )
      bad.output = String(repeating: "a line of output\n", count: 20)
      bad.next.reproduce = ["perfgate", "run", "--filter", "bad/b\(index)"]
      findings.append(bad)
      causes.append(VerdictCause(code: .regression, key: bad.key, metric: "wall"))
      findings.append(
        SampleVerdicts.finding(
          "odd/b\(index)",
          .suspected,
          base: 1,
          head: 1.2,
          change: (0.2, -0.1, 0.4)
        )
      )
      findings.append(
        SampleVerdicts.finding(
          "ok/b\(index)",
          .unchanged,
          base: 1,
          head: 1,
          change: (0, -0.02, 0.02)
        )
      )
    }
    return SampleVerdicts.verdict(exit: .regression, causes: causes, results: findings)
  }
}
