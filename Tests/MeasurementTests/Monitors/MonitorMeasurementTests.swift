import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Measuring a monitored program")
struct MonitorMeasurementTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func plan(edit: (inout BenchmarkPlan) -> Void = { _ in }) throws -> BenchmarkPlan {
    try .plan {
      $0.monitor = MonitoredFile(
        path: "stages.json",
        isRun: true,
        location: SourcePlace(file: "perfgate.yaml", line: 2)
      )
      edit(&$0)
    }
  }

  /// A bench whose program writes a text at each of its runs, or nothing.
  private func bench(
    ending outcome: ProcessOutcome = .success,
    _ text: @escaping @Sendable (_ count: Int) throws -> String?
  ) -> Bench {
    let folder = folder
    var bench = Bench { command, count in
      guard command == "main" else { return .success }
      if let text = try? text(count) { try? folder.write(text, to: "stages.json") }
      return outcome
    }
    bench.context.directory = folder.path
    return bench
  }

  private func failure(
    _ text: @escaping @Sendable (_ count: Int) throws -> String?
  ) throws -> InvocationFailure {
    let entry = try bench(text).measure(plan())
    #expect(entry.status == .failed)
    #expect(entry.failures.count == 1)
    let failure = try #require(entry.failures.first)
    #expect(failure.kind == .export)
    #expect(entry.reason == failure.detail)
    return failure
  }

  @Test("an invocation has one value per metric of a stage, beside those of its process")
  func values() throws {
    let bench = bench { count in
      try ExportedStages.text([
        "stage.score.p95": 0.1 * Double(count + 1), "stage.score.count": 7, "wall": 99,
      ])
    }
    let entry = try bench.measure(plan())
    #expect(entry.status == .measured)
    #expect(entry.origin == .monitor)
    #expect(entry.invocations.count == 3)
    #expect(entry.samples(of: "stage.score.p95")?.values == [0.1, 0.2, 0.1 * 3.0])
    #expect(entry.samples(of: "stage.score.count")?.kind == .exact)
    #expect(entry.samples(of: "wall")?.values == [0.01, 0.01, 0.01], "perfgate's own counts")
    #expect(entry.metrics.map(\.name).suffix(2) == ["stage.score.count", "stage.score.p95"])
    #expect(entry.metrics.allSatisfy { $0.values.count == 3 })
  }

  @Test("what was left from before never counts: not before the first, nor between two invocations")
  func stale() throws {
    let text = try ExportedStages.text(["stage.a.p95": 1])
    try folder.write(text, to: "stages.json")
    let first = try failure { _ in nil }
    #expect(first.invocation == 0)
    #expect(first.detail.hasPrefix("ended without writing stages.json"))
    let later = try failure { count in count < 2 ? text : nil }
    #expect(later.invocation == 2)
    #expect(try bench { count in count < 2 ? text : nil }.measure(plan()).invocations.count == 2)
  }

  @Test("the file goes after prepare and is read before cleanup, warm-up included")
  func order() throws {
    let text = try ExportedStages.text(["stage.a.p95": 1])
    let folder = folder
    var bench = Bench { command, _ in
      switch command {
      case "prepare": try? folder.write("stale", to: "stages.json")
      case "main":
        #expect(!Files.exists(folder.path("stages.json")))
        try? folder.write(text, to: "stages.json")
      default: try? Files.remove(folder.path("stages.json"))
      }
      return .success
    }
    bench.context.directory = folder.path
    let entry = try bench.measure(
      plan {
        $0.warmup = 1
        $0.prepare = [.echo("prepare")]
        $0.cleanup = [.echo("cleanup")]
      }
    )
    #expect(entry.status == .measured, "\(entry.reason ?? "")")
    #expect(
      bench.commands
        == [[String]](repeating: ["prepare", "main", "cleanup"], count: 4).flatMap { $0 }
    )
  }

  @Test(
    "a file that cannot be used fails the invocation, with its place",
    arguments: [
      ("", "stages.json:1:1: the file is empty"),
      ("rubbish", "stages.json:1:1: expected a value, found 'r'"),
      (
        "{\"schema\": \"perfgate.run/1\",\n \"id\": \"0\",",
        "stages.json:2:12: the text ends too early"
      ),
      (
        "{\"schema\": \"perfgate.run/2\"}",
        "stages.json:1:12: 'perfgate.run/2' was written by a newer perfgate"
      ),
      (
        "{\"schema\": \"perfgate.run/1\", \"x\": NaN}",
        "stages.json:1:35: expected a value, found 'N'"
      ),
    ]
  )
  func unusable(text: String, message: String) throws {
    let failure = try failure { _ in text }
    #expect(
      failure.detail.hasPrefix("exported what cannot be used: \(message)"),
      "\(failure.detail)"
    )
    #expect(failure.detail.contains("update perfgate") == text.contains("run/2"))
  }

  @Test("a file that is too long is not read to its end")
  func long() throws {
    let text = String(repeating: " ", count: 16 << 20) + "{}"
    #expect(try failure { _ in text }.detail == "wrote more than 16.0 MiB to stages.json")
  }

  @Test("what is no file is neither read nor removed")
  func directory() throws {
    try Files.createDirectories(folder.path("stages.json/inside"))
    let failure = try failure { _ in nil }
    #expect(
      failure.detail.hasPrefix("cannot be measured: the stages.json of before cannot be removed")
    )
    #expect(Files.exists(folder.path("stages.json/inside")))
    let folder = folder
    try Files.remove(folder.path("stages.json"))
    let made = try self.failure { _ in
      try Files.createDirectories(folder.path("stages.json"))
      return nil
    }
    #expect(made.detail == "left no file at stages.json")
  }

  @Test("the metrics have to be those of the invocation before")
  func otherStages() throws {
    func detail(_ first: [String: Double], _ second: [String: Double]) throws -> String {
      let texts = try [first, second].map(ExportedStages.text)
      let failure = try failure { texts[min($0, 1)] }
      #expect(failure.invocation == 1)
      return failure.detail
    }
    let one = ["stage.a.p95": 1.0, "stage.a.p50": 1, "stage.b.p95": 1]
    #expect(
      try detail(one, ["stage.a.p95": 1, "stage.a.p50": 1, "stage.c.p95": 1, "stage.d.p95": 1])
        == "exported other stages than the invocation before: 'c' and 1 more are new, 'b' is gone"
    )
    #expect(
      try detail(one, ["stage.a.p95": 1, "stage.b.p95": 1, "stage.b.p50": 1])
        == "exported other metrics than the invocation before: 'stage.b.p50' is new, "
        + "'stage.a.p50' is gone"
    )
  }

  @Test("a program that warms up with other stages fails before anything counts")
  func warmup() throws {
    let texts = try [["stage.a.p95": 1.0], ["stage.b.p95": 1.0]].map(ExportedStages.text)
    let entry = try bench { texts[min($0, 1)] }.measure(plan { $0.warmup = 1 })
    #expect(entry.status == .failed && entry.invocations.count == 0)
    #expect(entry.failures.first?.invocation == 0)
  }

  @Test("the order of the metrics says nothing")
  func metricOrder() throws {
    var run = try ExportedStages.run(["stage.a.p95": 1, "stage.b.p95": 2])
    let text = JSONWriter.text(run.json)
    run.entries[0].metrics.reverse()
    let turned = JSONWriter.text(run.json)
    let entry = try bench { $0 == 1 ? turned : text }.measure(plan())
    #expect(entry.samples(of: "stage.b.p95")?.values == [2, 2, 2])
  }

  @Test("how a program ended is told before what it did not write, and its output with either")
  func programFails() throws {
    var crashed = ProcessOutcome.ending(.exited(code: 3))
    crashed.standardError = CapturedOutput(head: Array("oh no".utf8), tail: [], totalBytes: 5)
    let entry = try bench(ending: crashed) { _ in "rubbish" }.measure(plan())
    #expect(entry.failures.map(\.kind) == [.exit])
    var silent = ProcessOutcome.success
    silent.standardError = crashed.standardError
    let failed = try bench(ending: silent) { _ in nil }.measure(plan())
    #expect(failed.failures.first?.output == "oh no")
  }

  @Test("a file that is only read is one invocation, and stays")
  func onlyRead() throws {
    try folder.write(ExportedStages.text(["stage.a.p95": 3, "wall": 2]), to: "out/stages.json")
    let plan = try BenchmarkPlan.plan("nightly", .nothing) {
      $0.monitor = MonitoredFile(
        path: "out/stages.json",
        isRun: false,
        location: SourcePlace(file: "perfgate.yaml", line: 2)
      )
    }
    let bench = bench { _ in nil }
    let entry = try bench.measure(plan)
    #expect(bench.commands == [])
    #expect(entry.status == .measured && entry.origin == .monitor && entry.command == [])
    #expect(entry.invocations == InvocationColumns(count: 1))
    #expect(entry.metrics.map(\.name) == ["wall", "stage.a.p95"])
    #expect(Files.exists(folder.path("out/stages.json")))
    try Files.remove(folder.path("out"))
    let gone = try bench.measure(plan)
    #expect(gone.status == .failed && gone.failures.first?.kind == .export)
    #expect(gone.reason?.contains("out/stages.json") == true)
  }
}
