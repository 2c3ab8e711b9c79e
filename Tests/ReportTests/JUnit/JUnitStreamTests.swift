import PerfgateModel
import PerfgateSchemas
import Testing

@testable import PerfgateReport

struct JUnitStreamTests {
  private final class Pieces {
    var pieces: [[UInt8]] = []
    var next = 0
  }

  @Test func `Random texts come back as they were sanitised`() throws {
    var random = SeededText(seed: 20_260_301)
    let texts = (0..<20_000).map { _ in random.text() }
    let collected = Pieces()
    let xml = try XMLStream { collected.pieces.append($0) }
    try xml.element("all") { () throws(GateError) in
      for text in texts {
        try xml.element("one", [("value", text)]) { () throws(GateError) in try xml.text(text) }
      }
    }
    try xml.finish()

    var values: [String] = []
    var bodies: [String] = []
    let reading = try XMLReading(
      from: { () throws(GateError) in
        collected.next += 1
        return collected.next <= collected.pieces.count ? collected.pieces[collected.next - 1] : nil
      },
      schema: nil,
      visit: { part in
        switch part {
        case .start("one"): bodies.append("")
        case .attribute(_, let value): values.append(value)
        case .text(let text) where !bodies.isEmpty: bodies[bodies.count - 1] += text
        default: break
        }
      }
    )
    #expect(reading.outcome == .valid)
    let expected = texts.map { Array(XMLText.sanitized($0).unicodeScalars) }
    #expect(values.map { Array($0.unicodeScalars) } == expected)
    #expect(bodies.count == texts.count)
    let different = zip(bodies, expected).count { body, text in
      // Between elements the writer's own indentation follows the last text.
      !Array(body.unicodeScalars).starts(with: text)
    }
    #expect(different == 0)
  }

  @Test func `Many cases pass through in small pieces`() throws {
    let findings = (0..<20_000).map { SampleVerdicts.finding("group\($0 % 50)/b\($0)", .unchanged) }
    let verdict = SampleVerdicts.verdict(exit: .pass, results: findings)
    let collected = Pieces()
    let cases = try JUnitReport.render(verdict) { collected.pieces.append($0) }
    #expect(cases == findings.count)
    #expect((collected.pieces.map(\.count).max() ?? 0) < 100_000)
    #expect(collected.pieces.count > 10)
    try JUnitReport.check(expectedCases: cases) { () throws(GateError) in
      collected.next += 1
      return collected.next <= collected.pieces.count ? collected.pieces[collected.next - 1] : nil
    }
  }

  @Test func `A sink that fails ends the writing with its own error`() throws {
    let verdict = SampleVerdicts.mixed
    let error = GateError(.cannotWrite, "disk full")
    #expect(throws: error) {
      try JUnitReport.render(verdict) { (_: [UInt8]) throws(GateError) in throw error }
    }
  }

  @Test func `A source that fails ends the check with its own error`() throws {
    let error = GateError(.missingInput, "gone")
    #expect(throws: error) {
      try JUnitReport.check(expectedCases: 1) { () throws(GateError) in throw error }
    }
  }

  @Test(arguments: [
    ("<testsuites", "not well-formed"), ("", "not well-formed"), ("<a/>", "does not obey"),
    ("<testsuites name='a' tests='0' failures='0' errors='0' time='1'/>", "does not obey"),
    ("<testsuites name='a' tests='0' failures='0' errors='0' time='1.000'/>", "0 cases"),
    ("<!DOCTYPE a SYSTEM 'http://127.0.0.1/x.dtd'><testsuites/>", "document type"),
    (
      "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><testsuites name='&x;'/>",
      "the JUnit report"
    ),
  ])
  func `A file that is wrong is refused with exit 70`(text: String, phrase: String) throws {
    let error = try #require(throws: GateError.self) {
      try JUnitReport.check(Array(text.utf8), expectedCases: 1)
    }
    #expect(error.exit == .internalFault)
    #expect(error.diagnostics.first?.message.contains(phrase) == true, "\(error)")
  }

  @Test func `Two outcomes in a case are refused, with the line`() throws {
    let text = """
      <testsuites name="a" tests="1" failures="1" errors="0" time="0.000">
      <testsuite name="a" tests="1" failures="1" errors="0" skipped="0" time="0.000">
      <testcase classname="a" name="b" time="0.000">
      <failure type="perfgate.x" message="m">m</failure>
      <error type="perfgate.x" message="m">m</error>
      </testcase></testsuite></testsuites>
      """
    let error = try #require(throws: GateError.self) {
      try JUnitReport.check(Array(text.utf8), expectedCases: 1)
    }
    #expect(error.diagnostics.first?.notes.first?.hasPrefix("line 5: ") == true, "\(error)")
  }

  @Test func `A schema that refers to other files is refused`() throws {
    let schema = """
      <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
      <xs:include schemaLocation="http://127.0.0.1:1/other.xsd"/></xs:schema>
      """
    let error = try #require(throws: GateError.self) {
      try JUnitReport.check([], expectedCases: 1, schema: Array(schema.utf8))
    }
    #expect(error.diagnostics.first?.message.contains("schema cannot be used") == true)
  }

  @Test func `The schemas of the repository are embedded`() throws {
    #expect(String(decoding: EmbeddedSchema.junit, as: UTF8.self).contains("<xs:schema"))
    for name in EmbeddedSchema.names { #expect(EmbeddedSchema.json(named: name)?.isEmpty == false) }
    #expect(EmbeddedSchema.json(named: "other-v1") == nil)
  }
}
