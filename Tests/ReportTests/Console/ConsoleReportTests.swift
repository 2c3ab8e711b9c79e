import PerfgateModel
import Testing

@testable import PerfgateReport

struct ConsoleReportTests {
  @Test(arguments: SampleVerdicts.named.map(\.name))
  func `The text file looks as it was reviewed`(name: String) throws {
    let text = ConsoleReport.render(try sample(name), style: .file)
    try GoldenFile.expect(text, matches: "\(name).verdict.txt")
  }

  @Test(arguments: ["pass", "mixed", "first-run", "against", "against-pass"])
  func `A normal report looks as it was reviewed`(name: String) throws {
    let style = ConsoleStyle(color: false, width: 80, detail: .normal)
    try GoldenFile.expect(
      ConsoleReport.render(try sample(name), style: style),
      matches: "\(name).normal.txt"
    )
  }

  @Test func `A quiet report is the headline and a line for each failure`() {
    let style = ConsoleStyle(color: false, width: 2000, detail: .quiet)
    let lines = ConsoleReport.render(SampleVerdicts.mixed, style: style).split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[0].hasPrefix("FAIL: "))
    #expect(
      ConsoleReport.render(SampleVerdicts.pass, style: style).split(separator: "\n").count == 1
    )
  }

  @Test(arguments: SampleVerdicts.named.map(\.name), ConsoleStyle.Detail.allCases)
  func `Nothing but line ends and asked-for colours reaches the terminal`(
    name: String,
    detail: ConsoleStyle.Detail
  ) throws {
    let verdict = try sample(name)
    let plain = ConsoleStyle(color: false, width: 100, detail: detail)
    let text = ConsoleReport.render(verdict, style: plain)
    let harmful = text.unicodeScalars.filter { scalar in
      scalar != "\n" && (scalar.properties.generalCategory == .control || scalar == "\u{202E}")
    }
    #expect(harmful.isEmpty)
    var painted = plain
    painted.color = true
    let colored = ConsoleReport.render(verdict, style: painted)
    #expect(colored.contains("\u{1B}["))
    #expect(EscapeSequences.stripped(colored) == text)
  }

  @Test(arguments: [40, 80, 120])
  func `Sentences keep within the width`(width: Int) {
    let style = ConsoleStyle(color: false, width: width, detail: .normal)
    let text = ConsoleReport.render(SampleVerdicts.pass, style: style)
    for line in text.split(separator: "\n") { #expect(TerminalText.width(String(line)) <= width) }
  }

  @Test func `Every finding of a verbose report is shown`() {
    for name in SampleVerdicts.named {
      let style = ConsoleStyle(color: false, width: 10_000, detail: .verbose)
      let text = ConsoleReport.render(name.verdict, style: style)
      for finding in name.verdict.results {
        #expect(text.contains(TerminalText.safe(finding.key.description)), "\(name.name)")
      }
    }
  }

  @Test func `A distribution shows where values lie and survives any number`() throws {
    let range = try #require(Distribution(of: [[0, 1, 1], [4]]))
    #expect(range.bars([0, 1, 1], bins: 4) == "▄█  ")
    #expect(range.bars([4], bins: 4) == "   █")
    let huge = [-Double.greatestFiniteMagnitude, .nan, .infinity, Double.greatestFiniteMagnitude]
    #expect(Distribution(of: [huge])?.bars(huge, bins: 3) == "█ █")
    #expect(Distribution(of: [[5, 5]])?.bars([5, 5], bins: 3) == " █ ")
    #expect(Distribution(of: [[.nan], []]) == nil)
  }

  private func sample(_ name: String) throws -> VerdictDocument {
    try #require(SampleVerdicts.named.first { $0.name == name }?.verdict)
  }
}
