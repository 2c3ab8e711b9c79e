import PerfgateModel
import PerfgateTestSupport
import Testing

/// Ids of evals and cases, outputs and errors that try to be something else, through the whole tool.
@Suite("Hostile texts of evals", .waiting)
struct HostileCaseTests {
  /// Each is an id of a case, what it asks, and what the target answers or fails with.
  private static let texts = [
    "\u{202E}txt.exe", "\u{2066}x\u{2069}", "a\nb", "a\r\n\tb", "\u{1B}[2J\u{1B}[31mred",
    "\u{9B}1mc",
    "]]>", "<img src=x onerror=alert(1)>", "| a ` b |", "@octocat", "--> <!-- b", "::error::x",
    "\u{0}nul", "\u{2028}line",
  ]

  /// Answers with what it was asked, or fails with it.
  private static let worker = """
    import json, os, sys
    def say(**members):
        sys.stdout.write(json.dumps(members) + "\\n")
        sys.stdout.flush()
    say(hello={"protocol": "perfgate.worker/1"})
    for line in sys.stdin:
        r = json.loads(line)
        if r["input"].startswith("fail"): say(id=r["id"], error={"kind": "k", "message": r["input"]})
        else: say(id=r["id"], output=("no " if os.path.exists("wrong") else "") + r["input"])
    """

  private func project(id: String, failing: Bool = false) throws -> TestProject {
    let project = try TestProject(
      """
      suite: answers
      evals:
        - id: \(JSONWriter.text(.string(id), form: .compact))
          dataset: {path: qa.jsonl}
          target: {type: worker, command: [python3, -S, worker.py], inputs: [worker.py]}
          scorers: [{type: exact}]
          caps: {error_rate: 60%}
      """
    )
    let rows = Self.texts.enumerated().flatMap { index, text -> [JSONValue] in
      // No id has a control character: a row that gives it one is no case.
      let isID = !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
      let (id, lost) = isID ? (text, "fail \(text)") : ("c\(index)", "fail \(index)")
      let row: JSONValue = .object([
        "id": .string(id), "input": .string(text), "expected": .string(text),
      ])
      let failed: JSONValue = .object([
        "id": .string(lost), "input": .string("fail \(text)"), "expected": .string(text),
      ])
      return failing ? [row, failed] : [row]
    }
    let lines = rows.map { JSONWriter.text($0, form: .compact) }
    try project.folder.write(lines.joined(separator: "\n") + "\n", to: "qa.jsonl")
    try project.folder.write(Self.worker, to: "worker.py")
    return project
  }

  @Test("ids of cases, outputs and errors reach every report harmless")
  func cases() throws {
    let project = try project(id: "qa", failing: true)
    let recorded = try project.perfgate("baseline", "record")
    #expect(recorded.exit == 0, "\(recorded.transcript)")
    try project.folder.write("", to: "wrong")
    let shown = try project.perfgate("eval", "qa")
    let run = try project.perfgate("run", "--verbose")
    #expect(run.exit == 10, "\(run.transcript)")
    for text in [shown.output, shown.diagnostics, run.output, run.diagnostics] {
      HostileNameTests.expectHarmless(text)
    }
    for name in ["verdict.txt", "junit.xml", "report.md"] {
      let report = try project.folder.text(of: "perfgate-out/\(name)")
      #expect(report.contains("\u{FFFD}txt.exe"), "\(name)")
      HostileNameTests.expectHarmless(report)
    }
    #expect(try project.verdict().exhibits.cases.first?.brokeCount == Self.texts.count)
  }

  @Test("an id that reorders what is around it is shown harmless, and one with a line end refused")
  func ids() throws {
    let project = try project(id: "\u{202E}qa")
    #expect(try project.perfgate("baseline", "record", "-q").exit == 0)
    try project.folder.write("", to: "wrong")
    for arguments in [["eval", "\u{202E}qa"], ["run", "--verbose"], ["list"], ["explain", "**"]] {
      let shown = try project.perfgate(arguments)
      HostileNameTests.expectHarmless(shown.output)
      HostileNameTests.expectHarmless(shown.diagnostics)
    }
    for name in ["verdict.txt", "report.md"] {
      HostileNameTests.expectHarmless(try project.folder.text(of: "perfgate-out/\(name)"))
    }
    let refused = try self.project(id: "a\nb").perfgate("list")
    #expect(refused.exit == 78, "\(refused.transcript)")
    #expect(refused.diagnostics.contains("control characters"), "\(refused.transcript)")
  }
}
