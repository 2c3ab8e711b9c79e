internal import PerfgateModel

/// Checks rules against the benchmarks and evals of the whole configuration.
struct RuleCheck {
  /// The most pairs of a rule and a benchmark.
  private static let mostPairs = 2_000_000
  /// The most rules without a match that are told, and the most ids that are searched for a near one.
  private static let mostDead = 100
  private static let mostNear = 1000
  /// The most metrics of stages whose merged limits are looked at.
  private static let mostStageMetrics = 100

  let entries: [RuleEntry]
  let plans: [BenchmarkPlan]
  let evals: [EvalPlan]
  let gate: GateSettings

  /// Reports rules that match nothing, and limits that make no sense once rules are merged.
  func run() {
    let count = plans.count + evals.count
    guard entries.count * count <= Self.mostPairs else {
      entries.first?.matchReader.report(
        "there are too many rules (\(entries.count)) for \(count) benchmarks",
        hints: ["match several benchmarks by one pattern"]
      )
      return
    }
    let dead = entries.lazy.filter { entry in
      !plans.contains { entry.rule.isFor($0) } && !evals.contains { entry.rule.isFor($0) }
    }
    dead.prefix(Self.mostDead).forEach(reportDead)
    entries.lazy.filter { $0.rule.namedScorer != nil }.prefix(Self.mostDead)
      .forEach(checkScorer)
    checkLimits()
    checkScores()
    for entry in entries where entry.rule.budget?.needsLevel == true { checkLevel(entry) }
  }

  /// Only what is compared has a recorded level that a budget could follow or look at.
  private func checkLevel(_ entry: RuleEntry) {
    guard let metric = Self.namedMetrics(of: entry.rule).first, let reader = entry.budgetReader
    else { return }
    for plan in plans where entry.rule.isFor(plan) {
      let deciding = entries.last {
        ($0.limitReader != nil || $0.levelsReader != nil)
          && $0.rule.matches(key: plan.key, metric: metric.name)
      }
      let isOff = deciding.map { $0.rule.limit == .off } ?? (gate.limit == nil)
      guard isOff else { continue }
      let key = entry.rule.budget?.ratchet == nil ? "on_existing" : "ratchet"
      reader.report(
        "'\(key)' needs a limit: without one '\(MessageText.shortened(plan.key.description))' has no "
          + "recorded level of '\(metric.name)'",
        hints: ["add limit: 10% to this rule"]
      )
      return
    }
  }

  private func reportDead(_ entry: RuleEntry) {
    let rule = entry.rule
    let keys = plans.map(\.key) + evals.map(\.key)
    let sameID = keys.filter { rule.idPattern?.matches($0.id.text) ?? true }
    let isSame = sameID.contains { rule.matches(key: $0) }
    if isSame, rule.isAboutEvals || rule.metric != nil && !rule.isAboutStages {
      let (who, what) = rule.isAboutEvals ? ("evals", "it") : ("benchmarks", "this metric")
      entry.matchReader.report(
        "this rule matches nothing: only \(who) have \(what), and it is for none",
        hints: rule.isAboutEvals
          ? [
            "metrics of a benchmark: \(MetricDefinition.process.map(\.name).joined(separator: ", "))"
          ]
          : ["metrics of an eval: pass_rate, score, latency.p95, cost"]
      )
      return
    }
    if isSame, rule.isAboutStages {
      entry.matchReader.report(
        "this rule matches nothing: only monitors have stages, and it is for none",
        hints: ["add one: monitors: [{id: pipeline, path: stages.json, run: [./pipeline]}]"]
      )
      return
    }
    guard sameID.isEmpty else {
      let known = rule.parameters.keys.sorted().map { name in
        let values = sameID.compactMap { $0.parameters[name] }
        return values.isEmpty
          ? "no '\(MessageText.shortened(name))'" : "\(name): \(unique(values))"
      }
      (entry.parametersReader ?? entry.matchReader).report(
        "this rule matches nothing: no benchmark has these parameters",
        hints: ["what it matches otherwise has \(known.joined(separator: "; "))"]
      )
      return
    }
    let pattern = rule.idPattern?.text ?? ""
    var seen: Set<String> = []
    let ids = keys.map(\.id.text).filter { seen.insert($0).inserted }
    let near = NearMiss.phrase(for: pattern, among: ids.prefix(Self.mostNear))
    let kind = EntryWords.kind(benchmarks: !plans.isEmpty, evals: !evals.isEmpty)
    entry.matchReader.report(
      "this rule matches nothing: no \(kind) is called '\(MessageText.shortened(pattern))'\(near)",
      hints: near.isEmpty
        ? ["\(plans.isEmpty || evals.isEmpty ? "\(kind)s" : "there are"): \(unique(ids))"] : []
    )
  }

  /// A scorer that no eval has would be missed only after the whole run.
  private func checkScorer(_ entry: RuleEntry) {
    guard let name = entry.rule.namedScorer else { return }
    let scorers = evals.filter { entry.rule.isFor($0) }.flatMap(\.scorers).map(\.name)
    guard !scorers.isEmpty, !scorers.contains(name) else { return }
    let near = NearMiss.phrase(for: name, among: scorers)
    (entry.metricReader ?? entry.matchReader).report(
      "no eval that this rule is for has a scorer '\(MessageText.shortened(name))'\(near)",
      hints: near.isEmpty ? ["scorers: \(unique(scorers))"] : []
    )
  }

  private func unique(_ values: [String]) -> String {
    var seen: Set<String> = []
    let distinct = values.filter { seen.insert($0).inserted }
    let shown = distinct.prefix(5).map(MessageText.shortened).joined(separator: ", ")
    return distinct.count > 5 ? "\(shown), ..." : shown
  }

  /// Merges limit and tolerance for every benchmark and metric, and checks each pair of rules once.
  private func checkLimits() {
    let relevant = entries.enumerated().filter { $0.element.concernsLimits }
    guard !relevant.isEmpty else { return }
    var checked: Set<[Int]> = []
    let stages = stageMetrics
    for plan in plans {
      let matching = relevant.filter { $0.element.rule.matches(key: plan.key) }
      guard !matching.isEmpty else { continue }
      for metric in MetricDefinition.process + (plan.monitor == nil ? [] : stages) {
        let rules = matching.filter { $0.element.rule.isFor(metric: metric.name) }
        let isNamed = entries.contains {
          $0.rule.names(metric.name) && $0.rule.matches(key: plan.key)
        }
        guard metric.isJudgedByDefault || isNamed, !rules.isEmpty else { continue }
        guard checked.insert(rules.map(\.offset) + [metric.kind == .exact ? -2 : -1]).inserted
        else { continue }
        // Levels hold in both kinds of run: one word on them is enough.
        if checkBaseline(rules.map(\.element), kind: metric.kind) {
          checkInterleaved(rules.map(\.element), kind: metric.kind)
        }
      }
    }
  }

  /// Merges limit and tolerance of the scores of every eval, and checks each pair of rules once.
  private func checkScores() {
    let relevant = entries.enumerated().filter {
      $0.element.rule.scoreLimit != nil || $0.element.rule.scoreTolerance != nil
    }
    var checked: Set<[Int]> = []
    for plan in evals where !relevant.isEmpty {
      let scorers = plan.scorers.map(\.name)
      let names = [EvalMetric.Figure.passRate, .score].flatMap { figure in
        [figure.rawValue] + scorers.map { "\(figure.rawValue).\($0)" }
      }
      for name in names {
        let rules = relevant.filter { $0.element.rule.matches(key: plan.key, metric: name) }
        guard let last = rules.last, checked.insert(rules.map(\.offset)).inserted else { continue }
        let limits = ScoreLimits(
          for: plan.key,
          metric: name,
          gate: gate,
          rules: entries.map(\.rule)
        )
        guard let culprit = last.element.limitReader ?? last.element.toleranceReader else {
          continue
        }
        LimitCheck.check(scoreLimit: limits.limit, tolerance: limits.tolerance, at: culprit)
      }
    }
  }

  /// Metrics of stages that rules name, one for each figure of a pattern.
  private var stageMetrics: [MetricDefinition] {
    var seen: Set<String> = []
    var metrics: [MetricDefinition] = []
    for entry in entries where entry.rule.isAboutStages && metrics.count < Self.mostStageMetrics {
      metrics += Self.namedMetrics(of: entry.rule).filter { seen.insert($0.name).inserted }
    }
    return metrics
  }

  /// The metrics that a rule makes judged; of a pattern over those of stages, one for each figure.
  private static func namedMetrics(of rule: GateRule) -> [MetricDefinition] {
    guard rule.isAboutStages, let pattern = rule.metric else {
      return [rule.namedMetric].compactMap { $0 }
    }
    if let named = rule.namedMetric { return [named] }
    // Any stage will do: the pattern without what stands for others, or `x`.
    let written = pattern.text.split(separator: ".").dropLast().dropFirst().joined(separator: ".")
    let stages = [
      written.filter { $0 != "*" && $0 != "?" }, written.replacing("?", with: "x"), "x",
    ]
    return StagePattern(pattern).figures.compactMap { figure in
      stages.lazy.map { "\(StageMetric.prefix)\($0).\(figure.rawValue)" }
        .compactMap { StageMetric($0)?.definition }.first { rule.isFor(metric: $0.name) }
    }
  }

  private func checkBaseline(_ rules: [RuleEntry], kind: MetricKind) -> Bool {
    let limit = rules.last { $0.limitReader != nil || $0.levelsReader != nil }
    let tolerance = rules.last { $0.toleranceReader != nil }
    var merged = MergedLimit.baseline(gate)
    for entry in rules { merged.merge(entry.rule) }
    guard let culprit = limit?.levelsReader ?? limit?.limitReader ?? tolerance?.toleranceReader
    else { return true }
    return LimitCheck.check(
      limit: merged.lowest,
      tolerance: tolerance?.rule.tolerance ?? gate.tolerance(of: kind),
      at: culprit
    )
  }

  private func checkInterleaved(_ rules: [RuleEntry], kind: MetricKind) {
    var merged = MergedLimit.interleaved(gate)
    var culprit: NodeReader?
    for entry in rules {
      merged.merge(entry.rule)
      culprit = entry.againstLimitReader ?? entry.levelsReader ?? culprit
    }
    let tolerance = rules.last { $0.againstToleranceReader != nil }
    guard let culprit = culprit ?? tolerance?.againstToleranceReader else { return }
    LimitCheck.check(
      limit: merged.lowest,
      tolerance: tolerance?.rule.against?.tolerance ?? gate.against(of: kind).tolerance,
      at: culprit,
      isInterleaved: true
    )
  }
}

extension RuleEntry {
  /// Whether the rule says anything about limits or tolerances.
  fileprivate var concernsLimits: Bool {
    rule.limit != nil || rule.tolerance != nil || levelsReader != nil
      || againstLimitReader != nil || againstToleranceReader != nil
  }
}
