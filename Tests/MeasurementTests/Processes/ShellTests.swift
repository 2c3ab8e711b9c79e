import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateSystem
import Testing

struct ShellTests {
  private static let text = "sort < in | uniq"

  /// The idle shell takes 2 ms, now and then 3 ms; the command as given.
  private func bench(command: Double) -> Bench {
    Bench { text, count in
      if text == ":" { return .taking(count == 0 ? 50 : count.isMultiple(of: 4) ? 0.003 : 0.002) }
      return .taking(command)
    }
  }

  @Test("a text runs in /bin/sh, whose own cost is measured after setup and subtracted")
  func subtracted() throws {
    let bench = bench(command: 0.012)
    let plan = try BenchmarkPlan.plan("a", .shell(Self.text)) {
      $0.setup = [.echo("setup")]
      $0.workingDirectory = "tmp"
      $0.environment = ["LOG": "off"]
    }
    let entry = try bench.measure(plan)
    let requests = bench.requests
    #expect(
      bench.commands == ["setup"] + [String](repeating: ":", count: 24)
        + [String](repeating: Self.text, count: 3)
    )
    for request in requests.dropFirst() {
      #expect(request.executable == "/bin/sh")
      #expect(request.arguments.first == "-c")
      #expect(request.workingDirectory == "/tmp", "the same surroundings")
      #expect(request.environment["LOG"] == "off")
    }
    let wall = try #require(entry.samples(of: "wall"))
    #expect(wall.overhead?.median == 0.002, "the first idle shell warms caches and does not count")
    #expect(wall.values.allSatisfy { abs($0 - 0.010) < 1e-12 })
    for name in ["cpu", "user", "system"] {
      let samples = try #require(entry.samples(of: name))
      let overhead = try #require(samples.overhead)
      #expect(overhead.median > 0 && overhead.uncertainty >= 0)
    }
    #expect(abs((entry.samples(of: "user")?.values.first ?? 0) - 0.6 * 0.010) < 1e-9)
    #expect(entry.samples(of: "peak_rss")?.overhead == nil, "a peak is no sum")
    #expect(entry.command == ["/bin/sh", "-c", Self.text])
  }

  @Test("the spread of the shell's cost is its uncertainty")
  func uncertainty() throws {
    let bench = Bench { text, count in
      .taking(text == ":" ? 0.002 + 0.0001 * Double(count % 5) : 0.1)
    }
    let overhead = try bench.measure(.plan("a", .shell(Self.text))).samples(of: "wall")?.overhead
    let uncertainty = try #require(overhead?.uncertainty)
    #expect(abs(uncertainty - 1.4826 * 0.0001) < 1e-7)
  }

  @Test("no value falls below 0")
  func neverNegative() throws {
    let entry = try bench(command: 0.001).measure(.plan("a", .shell(Self.text)))
    #expect(entry.samples(of: "wall")?.values == [0, 0, 0])
    #expect(entry.samples(of: "cpu")?.values == [0, 0, 0])
  }

  @Test("a command without a shell has nothing subtracted")
  func withoutShell() throws {
    let bench = bench(command: 0.012)
    let entry = try bench.measure(.plan())
    #expect(bench.commands == ["main", "main", "main"])
    #expect(entry.metrics.allSatisfy { $0.overhead == nil })
    #expect(entry.samples(of: "wall")?.values == [0.012, 0.012, 0.012])
  }

  @Test("a shell that fails by itself fails the benchmark: its cost must not stay in the values")
  func failingShell() throws {
    let bench = Bench { text, _ in text == ":" ? .ending(.exited(code: 127)) : .success }
    let entry = try bench.measure(
      .plan("a", .shell(Self.text)) { $0.teardown = [.echo("teardown")] }
    )
    #expect(entry.status == .failed)
    #expect(entry.reason == "the shell ':' exited with 127")
    #expect(bench.commands == [":", "teardown"])
  }
}
