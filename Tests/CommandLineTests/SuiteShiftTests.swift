import PerfgateTestSupport
import Testing

@Suite(.waiting)
struct SuiteShiftTests {
  private func configuration(_ nap: String) -> String {
    let benchmarks = (1...8).map { "  - {id: nap\($0), command: [sleep, \"\(nap)\"]}" }
    return """
      defaults: {warmup: 0, samples: {min: 3, max: 3, time: 10ms}}
      benchmarks:
      \(benchmarks.joined(separator: "\n"))
      rules:
        - {match: {metric: cpu}, limit: off}
        - {match: {metric: peak_rss}, limit: off}
      """
  }

  @Test("console and Markdown say that a whole suite moved together")
  func together() throws {
    let project = try TestProject(configuration("0.03"))
    #expect(try project.perfgate("--update-baseline", "--quiet").exit == 0)
    try project.write(configuration("0.12"))
    let run = try project.perfgate()
    #expect(run.exit == 10, "\(run.transcript)")
    #expect(run.flatOutput.contains("all 8 benchmarks moved by about +"), "\(run.transcript)")
    let markdown = try project.folder.text(of: "perfgate-out/report.md")
    #expect(markdown.contains("all 8 benchmarks moved by about"), "\(markdown)")
  }
}
