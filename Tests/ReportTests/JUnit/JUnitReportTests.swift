import PerfgateModel
import Testing

@testable import PerfgateReport

struct JUnitReportTests {
  @Test(arguments: SampleVerdicts.named.map(\.name), JUnitReport.Dialect.allCases)
  func `Every verdict is valid against perfgate's schema`(
    name: String,
    dialect: JUnitReport.Dialect
  ) throws {
    let verdict = try sample(name)
    let bytes = try JUnitReport.bytes(verdict, dialect: dialect)
    let cases =
      verdict.results.count + CauseIndex(verdict).ofRun.count
      + (RunWording.notes(verdict).isEmpty ? 0 : 1)
    try JUnitReport.check(bytes, expectedCases: cases)
  }

  @Test(arguments: SampleVerdicts.named.map(\.name))
  func `The strict dialect is valid against Jenkins' schema`(name: String) throws {
    let verdict = try sample(name)
    let schema = try Fixture.bytes("jenkins-junit-10.xsd")
    let bytes = try JUnitReport.bytes(verdict, dialect: .strict)
    let cases =
      verdict.results.count + CauseIndex(verdict).ofRun.count
      + (RunWording.notes(verdict).isEmpty ? 0 : 1)
    try JUnitReport.check(bytes, expectedCases: cases, schema: schema)
  }

  @Test func `Jenkins' schema refuses the rich dialect, so that it is known to look`() throws {
    let schema = try Fixture.bytes("jenkins-junit-10.xsd")
    let bytes = try JUnitReport.bytes(SampleVerdicts.mixed, dialect: .rich)
    #expect(throws: GateError.self) {
      try JUnitReport.check(bytes, expectedCases: 7, schema: schema)
    }
  }

  @Test(arguments: [
    "pass", "mixed", "first-run", "measure", "too-many-inconclusive", "against",
    "against-base-fails",
  ])
  func `The file looks as it was reviewed`(name: String) throws {
    let bytes = try JUnitReport.bytes(try sample(name))
    try GoldenFile.expect(String(decoding: bytes, as: UTF8.self), matches: "\(name).junit.xml")
  }

  @Test func `Cases of evals are testcases where that is asked for`() throws {
    for verdict in [SampleVerdicts.evals, SampleVerdicts.hostileEvals] {
      let bytes = try JUnitReport.bytes(verdict, cases: .changed)
      let changes = verdict.exhibits.cases.reduce(0) { sum, exhibit in
        let unlisted = [true, false].count { exhibit.unlistedCount(isBroken: $0) > 0 }
        return sum + exhibit.broke.count + exhibit.mended.count + unlisted
      }
      let schema = try Fixture.bytes("jenkins-junit-10.xsd")
      try JUnitReport.check(
        bytes,
        expectedCases: verdict.results.count + 1 + changes,
        schema: schema
      )
    }
    let bytes = try JUnitReport.bytes(SampleVerdicts.evals, cases: .changed)
    try GoldenFile.expect(String(decoding: bytes, as: UTF8.self), matches: "evals.junit.xml")
  }

  @Test func `Cases that broke are red only where a score fails, and not where too much errored`()
    throws
  {
    var errored = Finding(key: SampleVerdicts.key("qa"), metric: "error_rate", state: .errored)
    errored.detail = "80 of 100 cases errored (80%), more than error_rate allows (0%)"
    var verdict = SampleVerdicts.verdict(
      exit: .benchmarkFailed,
      causes: [VerdictCause(code: .benchmarkFailed, key: errored.key, metric: "error_rate")],
      results: [errored]
    )
    verdict.exhibits.cases = SampleVerdicts.evals.exhibits.cases
    func children(_ verdict: VerdictDocument) throws -> [[String]] {
      let suites = try ParsedJUnit(try JUnitReport.bytes(verdict, cases: .changed)).suites
      let suite = suites.first { $0.attributes["name"]?.hasSuffix("qa.cases") == true }
      return try #require(suite).cases.map(\.children)
    }
    let calm = try children(verdict)
    #expect(calm.count == 18 && !calm.contains { $0.contains("failure") || $0.contains("error") })
    let red = try children(SampleVerdicts.evals)
    #expect(red.count { $0.contains("failure") } == 16)
  }

  @Test func `Every case is a testcase where all are at hand, and what did not pass is not green`()
    throws
  {
    func table(_ outcomes: [(String, CaseResult.Outcome)]) throws -> CaseTable {
      var builder = CaseTableBuilder()
      for (index, (id, outcome)) in outcomes.enumerated() {
        var result = CaseResult(
          caseDigest: String(repeating: String(index, radix: 16), count: 64),
          repeatIndex: 0,
          configurationDigest: "c",
          id: id,
          outcome: outcome
        )
        if [.passed, .failed].contains(outcome) {
          result.total = outcome == .passed ? 1 : 0
          result.scores = ["exact": outcome == .passed ? 1 : 0]
        }
        try builder.add(result)
      }
      return builder.finished()
    }
    let outcomes: [(String, CaseResult.Outcome)] = [
      ("a", .passed), ("b", .failed), ("c", .failed), ("d", .passed), ("e", .errored),
      ("f", .skipped), ("g\u{202E}\n", .failed),
    ]
    let key = SampleVerdicts.key("qa")
    let listing = CaseListing(
      try table(outcomes),
      sharesBefore: [1, 1, 0, 0, 1, nil, nil]
    )
    func cases(_ verdict: VerdictDocument) throws -> [ParsedJUnit.Case] {
      let bytes = try JUnitReport.bytes(verdict, cases: .all([key: listing]))
      let suite = try ParsedJUnit(bytes).suites.first {
        $0.attributes["name"]?.hasSuffix("qa.cases") == true
      }
      return try #require(suite).cases
    }
    let red = try cases(SampleVerdicts.evals)
    #expect(red.map(\.name) == ["a", "b", "c", "d", "e", "f", "g\u{FFFD} "])
    let kinds = red.map { $0.children.filter { $0 != "properties" } }
    #expect(
      kinds == [
        ["system-out"], ["failure"], ["skipped"], ["system-out"], ["skipped"], ["skipped"],
        ["skipped"],
      ]
    )
    let bodies = [
      "passed as before (exact 100%)", "broke: passed -> failed (exact 0%)",
      "failed as before (exact 0%)", "mended: failed -> passed (exact 100%)",
      "errored: nothing is known of it", "skipped: it was not tried to its end",
      "failed, not compared (exact 0%)",
    ]
    #expect(red.map(\.body) == bodies)
    // Where no score fails the run, nothing of it is red.
    var green = SampleVerdicts.evals
    green.causes = []
    let calm = try cases(green)
    #expect(!calm.contains { $0.children.contains("failure") || $0.children.contains("error") })
    #expect(calm[1].children.contains("skipped"))
  }

  @Test func `A rich file looks as it was reviewed`() throws {
    let bytes = try JUnitReport.bytes(SampleVerdicts.mixed, dialect: .rich)
    try GoldenFile.expect(String(decoding: bytes, as: UTF8.self), matches: "mixed.rich.junit.xml")
  }

  @Test(arguments: SampleVerdicts.named.map(\.name))
  func `A consumer sees red exactly when the exit code is red`(name: String) throws {
    let verdict = try sample(name)
    let parsed = try ParsedJUnit(try JUnitReport.bytes(verdict))
    let isRed = parsed.cases.contains {
      $0.children.contains("failure") || $0.children.contains("error")
    }
    #expect(isRed == (verdict.exit != .pass))
  }

  @Test(arguments: GateExit.allCases.filter { $0 != .pass })
  func `An exit code without any cause is still red`(exit: GateExit) throws {
    let parsed = try ParsedJUnit(
      try JUnitReport.bytes(SampleVerdicts.verdict(exit: exit, results: []))
    )
    let only = try #require(parsed.cases.first)
    #expect(parsed.cases.count == 1)
    #expect(only.className == "perfgate")
    #expect(only.children == ["failure"] || only.children == ["error"])
  }

  @Test func `Every case has one child, and attribute and body hold the message`() throws {
    let parsed = try ParsedJUnit(try JUnitReport.bytes(SampleVerdicts.mixed))
    for testCase in parsed.cases {
      #expect(testCase.children.count == 1)
      guard testCase.children != ["system-out"] else { continue }
      let message = try #require(testCase.childAttributes["message"])
      #expect(testCase.body.hasPrefix(message))
    }
    let types = Dictionary(
      uniqueKeysWithValues: parsed.cases.map { ($0.name, $0.childAttributes["type"]) }
    )
    #expect(types["large[size=1000] wall"] == "perfgate.regression")
    #expect(types["huge peak_rss"] == "perfgate.budget")
    #expect(types["copy"] == "perfgate.missing")
    #expect(types["read"] == "perfgate.benchmark-failed")
    #expect(types["write wall"] == "perfgate.suspected")
  }

  @Test(arguments: SampleVerdicts.named.map(\.name))
  func `Totals are those of the cases`(name: String) throws {
    let parsed = try ParsedJUnit(try JUnitReport.bytes(try sample(name)))
    for suite in parsed.suites {
      let named = [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
      #expect(suite.attributes["tests"] == String(suite.cases.count))
      for (attribute, child) in named {
        let number = suite.cases.count { $0.children.contains(child) }
        #expect(suite.attributes[attribute] == String(number))
      }
      let sum = suite.cases.reduce(0) { $0 + $1.milliseconds }
      #expect(ParsedJUnit.milliseconds(suite.attributes["time"]) == sum)
    }
    let failures = parsed.cases.count { $0.children.contains("failure") }
    #expect(parsed.root["tests"] == String(parsed.cases.count))
    #expect(parsed.root["failures"] == String(failures))
  }

  @Test func `The time of a benchmark is dealt out to its cases without loss`() throws {
    var findings = ["wall", "cpu", "peak_rss"].map {
      SampleVerdicts.finding("a/b", .unchanged, metric: $0)
    }
    for index in findings.indices { findings[index].measuringSeconds = 1.0001 }
    let parsed = try ParsedJUnit(
      try JUnitReport.bytes(SampleVerdicts.verdict(exit: .pass, results: findings))
    )
    #expect(parsed.cases.map(\.milliseconds) == [334, 333, 333])
    #expect(parsed.root["time"] == "1.000")
  }

  @Test(arguments: [Double.nan, .infinity, -1, 1e300, -0.0, 1e-9])
  func `A time that makes no sense is written as one that does`(seconds: Double) throws {
    var finding = SampleVerdicts.finding("a/b", .unchanged)
    finding.measuringSeconds = seconds
    let verdict = SampleVerdicts.verdict(exit: .pass, results: [finding])
    let schema = try Fixture.bytes("jenkins-junit-10.xsd")
    let bytes = try JUnitReport.bytes(verdict)
    try JUnitReport.check(bytes, expectedCases: 1)
    try JUnitReport.check(bytes, expectedCases: 1, schema: schema)
  }

  @Test func `Hostile names give one case each, all different`() throws {
    let verdict = SampleVerdicts.hostile
    let parsed = try ParsedJUnit(try JUnitReport.bytes(verdict))
    // One more holds the notes.
    #expect(parsed.cases.count == verdict.results.count + 1)
    #expect(
      Set(parsed.cases.map { "\($0.className)\n\($0.name)" }).count == verdict.results.count + 1
    )
    for finding in verdict.results {
      let title = XMLText.sanitized(VisibleText.multiLine(FindingWording.title(finding)))
      #expect(parsed.cases.contains { $0.body.hasPrefix(title) }, "\(title)")
    }
  }

  @Test func `Ids and outputs of cases are one case each, and reorder nothing`() throws {
    var verdict = SampleVerdicts.hostileEvals
    verdict.notices.append(VerdictNotice("1 errored; the first, a\u{202E}b: exit: c\u{2066}\nd"))
    verdict.results[1].detail = "NOT gated: \u{202E}KEY is not set"
    let bytes = try JUnitReport.bytes(verdict, cases: .changed)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(
      !text.unicodeScalars.contains { "\u{202E}\u{2066}\u{2069}".unicodeScalars.contains($0) }
    )
    let parsed = try ParsedJUnit(bytes)
    let exhibit = try #require(verdict.exhibits.cases.first)
    let suite = try #require(
      parsed.suites.first { $0.attributes["name"]?.hasSuffix("cases") == true }
    )
    #expect(suite.cases.count == exhibit.brokeCount + exhibit.mendedCount)
    #expect(Set(suite.cases.map(\.name)).count == suite.cases.count)
    #expect(suite.cases.contains { $0.name == "\u{FFFD}txt.exe" })
  }

  @Test func `A reason of the run stands apart even in a suite that is called perfgate`() throws {
    var verdict = SampleVerdicts.firstRun
    verdict.suite = "perfgate"
    verdict.results = [SampleVerdicts.finding("a", .new, head: 1)]
    let parsed = try ParsedJUnit(try JUnitReport.bytes(verdict))
    #expect(parsed.suites.map { $0.attributes["name"] } == ["perfgate.run", "perfgate"])
  }

  private func sample(_ name: String) throws -> VerdictDocument {
    try #require(SampleVerdicts.named.first { $0.name == name }?.verdict)
  }
}
