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

  let folder: BaselineFolder
  let suite: String
  /// The suite's name in a project of several.
  let name: String?
  let configuration: ProjectConfiguration

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
    plan.rewritten.append((className, document))
    plan.lines.append("\(gone.joined(separator: ", ")) in \(stored.path)")
  }

  /// Whether a metric is compared, under the key that the benchmark has or had.
  private func isKept(_ metric: String, kind: MetricKind, of key: BenchmarkKey) -> Bool {
    let tagged = key.of(suite: name)
    let current = configuration.renamed.first { $0.value == tagged }?.key ?? tagged
    guard configuration.benchmarks.contains(where: { $0.key == current }) else { return false }
    let rule = EffectiveRule(for: current, metric: metric, kind: kind, in: configuration)
    return rule.judges(metric) && rule.limit != nil
  }
}
