import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics

/// What the gate said of a suite that was compared with itself.
struct SelfTestTally {
  /// The verdicts about one metric of one benchmark.
  struct Row {
    /// Proven to be worse.
    var worse = Proportion()
    /// Not proven, though it looks as large as the limit.
    var suspected = Proportion()
    /// Passed as below the limit.
    var passed = Proportion()
    /// The rounds of each verdict.
    var rounds: [Int] = []
    /// How far invocations scatter, a standard deviation as a ratio, of each run.
    var scatters: [Double] = []
  }

  /// A benchmark's metric.
  struct Subject: Hashable, Comparable {
    let key: BenchmarkKey
    let metric: String

    static func < (left: Subject, right: Subject) -> Bool {
      left.key == right.key
        ? MetricDefinition.reportOrder(of: left.metric)
          < MetricDefinition.reportOrder(of: right.metric)
        : left.key < right.key
    }
  }

  /// What the head's times were longer by, as a ratio.
  let injected: Double
  /// The error rates that are promised.
  let policy: GateSettings
  /// Runs in which anything was called worse that is not.
  private(set) var falseRuns = Proportion()
  /// Runs that the gate did not pass, whatever the reason.
  private(set) var failedRuns = Proportion()
  /// What was counted about each metric.
  private(set) var rows: [Subject: Row] = [:]
  /// Benchmarks that gave no verdict, with the reason.
  private(set) var failures: [String: Int] = [:]
  /// Seconds spent measuring.
  private(set) var seconds = 0.0

  init(injected: Double, policy: GateSettings) {
    self.injected = injected
    self.policy = policy
  }

  /// Whether a metric really differs.
  func isSlowed(_ metric: String) -> Bool {
    guard injected > 0, let definition = MetricDefinition.named(metric) else { return false }
    // What is done in a second falls as the seconds grow.
    return definition.unit == .seconds || definition.direction == .higher
  }

  /// Counts what one run led to.
  mutating func add(_ verdict: VerdictDocument, of run: RunDocument) {
    seconds += verdict.measuringSeconds
    let entries = Dictionary(run.entries.map { ($0.key, $0) }) { first, _ in first }
    var isAnyFalse = false
    for finding in verdict.results {
      guard let metric = finding.metric, let evidence = finding.evidence?.rounds else {
        failures["\(finding.key): \(finding.detail ?? finding.state.rawValue)", default: 0] += 1
        continue
      }
      let isWorse = finding.state == .regressed
      var row = rows[Subject(key: finding.key, metric: metric)] ?? Row()
      row.worse.add(isWorse)
      row.suspected.add(finding.state == .suspected)
      row.passed.add([.unchanged, .within, .improved].contains(finding.state))
      row.rounds.append(evidence.rounds)
      if let scatter = Self.scatter(of: metric, in: entries[finding.key]) {
        row.scatters.append(scatter)
      }
      rows[Subject(key: finding.key, metric: metric)] = row
      if isWorse, !isSlowed(metric) { isAnyFalse = true }
    }
    falseRuns.add(isAnyFalse)
    failedRuns.add(verdict.exit != .pass)
  }

  /// The scatter between two invocations of the same side and round.
  private static func scatter(of metric: String, in entry: RunEntry?) -> Double? {
    entry?.only(.head).samples(of: metric).flatMap { WithinRunSpread.ofPairs($0.values) }
  }

  /// What was counted of all metrics that are slowed, or of all that are not.
  func total(slowed: Bool) -> Row {
    rows.reduce(into: Row()) { sum, row in
      guard isSlowed(row.key.metric) == slowed else { return }
      sum.worse = sum.worse.joined(with: row.value.worse)
      sum.suspected = sum.suspected.joined(with: row.value.suspected)
      sum.passed = sum.passed.joined(with: row.value.passed)
      sum.rounds += row.value.rounds
      sum.scatters += row.value.scatters
    }
  }

  /// One phrase for a person who waits.
  var summary: String {
    let same = total(slowed: false)
    var parts: [String] = []
    if same.worse.trials > 0 {
      parts.append("\(same.worse.events) of \(same.worse.trials) unchanged called slower")
    }
    let slowed = total(slowed: true)
    if slowed.worse.trials > 0 {
      parts.append("\(slowed.worse.events) of \(slowed.worse.trials) slowdowns found")
    }
    return parts.joined(separator: ", ")
  }
}
