import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateStore

/// What of one suite's baselines is not configured any more.
struct BaselinePruning {
  /// What is to be removed.
  struct Plan {
    /// Files of benchmarks that are gone.
    var files: [String] = []
    /// Files that lose metrics, by class.
    var rewritten: [(className: String, document: BaselineDocument)] = []
    /// The accepted levels that stay; `nil` where all do.
    var acceptances: [Acceptance]?
    /// What is removed, a line each.
    var lines: [String] = []
  }

  private let folder: BaselineFolder
  private let suite: String
  private let name: String?
  private let configuration: ProjectConfiguration
  private let configured: Set<BenchmarkKey>
  private let evals: Set<BenchmarkKey>
  /// The keys that benchmarks have now, by those that they had.
  private let renamed: [BenchmarkKey: BenchmarkKey]

  /// Looks for what is to be removed; nothing is read yet.
  ///
  /// - Parameters:
  ///   - folder: The committed baselines.
  ///   - suite: The suite's name.
  ///   - name: The suite's name in a project of several, else `nil`.
  ///   - configuration: Of the whole project.
  init(
    folder: BaselineFolder,
    suite: String,
    name: String?,
    configuration: ProjectConfiguration
  ) {
    self.folder = folder
    self.suite = suite
    self.name = name
    self.configuration = configuration
    evals = Set(configuration.evals.map(\.key))
    configured = evals.union(configuration.benchmarks.map(\.key))
    renamed = Dictionary(
      configuration.renamed.map { ($0.value, $0.key) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// Finds out what is to be removed.
  ///
  /// - Throws: `GateError` with exit 65 where a file cannot be read.
  func plan() throws(GateError) -> Plan {
    var plan = Plan()
    for className in try folder.classes(ofSuite: suite) {
      for stored in try folder.baselines(ofSuite: suite, inClass: className) {
        judge(stored, in: className, into: &plan)
      }
    }
    let all = try folder.acceptances()
    let kept = all.filter { acceptance in
      guard acceptance.suite == suite, case .metric(let key, let metric) = acceptance.subject else {
        return true
      }
      return isKept(metric, kind: MetricDefinition.named(metric)?.kind ?? .continuous, of: key)
    }
    if kept.count < all.count {
      plan.acceptances = kept
      plan.lines.append(
        "\(all.count - kept.count) of \(all.count) accepted levels in \(folder.acceptedPath)"
      )
    }
    return plan
  }

  /// Removes it; whoever calls it holds the lock.
  ///
  /// - Returns: What was removed.
  /// - Throws: `GateError` with exit 65 or 73.
  func run() throws(GateError) -> Plan {
    let plan = try plan()
    for (className, document) in plan.rewritten {
      _ = try folder.write(document, toClass: className, suite: suite)
    }
    try folder.remove(plan.files)
    if let acceptances = plan.acceptances { try folder.replaceAcceptances(acceptances) }
    return plan
  }

  private func judge(_ stored: StoredBaseline, in className: String, into plan: inout Plan) {
    var document = stored.document
    document.metrics = document.metrics.filter {
      isKept($0.key, kind: $0.value.kind, of: document.key)
    }
    guard !document.metrics.isEmpty else {
      plan.files.append(stored.path)
      plan.lines.append(stored.path)
      return
    }
    let gone = Set(stored.document.metrics.keys).subtracting(document.metrics.keys).sorted()
    guard !gone.isEmpty else { return }
    if !document.metrics.keys.contains(where: EvalMetric.isOfCases) { document.cases = nil }
    plan.rewritten.append((className, document))
    plan.lines.append("\(gone.joined(separator: ", ")) in \(stored.path)")
  }

  /// Whether a metric is compared, under the key that the benchmark has or had.
  private func isKept(_ metric: String, kind: MetricKind, of key: BenchmarkKey) -> Bool {
    let tagged = key.of(suite: name)
    let current = renamed[tagged] ?? tagged
    guard configured.contains(current) else { return false }
    let rule = EffectiveRule(for: current, metric: metric, kind: kind, in: configuration)
    return rule.judges(metric, ofEval: evals.contains(current)) && rule.limit != nil
  }
}
