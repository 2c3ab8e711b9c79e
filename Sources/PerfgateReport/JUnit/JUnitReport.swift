package import PerfgateModel

/// The verdict as JUnit XML, written through libxml2.
package enum JUnitReport {
  /// Which consumers the file is for.
  package enum Dialect: String, Sendable, CaseIterable {
    /// Valid against the XSD of Jenkins' xUnit plugin.
    case strict
    /// With file, line and properties of each case.
    case rich
  }

  /// Which cases of evals are testcases of their own.
  package enum Cases: Sendable {
    case none
    /// Those that the verdict lists, since they broke or were mended.
    case changed
    /// Every case of these evals.
    case all([BenchmarkKey: CaseListing])
  }

  /// Takes the next bytes of a file; they come in pieces of about 64 KiB.
  package typealias Sink = ([UInt8]) throws(GateError) -> Void

  /// Gives the next bytes of a file to be checked; `nil` or nothing at the end.
  package typealias Source = () throws(GateError) -> [UInt8]?

  /// Writes one testcase for each benchmark and metric, and one for each reason that concerns the whole run.
  ///
  /// - Parameters:
  ///   - verdict: The verdict.
  ///   - dialect: Which consumers the file is for.
  ///   - cases: Which cases of evals are testcases, too.
  ///   - sink: Takes the bytes, in pieces of about 64 KiB.
  /// - Returns: How many cases were written.
  /// - Throws: What the sink throws, or `GateError` with exit 70 where libxml2 refuses to write.
  @discardableResult
  package static func render(
    _ verdict: VerdictDocument,
    dialect: Dialect = .strict,
    cases: Cases = .none,
    to sink: @escaping Sink
  ) throws(GateError) -> Int {
    let plan = JUnitPlan(verdict, cases: cases)
    let xml = try XMLStream(to: sink)
    let all = plan.suites.flatMap(\.places)
    let attributes = [
      ("name", verdict.suite.isEmpty ? "default" : XMLText.singleLine(verdict.suite)),
      ("tests", String(all.count)),
      ("failures", String(all.count { $0.outcome == .failure })),
      ("errors", String(all.count { $0.outcome == .error })),
      ("time", seconds(all.reduce(0) { $0 + $1.milliseconds })),
    ]
    try xml.element("testsuites", attributes) { () throws(GateError) in
      for suite in plan.suites { try write(suite, plan, dialect, to: xml) }
    }
    try xml.finish()
    return all.count
  }

  /// The whole file.
  ///
  /// - Throws: `GateError` with exit 70 where libxml2 refuses to write.
  package static func bytes(
    _ verdict: VerdictDocument,
    dialect: Dialect = .strict,
    cases: Cases = .none
  ) throws(GateError) -> [UInt8] {
    let whole = Collected()
    try render(verdict, dialect: dialect, cases: cases) { whole.bytes += $0 }
    return whole.bytes
  }

  private final class Collected {
    var bytes: [UInt8] = []
  }
}

// Elements.
extension JUnitReport {
  private static func write(
    _ suite: JUnitPlan.Suite,
    _ plan: JUnitPlan,
    _ dialect: Dialect,
    to xml: XMLStream
  ) throws(GateError) {
    let attributes = [
      ("name", suite.name),
      ("tests", String(suite.places.count)),
      ("failures", String(suite.count(.failure))),
      ("errors", String(suite.count(.error))),
      ("skipped", String(suite.count(.skipped))),
      ("time", seconds(suite.milliseconds)),
    ]
    try xml.element("testsuite", attributes) { () throws(GateError) in
      for place in suite.places { try write(plan.testCase(place, in: suite), dialect, to: xml) }
    }
  }

  private static func write(
    _ testCase: JUnitCase,
    _ dialect: Dialect,
    to xml: XMLStream
  ) throws(GateError) {
    var attributes = [
      ("classname", testCase.className), ("name", testCase.name),
      ("time", seconds(testCase.milliseconds)),
    ]
    if dialect == .rich, let rule = testCase.finding?.rule, !rule.file.isEmpty {
      attributes.append(("file", XMLText.singleLine(rule.file)))
      if let line = rule.line, line > 0 { attributes.append(("line", String(line))) }
    }
    try xml.element("testcase", attributes) { () throws(GateError) in
      if dialect == .rich, let finding = testCase.finding { try write(finding, to: xml) }
      try writeOutcome(testCase, to: xml)
    }
  }

  /// Some consumers read the attribute alone and some the body alone: both hold the message.
  ///
  /// Names of cases identify them and stay what they are; what people read reorders nothing.
  private static func writeOutcome(
    _ testCase: JUnitCase,
    to xml: XMLStream
  ) throws(GateError) {
    let body = ([testCase.message] + testCase.lines).map(VisibleText.multiLine)
      .joined(separator: "\n")
    let name: String
    switch testCase.outcome {
    case .passed:
      try xml.element("system-out") { () throws(GateError) in try xml.text(body) }
      return
    case .skipped: name = "skipped"
    case .failure: name = "failure"
    case .error: name = "error"
    }
    let attributes = [
      ("type", testCase.type), ("message", VisibleText.singleLine(testCase.message)),
    ]
    try xml.element(name, attributes) { () throws(GateError) in try xml.text(body) }
  }

  private static func write(_ finding: Finding, to xml: XMLStream) throws(GateError) {
    let change = finding.change
    let numbers: [(String, Double?)] = [
      ("base", finding.base?.center), ("head", finding.head?.center),
      ("change", change?.estimate), ("change_low", change?.low), ("change_high", change?.high),
      ("limit", finding.limit), ("provable", finding.provable),
      ("rounds", (finding.evidence?.rounds?.rounds).map(Double.init)),
      ("evidence_worse", finding.evidence?.rounds?.worse),
      ("evidence_below", finding.evidence?.rounds?.below),
      ("budget_max", finding.budget?.maximum), ("budget_min", finding.budget?.minimum),
    ]
    var properties = [("state", finding.state.rawValue), ("severity", finding.severity.rawValue)]
    properties += [("unit", finding.unit?.rawValue), ("owner", finding.owner)]
      .compactMap { name, value in value.map { (name, VisibleText.singleLine($0)) } }
    properties += numbers.compactMap { name, value in value.map { (name, JSONNumber.text($0)) } }
    try xml.element("properties") { () throws(GateError) in
      for (name, value) in properties {
        try xml.element("property", [("name", name), ("value", value)])
      }
    }
  }

  /// Milliseconds as seconds with three decimals and no grouping.
  private static func seconds(_ milliseconds: Int) -> String {
    let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    let digits = String(rest)
    return "\(whole).\(String(repeating: "0", count: 3 - digits.utf8.count))\(digits)"
  }
}
