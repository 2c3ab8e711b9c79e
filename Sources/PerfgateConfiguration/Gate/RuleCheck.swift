internal import PerfgateModel

/// Checks rules against the benchmarks of the whole configuration.
struct RuleCheck {
  /// The most pairs of a rule and a benchmark.
  private static let mostPairs = 2_000_000
  /// The most rules without a match that are told, and the most ids that are searched for a near one.
  private static let mostDead = 100
  private static let mostNear = 1000

  let entries: [RuleEntry]
  let plans: [BenchmarkPlan]
  let gate: GateSettings

  /// Reports rules that match nothing, and limits that make no sense once rules are merged.
  func run() {
    guard entries.count * plans.count <= Self.mostPairs else {
      entries.first?.matchReader.report(
        "there are too many rules (\(entries.count)) for \(plans.count) benchmarks",
        hints: ["match several benchmarks by one pattern"]
      )
      return
    }
    let dead = entries.lazy.filter { entry in
      !plans.contains { entry.rule.matches(key: $0.key) }
    }
    dead.prefix(Self.mostDead).forEach(reportDead)
    checkLimits()
    for entry in entries where entry.rule.budget?.needsLevel == true { checkLevel(entry) }
  }

  /// Only what is compared has a recorded level that a budget could follow or look at.
  private func checkLevel(_ entry: RuleEntry) {
    guard let metric = entry.rule.namedMetric, let reader = entry.budgetReader else { return }
    for plan in plans where entry.rule.matches(key: plan.key) {
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
    let sameID = plans.filter { rule.idPattern?.matches($0.key.id.text) ?? true }
    guard sameID.isEmpty else {
      let known = rule.parameters.keys.sorted().map { name in
        let values = sameID.compactMap { $0.key.parameters[name] }
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
    let ids = plans.map(\.key.id.text).filter { seen.insert($0).inserted }
    let near = NearMiss.phrase(for: pattern, among: ids.prefix(Self.mostNear))
    entry.matchReader.report(
      "this rule matches nothing: no benchmark is called '\(MessageText.shortened(pattern))'\(near)",
      hints: near.isEmpty ? ["benchmarks: \(unique(ids))"] : []
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
    for plan in plans {
      let matching = relevant.filter { $0.element.rule.matches(key: plan.key) }
      guard !matching.isEmpty else { continue }
      for metric in MetricDefinition.process {
        let rules = matching.filter { $0.element.rule.metric?.matches(metric.name) ?? true }
        let isNamed = entries.contains {
          $0.rule.namedMetric == metric && $0.rule.matches(key: plan.key)
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
    [limitReader, toleranceReader, levelsReader, againstLimitReader, againstToleranceReader]
      .contains { $0 != nil }
  }
}
