import PerfgateConfiguration
import PerfgateGate
import PerfgateModel

/// A configuration, what a run measured and what is committed, as short as a test can say it.
struct Scenario {
  /// Keys of `gate` in YAML flow style, without the braces.
  var gate = ""
  /// Rules in YAML flow style.
  var rules: [String] = []
  /// Values by id and metric; every id is configured.
  var head: [String: [String: [Double]]] = [:]
  /// Medians of recordings by id and metric, one list per epoch.
  var base: [String: [String: [[Double]]]] = [:]
  /// How far invocations of every recording differ.
  var spread: Double?
  /// The ids that are monitors.
  var monitors: Set<String> = []
  /// Benchmarks that crash; they are configured and have no values.
  var failed: [String] = []
  /// Benchmarks that the run did not come to; they are configured and have no values.
  var skipped: [String] = []
  /// Whether measuring came to its end.
  var completion = RunDocument.Completion.complete
  /// What the command line selected.
  var selection = SelectionRecord()
  /// Which direction of every metric is better.
  var direction = MetricDirection.lower
  /// What accepted.yaml and --reason accept.
  var acceptances: [Acceptance] = []
  /// What trailers of commits accept.
  var trailers: [Acceptance] = []
  /// The run's id.
  var runID = "run"
  /// The configuration's file; `nil` for one command behind `--`.
  var path: String? = "perfgate.yaml"
  /// Seconds of arithmetic and memory during the run; no probe where `nil`.
  var probe: (cpu: Double, memory: Double)?
  /// The probe of every recording.
  var recordedProbe: (cpu: Double, memory: Double)?
  /// The kernel of the recordings' probes; that of the run is "k".
  var recordedKernel = "k"
  /// What the command line changed.
  var overrides: [String: String] = [:]

  /// One benchmark `a` with wall time alone.
  static func single(
    _ value: Double,
    recordings: [Double] = [1],
    gate: String = "",
    rules: [String] = []
  ) -> Scenario {
    single("wall", value, recordings: recordings, gate: gate, rules: rules)
  }

  /// One benchmark `a` with one metric.
  static func single(
    _ metric: String,
    _ value: Double,
    recordings: [Double] = [1],
    gate: String = "",
    rules: [String] = []
  ) -> Scenario {
    var scenario = Scenario(gate: gate, rules: rules, head: ["a": [metric: [value]]])
    if !recordings.isEmpty { scenario.base = ["a": [metric: [recordings]]] }
    return scenario
  }

  /// A suite of `b00`, `b01` and so on with wall time alone.
  static func suite(_ values: [Double], recordings: [Double] = [1]) -> Scenario {
    var scenario = Scenario()
    for (index, value) in values.enumerated() {
      let id = suiteID(index)
      scenario.head[id] = ["wall": [value]]
      scenario.base[id] = ["wall": [recordings]]
    }
    return scenario
  }

  /// The id of a suite's benchmark.
  static func suiteID(_ index: Int) -> String { "b\(index < 10 ? "0" : "")\(index)" }

  /// An entry of accepted.yaml about a benchmark `a`.
  static func accepted(
    _ metric: String = "wall",
    from: Double,
    to: Double,
    className: String? = "box",
    suite: String = "default"
  ) -> Acceptance {
    guard let id = try? BenchmarkID("a") else { preconditionFailure("'a' is an id") }
    return Acceptance(
      .metric(BenchmarkKey(id: id), metric),
      suite: suite,
      className: className,
      step: Acceptance.Step(from: from, to: to),
      reason: "worth it",
      source: .file(SourcePlace(file: "baselines/accepted.yaml", line: 3))
    )
  }

  /// Recordings that never differed: what is left is the prior alone.
  static let steady = [Double](repeating: 1, count: 40)

  /// The configuration as it is read from its text.
  func configuration() throws -> ProjectConfiguration {
    let ids = Set(head.keys).union(failed + skipped).sorted()
    let benchmarks = ids.filter { !monitors.contains($0) }.map {
      "  - {id: \($0), command: [prog]}"
    }
    var lines =
      ["benchmarks:"] + (benchmarks.isEmpty ? ["  - {id: none, command: [prog]}"] : benchmarks)
    if !monitors.isEmpty { lines.append("monitors:") }
    lines += monitors.sorted().map { "  - {id: \($0), path: stages.json, run: [prog]}" }
    if !gate.isEmpty { lines.append("gate: {\(gate)}") }
    if !rules.isEmpty { lines += ["rules:"] + rules.map { "  - {\($0)}" } }
    return try ProjectConfiguration.read(
      text: lines.joined(separator: "\n") + "\n",
      path: "perfgate.yaml"
    ).configuration
  }

  /// The run document, entries in the order of their ids.
  func run() throws -> RunDocument {
    var entries: [RunEntry] = []
    for id in Set(head.keys).union(failed + skipped).sorted() {
      let key = BenchmarkKey(id: try BenchmarkID(id))
      let isFailed = failed.contains(id)
      var entry = RunEntry(
        key: key,
        tags: [],
        command: ["prog"],
        status: isFailed ? .failed : .measured
      )
      entry.origin = monitors.contains(id) ? .monitor : .process
      if isFailed {
        entry.reason = "exited with 3"
        entry.failures = [InvocationFailure(invocation: 0, kind: .exit, detail: "exited with 3")]
      }
      if skipped.contains(id) {
        entry.status = .skipped
        entry.reason = "the run had not come to it"
      }
      for (name, values) in (head[id] ?? [:]).sorted(by: { $0.key < $1.key }) {
        entry.metrics.append(try samples(name, values))
      }
      entries.append(entry)
    }
    var run = RunDocument(
      id: runID,
      suite: "default",
      seed: "1",
      startedAt: "2026-01-01T00:00:00Z",
      environment: EnvironmentRecord(
        machineClass: "box",
        platformClass: "linux",
        facts: [:],
        probe: probe.map {
          HostProbeRecord(
            kernel: "k",
            cpu: [$0.cpu, $0.cpu, $0.cpu * 1.01],
            memory: [$0.memory * 0.99, $0.memory, $0.memory]
          )
        }
      ),
      head: nil,
      configuration: ConfigurationRecord(path: path, source: "", overrides: overrides),
      selection: selection,
      entries: entries,
      stages: [],
      completion: completion
    )
    run.acceptances = trailers
    return run
  }

  /// The committed baselines.
  func baselines() throws -> BaselineSet {
    var set = BaselineSet(directory: "baselines", machineClass: "box")
    set.acceptances = acceptances
    let recorded = recordedProbe.map {
      RecordedProbe(kernel: recordedKernel, cpu: $0.cpu, memory: $0.memory)
    }
    for (id, metrics) in base {
      let key = BenchmarkKey(id: try BenchmarkID(id))
      for (name, epochs) in metrics {
        let samples = try samples(name, [])
        let place = BaselinePlace(of: samples.kind, metric: name)
        var stored =
          set.places[place]?[key]
          ?? StoredBaseline(
            path: "baselines/\(place)/default/\(id).json",
            document: BaselineDocument(key: key)
          )
        stored.document.metrics[name] = baseline(samples, epochs: epochs, probe: recorded)
        set.places[place, default: [:]][key] = stored
      }
    }
    return set
  }

  /// The verdict, against what the scenario says is committed unless other baselines are given.
  func verdict(against other: BaselineSet? = nil) throws -> VerdictDocument {
    Judge.verdict(on: try run(), under: try configuration(), against: try other ?? baselines())
  }

  /// What was decided about one metric; the only one unless named.
  func finding(_ id: String = "a", _ metric: String? = nil) throws -> Finding {
    try verdict().finding(id, metric)
  }

  private func samples(_ name: String, _ values: [Double]) throws -> MetricSamples {
    guard let definition = MetricDefinition.named(name) else { throw UnknownMetric(name: name) }
    var samples = MetricSamples(definition, values: values)
    if direction == .higher { samples.direction = direction }
    return samples
  }

  private func baseline(
    _ samples: MetricSamples,
    epochs: [[Double]],
    probe: RecordedProbe?
  ) -> MetricBaseline {
    var baseline = MetricBaseline(
      unit: samples.unit,
      kind: samples.kind,
      direction: samples.direction,
      epochs: [],
      recordings: [],
      sample: []
    )
    for (index, medians) in epochs.enumerated() {
      let cause: BaselineEpoch.Cause = index == 0 ? .first : .accepted
      baseline.epochs.append(BaselineEpoch(id: index + 1, cause: cause, reason: nil))
      for median in medians {
        let run = "old-\(baseline.recordings.count)"
        baseline.recordings.append(
          Recording(
            run: run,
            epoch: index + 1,
            median: median,
            count: 15,
            spread: spread,
            probe: probe
          )
        )
      }
    }
    baseline.sample = epochs.last?.last.map { [$0] } ?? []
    return baseline
  }
}

/// A metric that a scenario names and perfgate does not know.
struct UnknownMetric: Error { let name: String }
/// A finding that a test looks for and a verdict does not have.
struct NoFinding: Error { let id: String }

extension VerdictDocument {
  /// The finding about a benchmark, and about one of its metrics where it is named.
  func finding(_ id: String = "a", _ metric: String? = nil) throws -> Finding {
    let found = results.first { $0.key.id.text == id && (metric == nil || $0.metric == metric) }
    guard let found else { throw NoFinding(id: id) }
    return found
  }

  /// The exit codes of all causes, in their order.
  var codes: [Int32] { causes.map(\.code.rawValue) }

  /// States by benchmark and metric.
  var states: [String: FindingState] {
    Dictionary(results.map { ("\($0.key) \($0.metric ?? "")", $0.state) }) { first, _ in first }
  }
}
