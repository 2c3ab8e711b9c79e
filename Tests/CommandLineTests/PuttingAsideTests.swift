import PerfgateModel
import PerfgateTestSupport
import Testing

@Suite("Rules that put aside, ratchets and existing breaches", .waiting)
struct PuttingAsideTests {
  private func aside(_ until: String) -> String {
    "\n  - {match: {id: nap}, enforce: false, until: \(until), reason: \"waits for #812\"}\n"
  }

  @Test("a rule that puts aside keeps a regression from failing until its day, in every report")
  func untilTheDay() throws {
    let other = "  - {id: other, command: [sleep, '0.1']}"
    let project = try TestProject(TestProject.sleeping("0.1", more: other))
    try #require(try project.perfgate("--update-baseline").exit == 0)
    try project.write(TestProject.sleeping("0.3", more: other) + aside("9999-12-31"))
    let green = try project.perfgate()
    #expect(green.exit == 0, "\(green.transcript)")
    let title = "Put aside until 9999-12-31: waits for #812"
    #expect(green.output.contains(title))
    #expect(try project.verdict().finding("nap").state == .regressed)
    for (file, words) in [
      ("verdict.txt", title), ("report.md", "Put aside until 9999-12-31"),
      ("junit.xml", "put aside until 9999-12-31: waits for #812"),
    ] {
      #expect(try project.folder.text(of: "perfgate-out/\(file)").contains(words), "\(file)")
    }
    try project.write(TestProject.sleeping("0.3", more: other) + aside("2020-02-29"))
    let red = try project.perfgate()
    #expect(red.exit == 10, "\(red.transcript)")
    #expect(red.flatOutput.contains("the rule at perfgate.yaml:10 ended on 2020-02-29"))
  }

  @Test("a crash that is put aside does not fail, and is no pass where nothing else is decided")
  func crash() throws {
    let crash = "  - {id: crash, command: [sh, -c, 'exit 3']}"
    let rule =
      "\n  - {match: {id: crash}, enforce: false, until: 9999-12-31, reason: \"#1\"}\n"
    let project = try TestProject(TestProject.sleeping("0.1", more: crash) + rule)
    #expect(try project.perfgate("--update-baseline").exit == 0)
    let run = try project.perfgate()
    #expect(run.exit == 0, "\(run.transcript)")
    let alone = try project.perfgate("--filter", "crash")
    #expect(alone.exit == 20, "\(alone.transcript)")
  }

  @Test("a ratchet is shown with what the rule says, and a breach with what can be done")
  func ratchet() throws {
    let rules = """

        - match: {id: print, metric: output_size}
          limit: 50%
          budget: {max: 1kB, ratchet: 2%}
      """
    func print(_ bytes: Int) -> String {
      TestProject.sleeping(
        "0.05",
        more: "  - {id: print, command: [sh, -c, 'head -c \(bytes) /dev/zero']}"
      ) + rules + "\n  - {match: {id: print, metric: wall}, limit: off}\n"
    }
    let project = try TestProject(print(100))
    try #require(try project.perfgate("--update-baseline").exit == 0)
    try project.write(print(110))
    let run = try project.perfgate()
    #expect(run.exit == 11, "\(run.transcript)")
    #expect(run.flatOutput.contains("ratchet of 2% on the committed level, the rule says 1,000 B"))
    #expect(run.flatOutput.contains("a budget cannot be accepted: change it at perfgate.yaml:10"))
  }
}
