import PerfgateConfiguration
import PerfgateGate
import PerfgateModel

/// One eval `qa`, what a run found of its cases and what is recorded, as short as a test can say it.
struct EvalScenario {
  /// One case: its number decides digest and id, its values are those of its repeats.
  struct Case {
    var number: Int
    /// 1 passed, 0 failed, something between a score that failed; `nil` errored.
    var values: [Double?]
    var cluster: String?
    /// Another content under the same id.
    var isChanged = false
    /// What the reply of each repeat took; none where nobody measured.
    var seconds: [Double] = []
  }

  /// What the run found.
  var head: [Case] = []
  /// What is recorded; `nil` for no baseline.
  var base: [Case]?
  /// Whether the other side was evaluated in the same run.
  var isInterleaved = false
  /// Rules that are added.
  var rules: [GateRule] = []
  /// The gate's settings.
  var gate = GateSettings()
  /// The ceiling of errors.
  var errorRate: Double?
  /// How many cases were drawn; `nil` for all.
  var drawn: Int?
  /// Further metrics of the entry, by name, with how many values they rest on.
  var metrics: [String: (value: Double, observations: Int?)] = [:]
  /// Levels of further metrics that are recorded.
  var recorded: [String: [Double]] = [:]
  /// Why other metrics have no value, as the run tells.
  var gaps: [String: String] = [:]
  /// Why the eval was skipped.
  var skipReason: String?
  /// Whether its plan allows that.
  var isExcused = true
  /// What is accepted, by the change under test where both sides are in one run.
  var acceptances: [Acceptance] = []
  /// Whether the baseline keeps its cases.
  var keepsCases = true
  /// The run's id.
  var runID = "run"

  static let key: BenchmarkKey = {
    guard let id = try? BenchmarkID("qa") else { preconditionFailure("'qa' is an id") }
    return BenchmarkKey(id: id)
  }()

  /// Cases that pass or fail once each, from text: `1` and `0`.
  static func cases(_ text: String) -> [Case] {
    text.enumerated().map { Case(number: $0.offset, values: [$0.element == "1" ? 1 : 0]) }
  }

  /// A rule for a metric of evals.
  static func rule(_ metric: String, _ change: (inout GateRule) -> Void = { _ in }) -> GateRule {
    var rule = GateRule(
      location: SourcePlace(file: "perfgate.yaml", line: 9),
      metric: GlobPattern(metric)
    )
    change(&rule)
    return rule
  }

  static func table(_ cases: [Case], run: String = "run") throws -> CaseTable {
    var builder = CaseTableBuilder(thresholds: ["exact": 1], keepsTimes: true)
    for one in cases {
      for (index, value) in one.values.enumerated() {
        var result = CaseResult(
          caseDigest: digest(one),
          repeatIndex: index,
          configurationDigest: "c",
          id: "case-\(one.number)",
          outcome: value == nil ? .errored : value == 1 ? .passed : .failed
        )
        result.cluster = one.cluster
        if one.seconds.indices.contains(index) {
          result.output = "answer"
          result.serviceSeconds = one.seconds[index]
        }
        if let value {
          result.scores = ["exact": value]
          result.total = value
        }
        try builder.add(result)
      }
    }
    var table = builder.finished()
    table.dataset = "d\(cases.count)"
    table.run = run
    return table
  }

  private static func digest(_ one: Case) -> String {
    let text = String(one.number * 2 + (one.isChanged ? 1 : 0), radix: 16)
    // Scrambled, so that the order of digests is not that of numbers.
    let low = String(UInt32(truncatingIfNeeded: (one.number &+ 7) &* 2_654_435_761), radix: 16)
    let padded = String(repeating: "0", count: 8 - low.count) + low
    return padded + String(repeating: "0", count: 24 - text.count) + text
      + String(repeating: "0", count: 32)
  }

  func configuration() throws -> ProjectConfiguration {
    let place = SourcePlace(file: "perfgate.yaml")
    var configuration = try ProjectConfiguration.read(
      text: "benchmarks: [{id: none, command: [prog]}]\n",
      path: "perfgate.yaml"
    ).configuration
    var plan = EvalPlan(
      key: Self.key,
      dataset: DatasetPlan(source: .file("qa.jsonl"), location: place),
      target: TargetPlan(kind: .replay(path: "replies.jsonl", output: nil), location: place),
      scorers: [ScorerPlan(name: "exact", kind: .exact, threshold: 1, location: place)],
      location: place
    )
    plan.caps.errorRate = errorRate
    plan.dataset.subset = drawn.map { SubsetPlan(count: $0) }
    configuration.evals = [plan]
    configuration.rules = rules
    configuration.gate = gate
    return configuration
  }

  func run() throws -> RunDocument {
    var entry = RunEntry(key: Self.key, tags: [], command: [], status: .measured)
    entry.origin = .eval
    let table = try Self.table(head)
    if let skipReason {
      entry.status = .skipped
      entry.reason = skipReason
      entry.isExcused = isExcused
    } else {
      entry.cases = Self.totals(table, file: "cases/qa.jsonl")
      entry.gaps = gaps
      let other = try isInterleaved ? base.map { try Self.table($0) } : nil
      entry.baseCases = other.map { Self.totals($0, file: "cases/@base/qa.jsonl") }
      for name in ["pass_rate", "score"] {
        guard let own = Self.mean(name, table) else { continue }
        let values = [own] + [other.flatMap { Self.mean(name, $0) }].compactMap { $0 }
        add(name, values, table.count, to: &entry)
      }
      for (name, metric) in metrics.sorted(by: { $0.key < $1.key }) {
        let values = [metric.value] + (isInterleaved ? [recorded[name]?.first ?? metric.value] : [])
        add(name, values, metric.observations, to: &entry)
      }
      entry.invocations = InvocationColumns(count: isInterleaved ? 2 : 1)
      if isInterleaved {
        entry.invocations.side = [.head, .base]
        entry.presence = .both
      }
    }
    var run = RunDocument(
      id: runID,
      suite: "default",
      seed: "1",
      startedAt: "2026-01-01T00:00:00Z",
      environment: EnvironmentRecord(machineClass: "box", platformClass: "linux", facts: [:]),
      head: nil,
      configuration: ConfigurationRecord(path: "perfgate.yaml", source: "", overrides: [:]),
      selection: SelectionRecord(),
      entries: [entry],
      stages: [],
      completion: .complete
    )
    if isInterleaved {
      run.acceptances = acceptances
      run.base = BaseRecord(commit: "0123456789", name: "main", isMergeBase: true)
    }
    return run
  }

  /// How the cases of a side ended.
  private static func totals(_ table: CaseTable, file: String) -> CaseTotals {
    var totals = CaseTotals(
      file: file,
      sha256: "",
      dataset: table.dataset,
      read: 0,
      passed: 0,
      failed: 0,
      errored: 0,
      skipped: 0
    )
    for row in 0..<table.count {
      let outcomes = table.outcomes(at: row)
      totals.read += outcomes.repeats
      totals.passed += outcomes.passed
      totals.failed += outcomes.failed
      totals.errored += outcomes.errored
    }
    return totals
  }

  private func add(
    _ name: String,
    _ values: [Double],
    _ observations: Int?,
    to entry: inout RunEntry
  ) {
    guard let metric = EvalMetric(name), !values.isEmpty else { return }
    var samples = MetricSamples(metric.definition, values: values)
    samples.observations = observations
    // What the base does not have is the head's alone.
    if isInterleaved, values.count == 1 { samples.side = .head }
    entry.metrics.append(samples)
  }

  private static func mean(_ name: String, _ table: CaseTable) -> Double? {
    guard let metric = EvalMetric(name) else { return nil }
    let values = (0..<table.count).compactMap { table.value(of: metric, at: $0) }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  func baselines() throws -> BaselineSet {
    var set = BaselineSet(directory: "baselines", machineClass: "box")
    set.acceptances = acceptances
    guard let base, !isInterleaved else { return set }
    let table = try Self.table(base)
    var levels = recorded
    for name in ["pass_rate", "score"] {
      if let mean = Self.mean(name, table) { levels[name] = [mean] }
    }
    for (name, medians) in levels {
      guard let metric = EvalMetric(name) else { continue }
      let kind = metric.figure.kind
      let place = BaselinePlace(of: kind, metric: name)
      var stored =
        set.places[place]?[Self.key]
        ?? StoredBaseline(
          path: "baselines/\(place)/default/qa.json",
          document: BaselineDocument(key: Self.key)
        )
      stored.document.metrics[name] = MetricBaseline(
        unit: metric.figure.unit,
        kind: kind,
        direction: metric.figure.direction,
        epochs: [BaselineEpoch(id: 1, cause: .first)],
        recordings: medians.enumerated().map {
          Recording(run: "old-\($0.offset)", epoch: 1, median: $0.element, count: table.count)
        },
        sample: []
      )
      if place == .portable {
        stored.document.cases = RecordedCases(
          file: keepsCases ? "qa.cases.jsonl" : nil,
          dataset: table.dataset,
          count: table.count
        )
      }
      set.places[place, default: [:]][Self.key] = stored
    }
    return set
  }

  func cases() throws -> [BenchmarkKey: EvalCases] {
    let other = try base.map { try Self.table($0, run: "old") }
    return [
      Self.key: EvalCases(head: try Self.table(head), base: keepsCases ? other : nil)
    ]
  }

  func verdict() throws -> VerdictDocument {
    isInterleaved
      ? Judge.verdict(on: try run(), under: try configuration(), cases: try cases())
      : Judge.verdict(
        on: try run(),
        under: try configuration(),
        against: try baselines(),
        cases: try cases()
      )
  }

  func finding(_ metric: String = "pass_rate") throws -> Finding {
    try verdict().finding("qa", metric)
  }
}
