import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("A suite compared with itself", .waiting)
struct SelfTestTests {
  private static let configuration = """
    defaults: {warmup: 0}
    benchmarks:
      - {id: nap, command: [sleep, "0.02"]}
      - {id: other, command: [sleep, "0.01"]}
    rules:
      - {match: {metric: cpu}, limit: off}
      - {match: {metric: peak_rss}, limit: off}
      - {match: {metric: wall}, against: {limit: 40%, tolerance: 10%}}
    """

  @Test("unchanged naps are passed, and every run is kept")
  func unchanged() throws {
    let project = try TestProject(Self.configuration)
    let run = try project.perfgate("doctor", "--selftest", "2", "--filter", "nap", "--out", "kept")
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(run.output.hasPrefix("A against A: 2 runs"))
    #expect(run.flatOutput.contains("unchanged, called slower 0 of 2, 0%"))
    #expect(run.flatOutput.contains("unchanged, suspected 0 of 2, 0%"), "\(run.transcript)")
    #expect(run.flatOutput.contains("runs that the gate fails 0 of 2, 0%"))
    #expect(run.flatOutput.contains("nap wall"))
    #expect(!run.output.contains("other"))
    let path = project.folder.path("kept/run-0002.json")
    let document = try RunDocument(bytes: Files.readBytes(at: path), path: path)
    #expect(document.isInterleaved)
    let first = project.folder.path("kept/run-0001.json")
    #expect(try RunDocument(bytes: Files.readBytes(at: first), path: first).seed != document.seed)
    #expect(Files.exists(project.folder.path("kept/verdict-0002.json")))
  }

  @Test("an injected slowdown is found")
  func injected() throws {
    let project = try TestProject(Self.configuration)
    let run = try project.perfgate("doctor", "--selftest", "2", "--inject", "100%", "-q")
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(run.diagnostics == "")
    #expect(run.output.hasPrefix("A against A with times made 100% longer: 2 runs"))
    #expect(run.flatOutput.contains("slowed, found where decided 4 of 4, 100%"))
  }

  @Test(
    "what cannot be asked for",
    arguments: [
      ["--selftest", "0"], ["--inject", "5%"], ["--selftest", "1", "--inject", "5"],
      ["--selftest", "1", "--json"], ["--out", "kept"],
    ]
  )
  func mistakes(arguments: [String]) throws {
    let project = try TestProject(Self.configuration)
    let run = try project.perfgate(["doctor"] + arguments)
    #expect(run.exit == 64, "\(run.transcript)")
    #expect(run.output == "")
  }
}
