package import PerfgateConfiguration
package import PerfgateModel
import PerfgateStatistics

/// Reaches the verdict on a run: a pure function of run, configuration and baselines.
package struct Judge {
  /// b: the chance that a regression of exactly the limit passes as below it.
  package static let missRate = 0.01

  let run: RunDocument
  let configuration: ProjectConfiguration
  let baselines: BaselineSet
  let entries: [BenchmarkKey: RunEntry]

  private init(run: RunDocument, configuration: ProjectConfiguration, baselines: BaselineSet) {
    self.run = run
    self.configuration = configuration
    self.baselines = baselines.following(configuration.renamed)
    entries = Dictionary(run.entries.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Judges a run against committed baselines.
  ///
  /// - Parameters:
  ///   - run: What was measured.
  ///   - configuration: The rules; those that the run was planned with.
  ///   - baselines: What is committed for the run's machine class.
  /// - Returns: Everything that was decided, and the exit code.
  package static func verdict(
    on run: RunDocument,
    under configuration: ProjectConfiguration,
    against baselines: BaselineSet
  ) -> VerdictDocument {
    Judge(run: run, configuration: configuration, baselines: baselines).verdict()
  }

  /// Judges a run in which base and head were measured interleaved; it brings its own base.
  ///
  /// - Parameters:
  ///   - run: What was measured.
  ///   - configuration: The rules; those that the run was planned with.
  /// - Returns: Everything that was decided, and the exit code.
  package static func verdict(
    on run: RunDocument,
    under configuration: ProjectConfiguration
  ) -> VerdictDocument {
    let none = BaselineSet(directory: "", machineClass: run.environment.machineClass)
    return Judge(run: run, configuration: configuration, baselines: none).verdict()
  }

  private func verdict() -> VerdictDocument {
    let judged = run.isInterleaved ? [] : judgedMetrics()
    var (findings, rates) = run.isInterleaved ? decideInterleaved() : decideAll(judged)
    for index in findings.indices {
      putAside(&findings[index])
      complete(&findings[index])
    }
    findings = Self.inReportOrder(findings)
    let outcome = Outcome(
      findings: findings,
      run: run,
      gate: run.isInterleaved ? configuration.gate.interleaved : configuration.gate,
      baselines: run.isInterleaved ? nil : baselines
    )
    var verdict = VerdictDocument(
      run: run.id,
      suite: run.suite,
      mode: run.isInterleaved ? .against : .baseline,
      exit: outcome.exit,
      causes: outcome.causes,
      policy: policy(rates),
      comparison: comparison(),
      counts: VerdictCounts(of: findings),
      results: findings,
      notices: notices(findings, judged),
      environment: run.environment,
      head: run.head,
      startedAt: run.startedAt,
      measuringSeconds: run.entries.reduce(0) { $0 + $1.measuringSeconds },
      exhibits: Exhibits.make(
        of: findings,
        measured: entries,
        stages: run.stages,
        baselines: baselines
      )
    )
    verdict.base = run.base
    verdict.acceptances =
      run.isInterleaved
      ? AcceptedSteps(run).uses(in: findings) : acceptedLevels.uses(in: findings)
    return verdict
  }

  /// Decides everything about a run that is held against baselines.
  private func decideAll(_ judged: [JudgedMetric]) -> (findings: [Finding], rates: ErrorRates) {
    let rates = ErrorRates(
      falseAlarms: configuration.gate.falseAlarms,
      miss: Self.missRate,
      judged: judged.count
    )
    return (decide(judged, rates: rates) + withoutValues(), rates)
  }

  /// Whoever changes the rules in the change that they judge is seen doing it.
  private static func notice(of changes: RuleChanges) -> VerdictNotice? {
    guard let base = changes.base else {
      return VerdictNotice(
        "whether rules or baselines were changed in the change under test could not be found out",
        advice: "fetch the branch that the change is for, such as with fetch-depth: 0"
      )
    }
    var names = changes.files
    if changes.baselines > 0 {
      names.append("\(changes.baselines) baseline\(changes.baselines == 1 ? "" : "s")")
    }
    guard !names.isEmpty else { return nil }
    return VerdictNotice(
      "the change under test (since \(base)) changes what judges it: \(names.joined(separator: ", "))",
      advice: "review that like the code"
    )
  }

  /// What the run's baselines and commits accept.
  var acceptedLevels: AcceptedLevels { AcceptedLevels(run: run, baselines: baselines) }

  /// What to do where a class's name covers several kinds of machine.
  private static let classAdvice =
    "declare it under baselines: {classes: ...} where several kinds of machine are meant, or give "
    + "this one another name with --machine"

  /// Every metric that a rule names or that is judged by default, where there is something to hold it against.
  private func judgedMetrics() -> [JudgedMetric] {
    run.entries.filter { $0.status == .measured }.flatMap { entry in
      entry.metrics.compactMap { samples -> JudgedMetric? in
        let rule = self.rule(for: entry.key, metric: samples.name, kind: samples.kind)
        guard rule.judges(samples.name), rule.limit != nil || rule.budget != nil else {
          return nil
        }
        return JudgedMetric(
          key: entry.key,
          samples: samples,
          baseline: baselines.metric(samples.name, of: entry.key, kind: samples.kind),
          rule: rule,
          probe: run.environment.probe
        )
      }
    }
  }

  func rule(for key: BenchmarkKey, metric: String, kind: MetricKind) -> EffectiveRule {
    EffectiveRule(for: key, metric: metric, kind: kind, in: configuration)
  }

  private func policy(_ rates: ErrorRates) -> VerdictPolicy {
    VerdictPolicy(
      falseAlarms: rates.falseAlarms,
      missRate: rates.miss,
      judged: rates.judged,
      failOn: configuration.gate.failOn,
      maximumInconclusive: configuration.gate.maximumInconclusive
    )
  }

  private func comparison() -> ComparisonRecord {
    guard !run.isInterleaved else {
      return ComparisonRecord(
        baselines: nil,
        machineClass: nil,
        otherClasses: [],
        recordCommand: []
      )
    }
    let selection = Selection(run.selection)
    let members = configuration.members.filter { selection.includes(suite: $0.suite) }
    let suites = members.compactMap { member in
      baselines.members[member.suite].map {
        SuiteComparison(
          suite: member.suite,
          baselines: $0.directory,
          machineClass: $0.machineClass
        )
      }
    }
    return ComparisonRecord(
      baselines: suites.isEmpty ? baselines.directory : nil,
      machineClass: baselines.machineClass,
      otherClasses: baselines.otherClasses,
      recordCommand: run.entries.isEmpty
        ? [] : Commands.record(for: run, options: unfinished(suites)),
      suites: suites
    )
  }

  /// The options that name the suites whose baselines were never recorded for this class; none
  /// where that is all of them.
  private func unfinished(_ suites: [SuiteComparison]) -> [String] {
    let unknown = suites.filter { suite in
      baselines.members[suite.suite]?.places[.machine]?.isEmpty ?? true
    }
    guard unknown.count < suites.count || !run.selection.suites.isEmpty else { return [] }
    return unknown.flatMap { Commands.option("--suite", $0.suite) }
  }

  private func notices(_ findings: [Finding], _ judged: [JudgedMetric]) -> [VerdictNotice] {
    var notices = HostNotices.all(of: run, findings: findings)
    if let notice = SuiteShift.notice(of: judged) { notices.append(notice) }
    if run.head?.isDirty == true {
      notices.append(VerdictNotice("measured a work tree with uncommitted changes"))
    }
    if let changes = run.ruleChanges, let notice = Self.notice(of: changes) {
      notices.append(notice)
    }
    notices += baselines.remarks.map { VerdictNotice($0, advice: Self.classAdvice) }
    return notices + endedRules()
  }

  /// The worst first, then by id and in the order of the metrics.
  private static func inReportOrder(_ findings: [Finding]) -> [Finding] {
    // Not the findings themselves: they are large, and would be copied with every comparison.
    let ranks = findings.map(ReportRank.init)
    return ranks.indices.sorted { ranks[$0] < ranks[$1] }.map { findings[$0] }
  }
}

/// Where a finding stands in reports.
private struct ReportRank: Comparable {
  private let state: Int
  private let isAside: Bool
  private let severity: FindingSeverity
  private let key: BenchmarkKey
  private let metric: Int

  init(_ finding: Finding) {
    state = finding.state.reportRank
    isAside = !finding.gates
    severity = finding.severity
    key = finding.key
    metric = MetricDefinition.reportOrder(of: finding.metric ?? "")
  }

  static func < (left: ReportRank, right: ReportRank) -> Bool {
    if left.state != right.state { return left.state < right.state }
    if left.isAside != right.isAside { return right.isAside }
    if left.severity != right.severity { return left.severity > right.severity }
    if left.key != right.key { return left.key < right.key }
    return left.metric < right.metric
  }
}
