import PerfgateHost
import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Killed at any moment", .waiting)
struct KillTests {
  /// Quick to measure; sleeping takes about the same time however busy the machine is.
  static let quick = """
    suite: naps
    gate: {limit: 900%, tolerance: 800%}
    defaults: {warmup: 0, samples: {min: 3, max: 3, time: 1ms}}
    benchmarks:
      - {id: a, command: [sleep, "0.02"]}
      - {id: b/c, command: [sleep, "0.02"]}
      - {id: d, command: [sleep, "0.02{n}"], parameters: {n: [1, 2, 3]}}
    rules:
      - {match: {metric: cpu}, limit: off}
      - {match: {metric: peak_rss}, limit: off}
    """

  /// Kills perfgate after a random part of its usual time.
  private static func kill(_ command: String, within milliseconds: Int) -> String {
    let delay = String(Double.random(in: 0...1) * Double(milliseconds) / 1000)
    return """
      "$PERFGATE" \(command) -q >/dev/null 2>&1 & tool=$!
      sleep \(delay)
      kill -9 $tool 2>/dev/null; wait $tool; exit 0
      """
  }

  /// Reads everything that a run may have written; half a file cannot be read.
  private func readAll(of project: TestProject) throws {
    let baselines = try project.shell("find baselines -name '*.json' ! -name '_*' 2>/dev/null")
    for path in baselines.output.split(separator: "\n").map(String.init) {
      let bytes = try Files.readBytes(at: project.folder.path(path))
      let document = try BaselineDocument(bytes: bytes, path: path)
      #expect(!document.metrics.isEmpty)
    }
    let run = project.folder.path("perfgate-out/run.json")
    if Files.exists(run) {
      let document = try RunDocument(bytes: Files.readBytes(at: run), path: run)
      #expect(document.accounting.planned == 5)
    }
    if Files.exists(project.folder.path("perfgate-out/verdict.json")) { _ = try project.verdict() }
    for (name, end) in [
      ("junit.xml", "</testsuites>\n"), ("verdict.txt", "\n"), ("report.md", "\n"),
    ] {
      let path = "perfgate-out/\(name)"
      guard Files.exists(project.folder.path(path)) else { continue }
      #expect(try project.folder.text(of: path).hasSuffix(end), "\(name)")
    }
  }

  @Test(
    "every file is old or new, and the next command works and tidies up",
    arguments: ["baseline record", "run --update-baseline", "run"]
  )
  func killed(command: String) throws {
    let project = try TestProject(Self.quick)
    let milliseconds = try project.milliseconds("\(command) -q --no-build")
    for _ in 0..<7 {
      _ = try project.shell(Self.kill(command, within: milliseconds))
      try readAll(of: project)
    }
    try project.folder.write("", to: "perfgate-out/.perfgate-999999999-1.tmp")
    let recorded = try project.perfgate("run", "--update-baseline")
    #expect([0, 10].contains(recorded.exit), "\(recorded.transcript)")
    let next = try project.perfgate()
    #expect(next.exit == 0, "\(next.transcript)")
    #expect(try project.shell("find . -name '.perfgate-*'").output == "")
    try readAll(of: project)
  }
}

extension TestProject {
  /// How long a command usually takes, in milliseconds.
  func milliseconds(_ command: String) throws -> Int {
    let begin = MonotonicClock.nowNanoseconds()
    _ = try shell("\"$PERFGATE\" \(command)")
    return Int((MonotonicClock.nowNanoseconds() - begin) / 1_000_000)
  }
}
