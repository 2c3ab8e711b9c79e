import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("The full example")
struct FullExampleTests {
  let configuration: ProjectConfiguration

  init() throws {
    configuration = try Fixtures.read(Fixtures.full)
  }

  @Test("the top level")
  func topLevel() {
    #expect(configuration.suite == "parser")
    #expect(
      configuration.suites.map(\.text) == ["packages/*/perfgate.yaml", "tools/perfgate.yaml"]
    )
    #expect(configuration.suites[1].location.description == "perfgate.yaml:4:36")
    let build = BuildStep(
      command: .words(["swift", "build", "-c", "release"]),
      timeoutSeconds: 900,
      location: SourcePlace(file: "perfgate.yaml", line: 5, column: 8)
    )
    #expect(configuration.build == build)
    #expect(
      configuration.benchmarks.map(\.key.description) == [
        "tokenize", "parse/large[size=1000]", "parse/large[size=100000]", "format",
        "pipeline[n=10]", "pipeline[n=1000]", "nightly",
      ]
    )
  }

  @Test("defaults reach a benchmark that says nothing")
  func defaults() {
    let plan = configuration.benchmarks[0]
    var expected = BenchmarkPlan(
      key: plan.key,
      command: .words([".build/release/tokenize", "data/small.json"]),
      location: SourcePlace(file: "perfgate.yaml", line: 15, column: 5)
    )
    expected.timeoutSeconds = 30
    expected.warmup = 2
    expected.samples = SamplingPlan(minimum: 20, maximum: 100, timeSeconds: 2)
    expected.rounds = RoundPlan(maximum: 60)
    expected.environment = ["LC_ALL": "C"]
    #expect(plan == expected)
  }

  @Test("a benchmark has every key, with its parameters filled in")
  func benchmark() throws {
    let plan = configuration.benchmarks[1]
    var expected = BenchmarkPlan(
      key: BenchmarkKey(id: try BenchmarkID("parse/large"), parameters: ["size": "1000"]),
      command: .words([".build/release/parse", "data/large.json", "--size", "1000"]),
      location: SourcePlace(file: "perfgate.yaml", line: 16, column: 5)
    )
    expected.warmup = 5
    expected.samples = SamplingPlan(minimum: 15, maximum: 53, timeSeconds: 2)
    expected.rounds = RoundPlan(maximum: 30)
    expected.timeoutSeconds = 120
    expected.setup = [.words(["tools/generate.sh", "1000"])]
    expected.prepare = [.words(["sync"]), .words(["rm", "-f", "out 1000.json"])]
    expected.cleanup = [.shell("rm -f *.tmp")]
    expected.teardown = [.words(["rm", "-rf", "generated"])]
    expected.standardInput = .file("data/1000.json")
    expected.environment = ["LC_ALL": "C", "LOG": "off", "SIZE": "1000"]
    expected.workingDirectory = "tools"
    expected.expectedExit = 3
    expected.inputs = ["data/1000.json", "lib/**"]
    expected.was = try BenchmarkID("parse/big")
    expected.tags = ["smoke", "io"]
    expected.pin = PinnedProcessors(
      [0, 2, 3],
      location: SourcePlace(file: "perfgate.yaml", line: 34, column: 10)
    )
    #expect(plan == expected)
  }

  @Test("a monitor is a benchmark that writes a file, or a file alone")
  func monitors() throws {
    let pipeline = configuration.benchmarks[5]
    #expect(pipeline.command == .words([".build/release/pipeline", "--documents", "1000"]))
    #expect(
      pipeline.monitor
        == MonitoredFile(
          path: "out/stages-1000.json",
          isRun: true,
          location: SourcePlace(file: "perfgate.yaml", line: 41, column: 11)
        )
    )
    #expect(pipeline.samples == SamplingPlan(minimum: 20, maximum: 100, timeSeconds: 2))
    let nightly = configuration.benchmarks[6]
    #expect(nightly.isOnlyRead && nightly.command == .nothing)
    #expect(nightly.activity == "reads nightly/stages.json")
  }

  @Test("a shell text and a text as input")
  func shell() {
    let plan = configuration.benchmarks[3]
    #expect(plan.command == .shell("cat data/*.json | .build/release/format"))
    #expect(plan.standardInput == .text("one line\n"))
  }

  @Test("the gate has every key")
  func gate() {
    var expected = GateSettings()
    expected.failOn = .major
    expected.falseAlarms = 0.005
    expected.limit = 0.08
    expected.tolerance = 0.025
    expected.against = InterleavedLimits(limit: 0.04, tolerance: 0.015)
    expected.onMissing = .warn
    expected.onInconclusive = .ignore
    expected.onSuspected = .fail
    expected.onSuspectedInterleaved = .fail
    expected.remeasures = false
    expected.maximumInconclusive = 0.2
    expected.scores.limit = 0.03
    expected.scores.tolerance = 0.01
    expected.scores.falseAlarms = 0.02
    expected.places = configuration.gate.places
    #expect(configuration.gate == expected)
    #expect(expected.places["limit"]?.description.hasPrefix("perfgate.yaml:") == true)
  }

  @Test("rules have every key")
  func rules() throws {
    func location(_ line: Int) -> SourcePlace {
      SourcePlace(file: "perfgate.yaml", line: line, column: 5)
    }
    var wall = GateRule(
      location: location(60),
      idPattern: GlobPattern("parse/**"),
      metric: GlobPattern("wall")
    )
    wall.limit = .ratio(0.06)
    wall.tolerance = 0.015
    wall.against = InterleavedRule(limit: .ratio(0.03), tolerance: 0.01)
    wall.minDelta = 20e-6
    wall.severity = .minor
    wall.owner = "@core"
    var memory = GateRule(
      location: location(67),
      idPattern: GlobPattern("parse/large"),
      parameters: ["size": "100000"],
      metric: GlobPattern("peak_rss")
    )
    memory.budget = BudgetRule(maximum: 250 * 1_048_576, minimum: 1_048_576)
    memory.budget?.ratchet = 0.02
    memory.budget?.onExisting = .warn
    var output = GateRule(location: location(69), metric: GlobPattern("output_size"))
    output.optional = true
    output.limit = .off
    var levels = GateRule(location: location(72), idPattern: GlobPattern("tok*"))
    levels.levels = RuleLevels(minor: 0.1, major: 0.25, critical: 0.5)
    var aside = GateRule(location: location(74), idPattern: GlobPattern("format"))
    aside.enforcement = .putAside(
      PutAside(
        until: try #require(CalendarDate("2027-03-01")),
        reason: "#812",
        rule: location(74)
      )
    )
    var stages = GateRule(location: location(78), metric: GlobPattern("stage.**.p95"))
    stages.limit = .ratio(0.2)
    #expect(configuration.rules == [wall, memory, output, levels, aside, stages])
  }

  @Test("baselines and reports have every key")
  func rest() {
    #expect(configuration.baselines.directory == "perf/baselines")
    #expect(configuration.baselines.trailers)
    #expect(
      configuration.baselines.classes == [
        DeclaredClass(
          name: "hosted-linux",
          os: "linux",
          arch: "x86_64",
          cpu: GlobPattern("*EPYC*")
        )
      ]
    )
    #expect(configuration.reports.junitDialect == .rich)
    #expect(configuration.reports.junitCases)
    #expect(configuration.reports.markdownMaximumBytes == 30_000)
  }

  @Test("reading the same text gives the same configuration, with other line ends too")
  func isPure() throws {
    #expect(try Fixtures.read(Fixtures.full) == configuration)
    let windows = Fixtures.full.replacing("\n", with: "\r\n")
    #expect(try Fixtures.read(windows) == configuration)
    #expect(try Fixtures.read("\u{FEFF}" + Fixtures.full) == configuration)
  }

  @Test("the example holds every key that the reader knows", arguments: KeyTable.all)
  func holdsEveryKey(table: KeyTable) {
    for key in table.keys {
      #expect((Fixtures.full + EvalFixtures.full).contains("\(key):"), "\(table.subject)")
    }
  }
}
