import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite(.waiting)
struct WarmupTests {
  @Test("warm-up that depends on what is measured comes before the first value")
  func automatic() throws {
    let project = try TestProject(
      """
      defaults: {warmup: auto, samples: {min: 3, max: 3, time: 10s}}
      benchmarks:
        - {id: count, command: [sh, -c, "echo x >> runs"]}
      """
    )
    let run = try project.perfgate("measure", "--quiet")
    #expect(run.exit == 0, "\(run.transcript)")
    // Twelve at least, of a program that takes far less than a tenth of ten seconds.
    let runs = try project.folder.text(of: "runs").split(separator: "\n").count
    #expect(runs >= 12 + 3)
    #expect((runs - 3) % 6 == 0)
  }

  @Test("a warm-up that is neither a count nor auto is an error with its place")
  func malformed() throws {
    let project = try TestProject("benchmarks: [{command: [\"true\"], warmup: soon}]")
    let run = try project.perfgate("list")
    #expect(run.exit == 78)
    #expect(run.diagnostics.contains("a whole number from 0 to 1000, or auto"), "\(run.transcript)")
  }

  @Test("a program with two speeds is told to have two")
  func bimodal() throws {
    let project = try TestProject(
      """
      defaults: {warmup: 0, samples: {min: 80, max: 80, time: 10ms}}
      benchmarks:
        - id: two
          command: [sh, -c, "test -e odd && sleep 0.03 && rm odd || touch odd"]
      """
    )
    let run = try project.perfgate("measure", "--out", "out")
    #expect(run.exit == 0, "\(run.transcript)")
    let path = project.folder.path("out/run.json")
    let document = try RunDocument(bytes: Files.readBytes(at: path), path: path)
    let kinds = document.entries.map { $0.warnings.map(\.kind) }
    #expect(kinds[0].contains(.bimodal))
  }
}
