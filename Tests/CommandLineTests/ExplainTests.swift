import PerfgateModel
import PerfgateTestSupport
import Testing

@Suite("Explaining and listing", .waiting)
struct ExplainTests {
  private static let configuration = """
    suite: naps
    defaults: {warmup: 1, samples: {min: 3, max: 3, time: 10ms}}
    benchmarks:
      - {id: nap, command: [sleep, "{s}"], parameters: {s: ["0.1", "0.11"]}, tags: [smoke]}
      - {id: rest, command: [sleep, "0.1"]}
    gate:
      limit: 8%
    rules:
      - match: {id: "n*", metric: wall}
        limit: 5%
        owner: "@core"
      - {match: {id: nap, params: {s: "0.11"}, metric: wall}, levels: {minor: 6%, critical: 20%}}
      - {match: {metric: cpu}, limit: off}
      - {match: {metric: peak_rss}, limit: off, budget: {max: 250MiB}}
    profiles: {strict: {gate: {fail_on: minor}, rules: [{match: {id: rest}, tolerance: 1%}]}}

    """

  private func lines(_ invocation: Invocation) -> [String] {
    invocation.output.split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
  }

  @Test("explain names every rule and line, what wins, and what the baseline can prove")
  func explains() throws {
    let project = try TestProject(Self.configuration)
    let first = try project.perfgate("explain", "nap[s=0.11]")
    #expect(first.exit == 0, "\(first.transcript)")
    let told = lines(first)
    for line in [
      "nap[s=0.11]", "defined perfgate.yaml:4", "tags smoke",
      "fails on critical and above (default)",
      "perfgate.yaml:9 id n*, metric wall limit 5%, owner @core",
      "perfgate.yaml:12 id nap, s=0.11, metric wall minor 6%, critical 20%".replacing(
        "wall minor",
        with: "wall levels minor"
      ),
      "limit minor 6%, critical 20% perfgate.yaml:12, over 5% (perfgate.yaml:9), 8% (gate, perfgate.yaml:7), 10% (default)",
      "tolerance 2% default",
      "against.limit minor 6%, critical 20% perfgate.yaml:12, over 5% (default)",
      "against.tolerance 2% default",
      "owner @core perfgate.yaml:9",
      "baseline none perfgate baseline record",
      "cpu: a rule names it, but has neither a limit nor a budget",
      "budget at most 250 MiB perfgate.yaml:14",
    ] { #expect(told.contains(line), "\(line)\n\(first.transcript)") }
    #expect(told.last?.hasPrefix("Recorded, not judged: user, system") == true)

    #expect(try project.perfgate("--update-baseline", "-q").exit == 0)
    let recorded = try project.perfgate("explain", "rest", "--profile", "strict")
    #expect(recorded.output.contains("1 recording"), "\(recorded.transcript)")
    #expect(lines(recorded).contains { $0.hasPrefix("can prove +") && $0.hasSuffix("prove +8%") })
    #expect(lines(recorded).contains("profile strict"))
    #expect(lines(recorded).contains("tolerance 1% perfgate.yaml:15, over 2% (default)"))
    #expect(lines(recorded).contains("fails on minor and above (gate, perfgate.yaml:15)"))
  }

  @Test("explain tells machines the same, and knows no id that is not there")
  func machines() throws {
    let project = try TestProject(Self.configuration)
    let json = try project.perfgate("explain", "nap", "--json")
    #expect(json.exit == 0, "\(json.transcript)")
    let object = try JSONReader.read(Array(json.output.utf8)).object()
    let benchmarks = try object.required("benchmarks").array()
    #expect(benchmarks.count == 2)
    let wall = try benchmarks[0].object().required("metrics").array()[0].object()
    #expect(try wall.required("limit").number() == 0.05)
    #expect(try wall.required("owner").string() == "@core")
    let unknown = try project.perfgate("explain", "nep")
    #expect(unknown.exit == 64)
    #expect(unknown.diagnostics.contains("no benchmark matches 'nep'"))
    #expect(unknown.diagnostics.contains("hint: did you mean 'nap'?"))
  }

  @Test("list estimates from recorded levels, and says where it only hopes")
  func lists() throws {
    let project = try TestProject(Self.configuration)
    let hoped = try project.perfgate("list")
    #expect(
      lines(hoped).contains("rest ~0.010 s ? 32 to 320 invocations sleep 0.1"),
      "\(hoped.transcript)"
    )
    #expect(hoped.output.contains("? was not recorded here yet, its samples.time is shown"))
    #expect(try project.perfgate("--update-baseline", "-q").exit == 0)
    let known = try project.perfgate("list", "--json", "--filter", "rest")
    let object = try JSONReader.read(Array(known.output.utf8)).object()
    // One warm-up and three invocations of about 0.1 s.
    #expect(try (0.4..<0.8).contains(object.required("seconds").number()), "\(known.transcript)")
    let row = try object.required("benchmarks").array()[0].object()
    #expect(try row.required("recorded").bool())
    #expect(try row.required("place").object().required("line").integer() == 5)
    // Twice a warm-up; 8 rounds of four invocations, or twice 40.
    let against = try row.required("against").object()
    #expect(try (3.4..<5).contains(against.required("seconds").number()), "\(known.transcript)")
    #expect(try (32.2..<50).contains(against.required("max_seconds").number()))
    #expect(try object.required("against").object().required("seconds").number() > 3.4)
    let short = try project.perfgate("list", "--max-time", "200ms")
    #expect(
      short.output.contains(
        "about 0.20 s of measuring, at most 200ms by --max-time; with --against ~0.20 s"
      ),
      "\(short.transcript)"
    )
  }

  @Test("list knows levels from the last run here, where none was recorded")
  func lastRun() throws {
    let project = try TestProject(Self.configuration)
    #expect(try project.perfgate("measure", "--out", "perfgate-out", "-q").exit == 0)
    let known = try project.perfgate("list", "--filter", "rest")
    #expect(!known.output.contains("?"), "\(known.transcript)")
    #expect(known.output.contains(/rest +~0\.\d+ s  ~\d\.\d s to \d\d s/), "\(known.transcript)")
    try project.folder.write("{", to: "perfgate-out/run.json")
    let unknown = try project.perfgate("list", "--filter", "rest")
    #expect(unknown.exit == 0)
    #expect(unknown.output.contains("32 to 320 invocations"), "\(unknown.transcript)")
  }
}
