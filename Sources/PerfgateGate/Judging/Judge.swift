package import PerfgateConfiguration
package import PerfgateModel
import PerfgateParallel
import PerfgateStatistics

/// Reaches the verdict on a run: a pure function of run, configuration and baselines.
package struct Judge: Sendable {
  /// b: the chance that a regression of exactly the limit passes as below it.
  package static let missRate = 0.01
  /// How many entries or metrics a thread judges at a time: handing them out costs little beside that.
  static let batch = 128

  let run: RunDocument
  let configuration: ProjectConfiguration
  let baselines: BaselineSet
  /// Where each benchmark stands among the run's entries.
  let places: [BenchmarkKey: Int]
  /// What rules name, of whatever benchmark: no other metric is judged but those of the default.
  private let namedMetrics: Set<String>
  /// The rules that name metrics of stages or evals by a pattern.
  private let patternRules: [GateRule]
  /// The cases of evals, by key.
  let cases: [BenchmarkKey: EvalCases]
  /// Which of them are the same on both sides.
  let pairs: [BenchmarkKey: CasePairs]

  private init(
    run: RunDocument,
    configuration: ProjectConfiguration,
    baselines: BaselineSet,
    cases: [BenchmarkKey: EvalCases]
  ) {
    self.run = run
    self.configuration = configuration
    self.baselines = baselines.following(configuration.renamed)
    places = Dictionary(
      run.entries.indices.map { (run.entries[$0].key, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let rules = ([configuration] + configuration.members).flatMap(\.rules)
    namedMetrics = Set(rules.compactMap(\.metric?.text))
    patternRules = rules.filter { $0.isAboutStages || $0.isAboutEvals }
    self.cases = cases
    pairs = cases.compactMapValues { cases in
      cases.base.map { CasePairs(head: cases.head, base: $0) }
    }
  }

  /// Judges a run against committed baselines.
  ///
  /// - Parameters:
  ///   - run: What was measured.
  ///   - configuration: The rules; those that the run was planned with.
  ///   - baselines: What is committed for the run's machine class.
  ///   - cases: The cases of evals, by key: what the run found, and what the baselines keep.
  /// - Returns: Everything that was decided, and the exit code.
  package static func verdict(
    on run: RunDocument,
    under configuration: ProjectConfiguration,
    against baselines: BaselineSet,
    cases: [BenchmarkKey: EvalCases] = [:]
  ) -> VerdictDocument {
    Judge(run: run, configuration: configuration, baselines: baselines, cases: cases).verdict()
  }

  /// Judges a run in which base and head were measured interleaved; it brings its own base.
  ///
  /// - Parameters:
  ///   - run: What was measured.
  ///   - configuration: The rules; those that the run was planned with.
  ///   - cases: The cases of evals, by key, of both sides.
  /// - Returns: Everything that was decided, and the exit code.
  package static func verdict(
    on run: RunDocument,
    under configuration: ProjectConfiguration,
    cases: [BenchmarkKey: EvalCases] = [:]
  ) -> VerdictDocument {
    let none = BaselineSet(directory: "", machineClass: run.environment.machineClass)
    return Judge(run: run, configuration: configuration, baselines: none, cases: cases).verdict()
  }

  private func verdict() -> VerdictDocument {
    let all = run.isInterleaved ? comparedScores() : judgedMetrics()
    let scores = all.filter { EvalMetric.isOfCases($0.samples.name) && $0.samples.kind == .score }
    let judged = all.filter { !EvalMetric.isOfCases($0.samples.name) || $0.samples.kind != .score }
    var (findings, rates) =
      run.isInterleaved ? decideAllInterleaved(scores) : decideAll(judged, scores: scores)
    Self.putInReportOrder(&findings)
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
      policy: policy(rates, scores: scores),
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
        measured: { places[$0].map { run.entries[$0] } },
        stages: run.stages,
        baselines: baselines
      )
    )
    verdict.exhibits.cases = caseExhibits()
    verdict.base = run.base
    verdict.acceptances =
      run.isInterleaved
      ? AcceptedSteps(run).uses(in: findings) : acceptedLevels.uses(in: findings)
    return verdict
  }

  /// Decides everything about a run that is held against baselines.
  private func decideAll(
    _ judged: [JudgedMetric],
    scores: [JudgedMetric]
  ) -> (findings: [Finding], rates: ErrorRates) {
    let rates = ErrorRates(
      falseAlarms: configuration.gate.falseAlarms,
      miss: Self.missRate,
      judged: judged.count
    )
    let others = decideScores(scores, rates: rates) + withoutValues()
    return (decide(judged, rates: rates, followedBy: others), rates)
  }

  /// Decides everything about a run in which base and head were measured interleaved.
  private func decideAllInterleaved(
    _ scores: [JudgedMetric]
  ) -> (findings: [Finding], rates: ErrorRates) {
    var (findings, rates) = decideInterleaved()
    findings += decideScores(scores, rates: rates)
    for index in findings.indices { finish(&findings[index]) }
    return (findings, rates)
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
  var acceptedLevels: AcceptedLevels {
    AcceptedLevels(run: run, configuration: configuration, baselines: baselines)
  }

  /// What to do where a class's name covers several kinds of machine.
  private static let classAdvice =
    "declare it under baselines: {classes: ...} where several kinds of machine are meant, which the "
    + "next recording notes, or give this one another name with --machine"

  /// Every metric that a rule names or that is judged by default, where there is something to hold it against.
  private func judgedMetrics() -> [JudgedMetric] {
    ParallelWork.map(Array(run.entries.indices), batch: Self.batch) { place in
      judgedMetrics(of: run.entries[place])
    }.flatMap(\.self)
  }

  private func judgedMetrics(of entry: RunEntry) -> [JudgedMetric] {
    guard entry.status == .measured, errorsBeyondCeiling(entry) == nil else { return [] }
    return entry.metrics.compactMap { samples in
      guard mayBeJudged(samples.name) else { return nil }
      let rule = self.rule(for: entry.key, metric: samples.name, kind: samples.kind)
      guard rule.judges(samples.name, ofEval: entry.origin == .eval),
        rule.limit != nil || rule.budget != nil
      else { return nil }
      return JudgedMetric(
        key: entry.key,
        samples: samples,
        baseline: baselines.metric(samples.name, of: entry.key, kind: samples.kind),
        rule: rule,
        probe: run.environment.probe
      )
    }
  }

  /// Merging the rules of a metric that none of them judges would be most of the work.
  private func mayBeJudged(_ metric: String) -> Bool {
    MetricDefinition.named(metric)?.isJudgedByDefault == true || namedMetrics.contains(metric)
      || patternRules.contains { $0.names(metric) }
  }

  func rule(for key: BenchmarkKey, metric: String, kind: MetricKind) -> EffectiveRule {
    EffectiveRule(for: key, metric: metric, kind: kind, in: configuration)
  }

  private func policy(_ rates: ErrorRates, scores: [JudgedMetric]) -> VerdictPolicy {
    var policy = VerdictPolicy(
      falseAlarms: rates.falseAlarms,
      missRate: rates.miss,
      judged: rates.judged,
      failOn: configuration.gate.failOn,
      maximumInconclusive: configuration.gate.maximumInconclusive
    )
    policy.scores = scoreRates(of: scores).map {
      ScorePolicy(falseAlarms: $0.falseAlarms, judged: $0.judged)
    }
    return policy
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
      recordCommand: run.entries.isEmpty || run.isExcusedAltogether
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
    var notices = [ungatedEvals()].compactMap { $0 } + changedDatasets()
    notices += HostNotices.all(of: run, findings: findings)
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
  private static func putInReportOrder(_ findings: inout [Finding]) {
    // Not the findings themselves: they are large, and would be copied with every comparison.
    let ranks = findings.indices.map { ReportRank(findings[$0]) }
    var sources = ranks.indices.sorted { ranks[$0] < ranks[$1] }
    // Each goes to its place by swaps, which copy nothing.
    for place in sources.indices {
      var source = sources[place]
      while source < place { source = sources[source] }
      findings.swapAt(place, source)
      sources[place] = source
    }
  }
}

/// Where a finding stands in reports.
private struct ReportRank: Comparable {
  private let state: Int
  private let isAside: Bool
  private let severity: FindingSeverity
  private let key: BenchmarkKey
  private let metric: MetricDefinition.ReportOrder

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
