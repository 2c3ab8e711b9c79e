import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

/// The life of an eval's baseline: a document of levels, and beside it the outcome of every case.
@Suite("Baselines of evals on the command line", .waiting)
struct EvalBaselineTests {
  private static func configuration(id: String = "qa") -> String {
    """
    suite: answers
    evals:
      - id: \(id)
        dataset: {path: qa.jsonl}
        target: {type: replay, path: replies.jsonl}
        scorers: [{type: exact}]
    """
  }

  private static let inCI = ["CI": "true"]

  private func project(recording isRecorded: Bool = true) throws -> TestProject {
    let project = try TestProject(Self.configuration())
    let cases = (0..<60).map { #"{"id": "q\#($0)", "input": "?", "expected": "a\#($0)"}"# }
    try project.folder.write(cases.joined(separator: "\n"), to: "qa.jsonl")
    try reply(in: project, wrong: 0)
    if isRecorded {
      let recorded = try project.perfgate("baseline", "record", "-q")
      try #require(recorded.exit == 0, "\(recorded.transcript)")
    }
    return project
  }

  /// Records replies, the first of which are wrong.
  private func reply(in project: TestProject, wrong: Int) throws {
    let replies = (0..<60).map { index in
      #"{"id": "q\#(index)", "output": "\#(index < wrong ? "no" : "a\(index)")"}"#
    }
    try project.folder.write(replies.joined(separator: "\n"), to: "replies.jsonl")
  }

  /// The files of baselines, without the class's own.
  private func files(_ project: TestProject) throws -> [String] {
    try project.shell("cd baselines && find . -type f ! -name '_*' | sort").output
      .split(separator: "\n").map(String.init)
  }

  /// The compared cases of the last run.
  private func compared(_ project: TestProject) throws -> Int? {
    try project.verdict().exhibits.cases.first?.compared
  }

  @Test("renaming moves the outcomes of cases along, and they are compared under the new name")
  func rename() throws {
    let project = try project()
    let before = try files(project)
    #expect(before.count >= 2 && before.allSatisfy { $0.contains("/answers/qa.") }, "\(before)")
    let moved = try project.perfgate("baseline", "rename", "qa", "deep/answers")
    #expect(moved.exit == 0, "\(moved.transcript)")
    let after = try files(project)
    #expect(after.count == before.count, "\(after)")
    #expect(after.allSatisfy { $0.contains("/answers/deep/answers.") }, "\(after)")
    try project.write(Self.configuration(id: "deep/answers"))
    try reply(in: project, wrong: 20)
    let worse = try project.perfgate("run")
    #expect(worse.exit == 10, "\(worse.transcript)")
    #expect(try compared(project) == 60)
  }

  @Test("an eval that says what it was is compared with the outcomes of that")
  func was() throws {
    let project = try project()
    try project.write(
      Self.configuration(id: "answers").replacing("id: answers", with: "id: answers\n    was: qa")
    )
    let green = try project.perfgate("run")
    #expect(green.exit == 0, "\(green.transcript)")
    #expect(try compared(project) == 60)
    try #require(try project.perfgate("baseline", "record", "-q").exit == 0)
    let files = try files(project)
    #expect(files.allSatisfy { $0.contains("/answers/answers.") }, "\(files)")
  }

  @Test("pruning takes the outcomes of cases away with the levels, and only those of what is gone")
  func prune() throws {
    let project = try project()
    let other = """

        - id: more
          dataset: {path: qa.jsonl}
          target: {type: replay, path: replies.jsonl}
          scorers: [{type: exact}]
      """
    try project.write(Self.configuration() + other)
    try #require(try project.perfgate("baseline", "record", "-q").exit == 0)
    let both = try files(project)
    try project.write(Self.configuration())
    let pruned = try project.perfgate("baseline", "prune")
    #expect(pruned.exit == 0 && pruned.output.contains("more"), "\(pruned.transcript)")
    let left = try files(project)
    #expect(left == both.filter { !$0.contains("/more.") } && left.count < both.count, "\(left)")
    let green = try project.perfgate("run")
    #expect(green.exit == 0, "\(green.transcript)")
    #expect(try compared(project) == 60)
  }

  @Test("what CI proposes is applied with the outcomes of cases, a drop with a reason alone")
  func propose() throws {
    let project = try project(recording: false)
    let first = try project.perfgate("run", "--propose", environment: Self.inCI)
    #expect(first.exit == 20, "\(first.transcript)")
    let applied = try project.perfgate("baseline", "apply", "perfgate-out")
    #expect(applied.exit == 0, "\(applied.transcript)")
    #expect(try project.perfgate("run").exit == 0)
    #expect(try compared(project) == 60)
    try reply(in: project, wrong: 20)
    let worse = try project.perfgate("run", "--propose", environment: Self.inCI)
    #expect(worse.exit == 10, "\(worse.transcript)")
    let refused = try project.perfgate("baseline", "apply", "perfgate-out")
    #expect(refused.exit == 10, "\(refused.transcript)")
    let taken = try project.perfgate("baseline", "apply", "perfgate-out", "--reason", "harder")
    #expect(taken.exit == 0, "\(taken.transcript)")
    let green = try project.perfgate("run")
    #expect(green.exit == 0, "\(green.transcript)")
    let exhibit = try #require(try project.verdict().exhibits.cases.first)
    #expect(exhibit.compared == 60 && exhibit.brokeCount == 0)
  }

  @Test("explain tells what is judged of an eval, and which evals there are instead of none")
  func explain() throws {
    let project = try project()
    let known = try project.perfgate("explain", "qa")
    #expect(known.exit == 0, "\(known.transcript)")
    for word in ["pass_rate", "score", "60 cases"] {
      #expect(known.flatOutput.contains(word), "\(word): \(known.transcript)")
    }
    let unknown = try project.perfgate("explain", "qb")
    #expect(unknown.exit == 64 && unknown.diagnostics.contains("'qa'"), "\(unknown.transcript)")
  }

  @Test("JUnit lists every case where that is asked for, and reports of the same run list the same")
  func listing() throws {
    let project = try project()
    try project.write(Self.configuration() + "\nreports: {junit: {cases: true}}\n")
    try reply(in: project, wrong: 20)
    #expect(try project.perfgate("run").exit == 10)
    func counts(_ path: String) throws -> [Int] {
      let text = try project.folder.text(of: path)
      return [#"classname="answers.qa.cases""#, "broke: passed"].map { mark in
        text.split(separator: "<testcase").count { $0.contains(mark) }
      }
    }
    #expect(try counts("perfgate-out/junit.xml") == [60, 20])
    #expect(try project.perfgate("check", "perfgate-out/run.json", "--out", "again").exit == 10)
    #expect(try counts("again/junit.xml") == [60, 20])
    let report = { (document: String) in
      try project.perfgate("report", document, "--junit", "one.xml").exit
    }
    #expect(try report("perfgate-out/run.json") == 0)
    #expect(try counts("one.xml") == [60, 20])
  }
}
