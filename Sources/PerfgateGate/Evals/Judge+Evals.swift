import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics

extension Judge {
  /// How sure it must be that the largest of the values is above a percentile.
  private static let percentileConfidence = 0.99

  /// That too many cases of an eval errored, on either side, for anything to be said of it; `nil` for
  /// anything else.
  func errorsBeyondCeiling(_ entry: RunEntry) -> Finding? {
    Self.errorsBeyondCeiling(entry, under: configuration)
  }

  /// The same of a run that is not judged.
  static func errorsBeyondCeiling(
    _ entry: RunEntry,
    under configuration: ProjectConfiguration?
  ) -> Finding? {
    guard entry.origin == .eval, entry.status == .measured else { return nil }
    let plan = configuration?.member(of: entry.key).evals.first { $0.key == entry.key }
    let ceiling = plan?.caps.errorRate ?? 0
    // What errors on both sides is for the change to mend: the head comes first.
    if let totals = entry.cases, totals.errorRate > ceiling {
      return Finding(errors: totals, of: entry.key, side: nil, ceiling: ceiling)
    }
    if let totals = entry.baseCases, totals.errorRate > ceiling {
      return Finding(errors: totals, of: entry.key, side: .base, ceiling: ceiling)
    }
    return nil
  }

  /// That a percentile rests on too few values to be judged; `nil` where it does not.
  static func shortage(of samples: MetricSamples) -> String? {
    guard let metric = EvalMetric(samples.name), let count = samples.observations else {
      return nil
    }
    return shortage(of: metric, having: count)
  }

  /// That a percentile rests on too few values to be judged; `nil` where it does not.
  static func shortage(of metric: EvalMetric, having count: Int) -> String? {
    guard let quantile = metric.quantile else { return nil }
    let needed = VisibleDrop.valuesNeeded(
      forQuantile: quantile,
      confidence: percentileConfidence
    )
    guard count < needed else { return nil }
    return "it rests on \(count) values, and needs \(needed)"
  }

  /// What is said of evals that were skipped, loudly: nothing of them passed.
  func ungatedEvals() -> VerdictNotice? {
    // What the time or an interruption left out is missing, and says so itself.
    let skipped = run.entries.filter { $0.isExcused && $0.status == .skipped }
    guard let first = skipped.first else { return nil }
    let reasons = Set(skipped.compactMap(\.reason))
    let names = skipped.prefix(Self.mostNamed).map(\.key.description).joined(separator: ", ")
    let more = skipped.count > Self.mostNamed ? ", ..." : ""
    let why = reasons.count == 1 ? first.reason.map { ": \($0)" } ?? "" : ""
    return VerdictNotice(
      "evals NOT gated (\(names)\(more))\(why)",
      advice: "run them where that is there before this is merged"
    )
  }

  /// That cases of committed baselines are gone or have another content: what they asked is not gated
  /// any more, while the scores of those that are left may look as good as ever.
  ///
  /// - Returns: A notice for each eval that lost some. Cases that are new take nothing away, and both
  ///   sides of an interleaved run answer the same.
  func changedDatasets() -> [VerdictNotice] {
    guard !run.isInterleaved else { return [] }
    return run.entries.compactMap { (entry: RunEntry) -> VerdictNotice? in
      guard let pairs = pairs[entry.key], pairs.removed + pairs.changed > 0 else { return nil }
      let parts = [
        (pairs.removed, "removed"), (pairs.changed, "changed"), (pairs.added, "added"),
      ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
      let rest =
        switch pairs.rows.count {
        case 0: "none is left that could be compared"
        case 1: "only 1 that is the same is compared"
        case let count: "only the \(count) that are the same are compared"
        }
      return VerdictNotice(
        "the dataset of '\(entry.key)' is not the one that its baseline was recorded with: cases "
          + "\(parts.joined(separator: ", ")); \(rest)",
        advice:
          "look at the rows that were taken out or rewritten: what they asked is not gated any "
          + "more. Where that is meant, record the baseline in the same change: "
          + ShellQuoting.command(Commands.record(entry.key, of: run))
      )
    }
  }

  /// The metrics that a measured eval must have: those that are judged by default, those that rules
  /// name, and those of a pattern that would otherwise gate nothing and say nothing.
  ///
  /// - Parameters:
  ///   - entry: An eval.
  ///   - names: The metrics that it has, or whose absence is told otherwise.
  /// - Returns: Names; the text of a pattern that no metric could match.
  func expectedMetrics(ofEval entry: RunEntry, having names: [String]) -> [String] {
    let suite = configuration.member(of: entry.key)
    let rules = suite.rules.filter { $0.matches(key: entry.key) }
    let named: [String] = rules.flatMap { rule -> [String] in
      guard let name = rule.metric?.text else { return [] }
      guard rule.hasPattern else {
        let isAsked =
          EvalMetric.isOfEvalsAlone(name)
          || EvalMetric(name) != nil && rule.isForEvalsAlone(in: suite)
        return isAsked ? [name] : []
      }
      // One that is for stages or processes, too, asks no eval for what it can never have.
      guard rule.isAboutEvals, !rule.isAboutStages,
        !names.contains(where: { rule.isFor(metric: $0) })
      else { return [] }
      return Self.metrics(of: rule, entry.key, in: suite)
    }
    return named
      + EvalMetric.Figure.allCases.map { EvalMetric($0) }
      .filter(\.isJudgedByDefault).map(\.name)
  }

  /// What a pattern matches of all that can be told of an eval; its text where that is nothing, and where
  /// no other eval has it either.
  private static func metrics(
    of rule: GateRule,
    _ key: BenchmarkKey,
    in suite: ProjectConfiguration
  ) -> [String] {
    let matches = { (plan: EvalPlan) in
      plan.metricNames.filter { rule.isFor(metric: $0) }
    }
    let own: [String] = suite.evals.filter { $0.key == key }.flatMap(matches)
    guard own.isEmpty, let text = rule.metric?.text else { return own }
    let isOfOthers = suite.evals.contains { rule.matches(key: $0.key) && !matches($0).isEmpty }
    return isOfOthers ? [] : [text]
  }

  /// How surely a score over drawn cases is known; `nil` where all cases of the dataset are taken.
  func samplingError(of metric: JudgedMetric) -> SamplingError? {
    guard let score = EvalMetric(metric.samples.name), score.isOfCases,
      let plan = configuration.member(of: metric.key).evals.first(where: { $0.key == metric.key }),
      plan.dataset.subset?.count != nil
    else { return nil }
    guard let table = cases[metric.key]?.head else { return .unknown }
    let rows = (0..<table.count).filter { table.value(of: score, at: $0) != nil }
    let values = rows.compactMap { table.value(of: score, at: $0) }
    let clusters = table.hasClusters ? rows.map { table.cluster(at: $0) ?? -1 - $0 } : nil
    // One part alone has no spread: taken for exact, its level would prove whatever it happens to be.
    guard let mean = PairedMean(values, clusters: clusters) else { return .unknown }
    // Where all agree, two cases more or less could still differ.
    return SamplingError(
      standardError: max(mean.standardError, 2 / Double(mean.parts)),
      degreesOfFreedom: Double(mean.parts - 1)
    )
  }

  /// Which cases of evals came out differently, in the order of the run.
  func caseExhibits() -> [CaseExhibit] {
    run.entries.compactMap { entry in
      guard let own = cases[entry.key], let base = own.base, let pairs = pairs[entry.key] else {
        return nil
      }
      return CaseExhibit(key: entry.key, head: own.head, base: base, pairs: pairs)
    }
  }
}

extension GateRule {
  /// Whether its metric is more than one name.
  fileprivate var hasPattern: Bool {
    metric.map { $0.text.contains("*") || $0.text.contains("?") } ?? false
  }

  /// Whether its ids are those of evals and of no benchmark, so that what processes have as well is asked
  /// of evals.
  fileprivate func isForEvalsAlone(in suite: ProjectConfiguration) -> Bool {
    idPattern != nil && !suite.benchmarks.contains { matches(key: $0.key) }
  }
}

extension EvalPlan {
  /// Everything that can be told of an eval.
  fileprivate var metricNames: [String] {
    EvalMetric.Figure.allCases.flatMap { figure in
      let ofScorers =
        figure.isPerScorer ? scorers.map { EvalMetric(figure, scorer: $0.name).name } : []
      return [figure.rawValue] + ofScorers
    }
  }
}

extension Finding {
  /// That more cases errored on one side than its eval allows.
  ///
  /// - Parameters:
  ///   - totals: How that side's cases ended.
  ///   - key: The eval.
  ///   - side: The base, which is nobody's change; `nil` for the head, and where there is one side.
  ///   - ceiling: The share that is allowed.
  fileprivate init(
    errors totals: CaseTotals,
    of key: BenchmarkKey,
    side: MeasurementSide?,
    ceiling: Double
  ) {
    self.init(key: key, metric: EvalMetric(.errorRate).name, state: .errored)
    let tried = totals.read - totals.skipped
    let level = LevelRecord(center: totals.errorRate, count: tried)
    self.side = side
    isOfEval = true
    unit = .ratio
    if side == .base { base = level } else { head = level }
    detail =
      "\(totals.errored) of \(tried) cases errored (\(QuantityText.share(totals.errorRate))), more than "
      + "error_rate allows (\(QuantityText.share(ceiling))): nothing of it is judged"
      // No notice tells of errors of the base.
      + (side == .base ? "; each of them is in \(totals.file)" : "")
  }
}

extension CaseExhibit {
  /// Compares what passed, case by case.
  init(key: BenchmarkKey, head: CaseTable, base: CaseTable, pairs: CasePairs) {
    self.init(key: key)
    (added, removed, changed) = (pairs.added, pairs.removed, pairs.changed)
    var drops: [(row: Int, other: Int, size: Double)] = []
    let passRate = EvalMetric(.passRate)
    for (left, right) in pairs.rows {
      let (row, other) = (Int(left), Int(right))
      guard let new = head.value(of: passRate, at: row),
        let old = base.value(of: passRate, at: other)
      else {
        errored += 1
        continue
      }
      compared += 1
      if new != old { drops.append((row, other, old - new)) }
    }
    // By size, and then in the order of the table, which is that of ids.
    let fallen = drops.filter { $0.size > 0 }.sorted {
      $0.size == $1.size ? $0.row < $1.row : $0.size > $1.size
    }
    let risen = drops.filter { $0.size < 0 }.sorted {
      $0.size == $1.size ? $0.row < $1.row : $0.size < $1.size
    }
    (brokeCount, mendedCount) = (fallen.count, risen.count)
    broke = fallen.prefix(Self.mostCases).map { CaseChange(head, $0.row, base, $0.other) }
    mended = risen.prefix(Self.mostCases).map { CaseChange(head, $0.row, base, $0.other) }
  }
}

extension CaseChange {
  fileprivate init(_ head: CaseTable, _ row: Int, _ base: CaseTable, _ other: Int) {
    let passRate = EvalMetric(.passRate)
    self.init(
      id: head.id(at: row),
      digest: head.digest(at: row),
      passed: Step(
        before: base.value(of: passRate, at: other) ?? 0,
        after: head.value(of: passRate, at: row) ?? 0
      )
    )
    for (column, name) in head.scorers.enumerated() {
      guard let old = base.scorers.firstIndex(of: name).flatMap({ base.score($0, at: other) }),
        let new = head.score(column, at: row)
      else { continue }
      scores[name] = Step(before: old, after: new)
    }
  }
}
