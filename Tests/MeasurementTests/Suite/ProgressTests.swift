import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateSystem
import Testing

struct ProgressTests {
  @Test("every step is told, with the place in the suite and the seconds of sampling")
  func sequence() throws {
    let bench = Bench(secondsEach: 2) { command, _ in
      command == "bad" ? .ending(.exited(code: 4)) : .success
    }
    var seen: [MeasurementProgress] = []
    let first = try BenchmarkPlan.plan("first") {
      $0.warmup = 2
      $0.samples = SamplingPlan(minimum: 2, maximum: 2, timeSeconds: 1)
    }
    let second = try BenchmarkPlan.plan("second", .echo("bad"))
    _ = try bench.measureAll([first, second]) { seen.append($0) }
    #expect(
      seen.filter { $0.index == 0 }.map(\.step) == [
        .began, .warmedUp(1, of: 2), .warmedUp(2, of: 2), .sampled(1, seconds: 2),
        .sampled(2, seconds: 4), .ended(.measured, reason: nil),
      ]
    )
    #expect(
      seen.filter { $0.index == 1 }.map(\.step) == [
        .began, .ended(.failed, reason: "exited with 4"),
      ]
    )
    #expect(seen.map(\.key.id.text) == seen.map { $0.index == 0 ? "first" : "second" })
    #expect(seen.allSatisfy { $0.total == 2 })
  }

  @Test("every plan has one entry, in the order of the plans")
  func entries() throws {
    let bench = Bench()
    let plans = try ["c", "a", "b"].map { id in
      try BenchmarkPlan.plan(id) { $0.tags = ["tag-\(id)"] }
    }
    let entries = try bench.measureAll(plans)
    #expect(entries.map(\.key) == plans.map(\.key))
    #expect(entries.map(\.tags) == [["tag-c"], ["tag-a"], ["tag-b"]])
    #expect(entries.map(\.command) == [[String]](repeating: ["/bin/echo", "main"], count: 3))
    #expect(try bench.measureAll([]).isEmpty)
  }
}
