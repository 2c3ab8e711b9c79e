package import PerfgateConfiguration
package import PerfgateModel
import PerfgateStatistics

/// What the committed baseline of one metric can show.
package struct BaselineReach: Sendable, Equatable {
  /// The benchmark.
  package var key: BenchmarkKey
  /// The metric's name.
  package var metric: String
  /// The unit of the level.
  package var unit: MetricUnit
  /// The level of the newest epoch and what it rests on.
  package var level: LevelRecord
  /// How many levels were accepted so far.
  package var epochs: Int
  /// The smallest change that can be proven, as a ratio or in the metric's unit; `nil` where values
  /// are compared as they are.
  package var provable: ChangeRecord?
  /// The limit that applies, as a ratio; `nil` where nothing is compared.
  package var limit: Double?
  /// How many more recordings would prove the limit; `nil` where that is known to need none, or
  /// more than can be kept.
  package var recordingsNeeded: Int?

  /// Describes every baseline that is judged, in order.
  ///
  /// - Parameters:
  ///   - baselines: What is committed.
  ///   - configuration: The rules; they say how many metrics share the false alarms.
  /// - Returns: One description per benchmark and judged metric.
  package static func all(
    in baselines: BaselineSet,
    under configuration: ProjectConfiguration
  ) -> [BaselineReach] {
    let metrics = baselines.keys.flatMap { key in
      judgedMetrics(of: key, in: baselines, under: configuration)
    }
    let scores = metrics.count { EvalMetric.isOfCases($0.samples.name) }
    let rates = ErrorRates(
      falseAlarms: configuration.gate.falseAlarms,
      miss: Judge.missRate,
      judged: metrics.count - scores
    )
    let own = ScoreRates(falseAlarms: configuration.gate.scores.falseAlarms, judged: scores)
    let suite = SuiteSpread(metrics)
    return metrics.compactMap { metric in
      var reach = BaselineReach(metric, suite: suite, rates: rates)
      if EvalMetric.isOfCases(metric.samples.name), let cases = baselines.cases(of: metric.key) {
        reach?.provable = visible(of: cases.count, rates: own)
      }
      return reach
    }
  }

  /// The smallest drop that so many cases can show, where all that change get worse.
  private static func visible(of count: Int, rates: ScoreRates) -> ChangeRecord? {
    let drop = VisibleDrop.ofRate(cases: count, discordant: 0, level: rates.share)
    return drop <= 1 ? ChangeRecord(scale: .points, estimate: drop) : nil
  }

  /// Holding the level against itself gives the same reach as any measurement would.
  private static func judgedMetrics(
    of key: BenchmarkKey,
    in baselines: BaselineSet,
    under configuration: ProjectConfiguration
  ) -> [JudgedMetric] {
    let isEval = configuration.evals.contains { $0.key == key }
    return BaselinePlace.allCases.flatMap { place -> [JudgedMetric] in
      let metrics = baselines.places[place]?[key]?.document.metrics ?? [:]
      let names = metrics.keys.sorted {
        MetricDefinition.reportOrder(of: $0) < MetricDefinition.reportOrder(of: $1)
      }
      return names.compactMap { name -> JudgedMetric? in
        guard let baseline = metrics[name], let last = baseline.recordings.last else { return nil }
        let rule = EffectiveRule(for: key, metric: name, kind: baseline.kind, in: configuration)
        guard rule.judges(name, ofEval: isEval), rule.limit != nil else { return nil }
        let samples = MetricSamples(
          name: name,
          unit: baseline.unit,
          kind: baseline.kind,
          direction: baseline.direction,
          values: [last.median]
        )
        return JudgedMetric(key: key, samples: samples, baseline: baseline, rule: rule)
      }
    }
  }

  private init?(_ metric: JudgedMetric, suite: SuiteSpread, rates: ErrorRates) {
    guard let baseline = metric.baseline, let last = baseline.recordings.last else { return nil }
    key = metric.key
    self.metric = metric.samples.name
    unit = metric.samples.unit
    epochs = baseline.epochs.count
    limit = metric.rule.limit
    level = LevelRecord(center: last.median, count: last.count)
    guard baseline.kind == .continuous,
      let comparison = try? ContinuousComparison(metric, suite: suite)
    else { return }
    var finding = Finding(key: key, metric: self.metric, state: .inconclusive)
    finding.base = level
    comparison.decide(adjustedWorse: 1, adjustedBetter: 1, rates: rates, into: &finding)
    level = finding.base ?? level
    recordingsNeeded = finding.recordingsNeeded
    provable = finding.provable.map {
      ChangeRecord(scale: finding.change?.scale ?? .ratio, estimate: $0)
    }
  }
}
