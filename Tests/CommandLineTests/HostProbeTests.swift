import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite(.waiting)
struct HostProbeTests {
  /// A project with a baseline whose probe is so many times what it was.
  private func recorded(probe factor: Double, nap: String = "0.02") throws -> TestProject {
    let project = try TestProject(TestProject.sleeping(nap), isProbed: true)
    let recording = try project.perfgate("--update-baseline", "--quiet")
    #expect(recording.exit == 0, "\(recording.transcript)")
    let path = project.folder.path(try project.baselinePath())
    var baseline = try BaselineDocument(bytes: Files.readBytes(at: path), path: path)
    for name in baseline.metrics.keys {
      for index in baseline.metrics[name]?.recordings.indices ?? 0..<0 {
        let probe = try #require(baseline.metrics[name]?.recordings[index].probe)
        baseline.metrics[name]?.recordings[index].probe = RecordedProbe(
          kernel: probe.kernel,
          cpu: probe.cpu * factor,
          memory: probe.memory * factor
        )
      }
    }
    try Files.replaceAtomically(path, with: JSONWriter.bytes(baseline.json))
    return project
  }

  @Test("a run keeps three probes, and what it records keeps their medians")
  func recording() throws {
    let project = try recorded(probe: 1)
    let path = project.folder.path("perfgate-out/run.json")
    let run = try RunDocument(bytes: Files.readBytes(at: path), path: path)
    let probe = try #require(run.environment.probe)
    #expect(probe.cpu.count == 3)
    #expect(probe.memory.count == 3)
    #expect(probe.kernel == HostProbe.kernel)
  }

  // The factors are far beyond what a busy machine does to the probe, and where a nap must take as
  // long as before it is a long one.
  @Test("a slower program on a host that became slower as well is exit 21, and says why")
  func slowerHost() throws {
    let project = try recorded(probe: 0.001)
    try project.write(TestProject.sleeping("0.08"))
    let run = try project.perfgate()
    #expect(run.exit == 21, "\(run.transcript)")
    #expect(run.flatOutput.contains("HOST DISTURBED: the host"), "\(run.transcript)")
    #expect(run.flatOutput.contains("slower than when the baseline was recorded"))
    #expect(run.flatOutput.contains("inconclusive by the host"), "\(run.transcript)")
    let verdict = try project.verdict()
    #expect(try #require(verdict.results.first?.host).isMixed)
    let markdown = try project.folder.text(of: "perfgate-out/report.md")
    #expect(markdown.contains("slower than when the baseline was recorded"))
  }

  @Test("unchanged time on a host that became faster may hide a slower program: exit 21")
  func fasterHost() throws {
    let project = try recorded(probe: 1000, nap: "0.4")
    let run = try project.perfgate()
    #expect(run.exit == 21, "\(run.transcript)")
    #expect(run.flatOutput.contains("faster than when the baseline was recorded"))
  }

  @Test("a slower program on a faster host is a regression all the same")
  func regression() throws {
    let project = try recorded(probe: 1000)
    try project.write(TestProject.sleeping("0.08"))
    let run = try project.perfgate()
    #expect(run.exit == 10, "\(run.transcript)")
  }

  @Test("unchanged time on a host that became slower passes, and the host is named")
  func unchanged() throws {
    let project = try recorded(probe: 0.001, nap: "0.4")
    let run = try project.perfgate()
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(run.flatOutput.contains("every result on times holds with and without that"))
  }
}
