import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateStatistics

/// An interleaved run of benchmarks that differ by a factor, as short as a test can say it.
struct InterleavedScenario {
  /// One benchmark.
  struct Benchmark {
    var id = "a"
    /// The head's level over the base's, by metric.
    var factors: [String: Double] = ["wall": 1]
    /// How far invocations scatter, a standard deviation as a ratio.
    var deviation = 0.02
    /// Rounds of each attempt.
    var rounds = [40]
    var presence = Presence.both
    var isIdentical = false
    /// The sides that fail at the end.
    var failing: [MeasurementSide] = []
    /// The base's level.
    var level = 0.01
    /// Whether it is a monitor.
    var isMonitor = false
    /// The side that alone has a metric.
    var alone: [String: MeasurementSide] = [:]
  }

  var benchmarks = [Benchmark()]
  /// Keys of `gate` in YAML flow style, without the braces.
  var gate = ""
  /// Rules in YAML flow style; only wall is compared otherwise.
  var rules: [String] = []
  var seed: UInt64 = 5
  /// What the change accepts.
  var acceptances: [Acceptance] = []

  func configuration() throws -> ProjectConfiguration {
    let all = [
      "match: {metric: cpu}, limit: off", "match: {metric: peak_rss}, limit: off",
    ]
    let listed = benchmarks.filter { $0.presence != .base }
    let lines =
      ["benchmarks:"]
      + (listed.allSatisfy(\.isMonitor) ? [Benchmark(id: "none")] : listed)
      .filter { !$0.isMonitor }.map { "  - {id: \($0.id), command: [prog]}" }
      + (listed.contains(where: \.isMonitor) ? ["monitors:"] : [])
      + listed.filter(\.isMonitor).map { "  - {id: \($0.id), path: s.json, run: [prog]}" }
      + ["gate: {\(gate)}", "rules:"] + (all + rules).map { "  - {\($0)}" }
    return try ProjectConfiguration.read(
      text: lines.joined(separator: "\n") + "\n",
      path: "perfgate.yaml"
    ).configuration
  }

  func run() throws -> RunDocument {
    var random = SeededGenerator(seed: seed)
    var run = RunDocument(
      id: "run",
      suite: "default",
      seed: "1",
      startedAt: "2026-01-01T00:00:00Z",
      environment: EnvironmentRecord(machineClass: "box", platformClass: "linux", facts: [:]),
      head: nil,
      configuration: ConfigurationRecord(path: "perfgate.yaml", source: "", overrides: [:]),
      selection: SelectionRecord(),
      entries: try benchmarks.map { try entry($0, &random) },
      stages: []
    )
    run.base = BaseRecord(commit: "0123456789", name: "origin/main")
    run.acceptances = acceptances
    return run
  }

  private func entry(
    _ benchmark: Benchmark,
    _ random: inout SeededGenerator
  ) throws -> RunEntry {
    let key = BenchmarkKey(id: try BenchmarkID(benchmark.id))
    var entry = RunEntry(key: key, tags: [], command: ["prog"], status: .measured)
    entry.presence = benchmark.presence
    entry.origin = benchmark.isMonitor ? .monitor : .process
    entry.isIdentical = benchmark.isIdentical
    if benchmark.isIdentical || benchmark.presence == .base {
      entry.status = .skipped
      entry.reason = "as it is"
      return entry
    }
    for (attempt, rounds) in benchmark.rounds.enumerated() {
      for round in 0..<rounds {
        for isHead in RoundOrder.drawn(from: &random).isHead
        where benchmark.presence == .both || isHead {
          entry.invocations.attempt.append(attempt)
          entry.invocations.round.append(round)
          entry.invocations.side.append(isHead ? .head : .base)
          entry.invocations.loops.append(1)
        }
      }
    }
    for (name, factor) in benchmark.factors.sorted(by: { $0.key < $1.key }) {
      guard let definition = MetricDefinition.named(name) else { throw UnknownMetric(name: name) }
      let values = entry.invocations.side.map { side -> Double in
        let level = benchmark.level * (side == .head ? factor : 1)
        // Twelve uniform values add up to about a normal one.
        let noise = (0..<12).reduce(-6.0) { sum, _ in sum + random.nextUnit() }
        return level * (1 + benchmark.deviation * noise)
      }
      var samples = MetricSamples(definition, values: values)
      if let side = benchmark.alone[name] {
        samples.side = side
        samples.values = zip(values, entry.invocations.side).filter { $0.1 == side }.map(\.0)
      }
      entry.metrics.append(samples)
    }
    for side in benchmark.failing {
      entry.status = .failed
      entry.reason = "exited with 3"
      entry.failures.append(
        InvocationFailure(
          invocation: entry.invocations.count,
          side: side,
          kind: .exit,
          detail: "exited with \(side == .head ? 3 : 4)"
        )
      )
    }
    return entry
  }

  func verdict() throws -> VerdictDocument {
    Judge.verdict(on: try run(), under: try configuration())
  }
}
