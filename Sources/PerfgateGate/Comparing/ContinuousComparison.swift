import PerfgateModel
import PerfgateStatistics

/// A run's level of a continuous metric held against the recordings of its baseline.
///
/// The test is the prediction of the next recording, since one run says nothing of what the next
/// one, on another day or host, will give.
struct ContinuousComparison: Sendable {
  private let scale: WorkingScale
  private let prediction: BaselinePrediction
  private let observed: Double
  private let tolerance: Double
  private let limit: Double
  private let severities: SeverityLevels?
  private let rule: EffectiveRule

  /// The chance of a level at least this bad from code that is worse by the tolerance at most.
  let probabilityWorse: Double
  /// The chance of a level at least this good from code that is better by the tolerance at most.
  let probabilityBetter: Double

  /// Prepares a comparison.
  ///
  /// - Parameter metric: With a baseline and a limit.
  /// - Throws: `WorkingScale.Failure` where values have no scale to compare on.
  init(_ metric: JudgedMetric) throws(WorkingScale.Failure) {
    guard let baseline = metric.baseline, let limitRatio = metric.rule.limit else {
      throw .noRecordings
    }
    let epochs = baseline.recordingsByEpoch.map { $0.map(\.median) }
    let scale = try WorkingScale(
      epochs: epochs,
      observed: [metric.center],
      direction: metric.samples.direction == .lower ? .lower : .higher,
      minimumDelta: metric.rule.minimumDelta
    )
    let working = epochs.map { $0.compactMap(scale.working) }
    guard let prediction = try? BaselinePrediction(epochs: working, prior: scale.prior),
      let observed = scale.working(metric.center),
      let tolerance = scale.tolerance(metric.rule.tolerance),
      let ratioLimit = scale.limit(limitRatio),
      let worse = prediction.probabilityWorse(observed: observed, tolerance: tolerance),
      let better = prediction.probabilityBetter(observed: observed, tolerance: tolerance)
    else { throw .outOfRange }
    self.scale = scale
    self.prediction = prediction
    self.observed = observed
    self.tolerance = tolerance
    self.rule = metric.rule
    probabilityWorse = worse
    probabilityBetter = better
    // A change below min_delta never fails, so a limit below it could never be reached.
    let center = scale.value(ofWorking: prediction.centre)
    let floor = metric.rule.minimumDelta.flatMap { delta in
      center > 0 ? scale.limit(delta / center) : nil
    }
    limit = max(ratioLimit, floor ?? 0)
    let steps = metric.rule.levels.isEmpty ? [limitRatio] : metric.rule.levels.map(\.change)
    severities = SeverityLevels(tolerance: tolerance, limits: steps.compactMap(scale.limit))
  }

  /// Decides, given the adjusted p-values of the whole run.
  ///
  /// - Parameters:
  ///   - adjustedWorse: Holm-adjusted over the run.
  ///   - adjustedBetter: Holm-adjusted over the run.
  ///   - rates: The run's error rates.
  ///   - finding: Receives state, severity and figures.
  func decide(
    adjustedWorse: Double,
    adjustedBetter: Double,
    rates: ErrorRates,
    into finding: inout Finding
  ) {
    let estimate = prediction.change(of: observed)
    let shown = scale.shown(change: estimate, from: prediction.centre)
    let reachesDelta = rule.minimumDelta.map { abs(shown?.absolute ?? .infinity) >= $0 } ?? true
    let upper = prediction.upperBound(observed: observed, risk: rates.miss) ?? .infinity
    let provable = prediction.provable(
      tolerance: tolerance,
      level: BaselinePrediction.level(
        falseAlarms: rates.falseAlarms,
        familySize: rates.judged,
        miss: rates.miss
      )
    )
    let provesLimit = (provable ?? .infinity) <= limit

    if adjustedWorse <= rates.falseAlarms, reachesDelta {
      finding.state = .regressed
      applySeverity(of: estimate, to: &finding)
    } else if adjustedBetter <= rates.falseAlarms, reachesDelta {
      finding.state = .improved
    } else if estimate >= limit {
      finding.state = .suspected
    } else if upper < limit {
      finding.state = abs(estimate) <= tolerance ? .unchanged : .within
    } else if !provesLimit {
      finding.state = .within
      finding.isLearning = true
    } else {
      finding.state = .inconclusive
    }

    let isWorseTested = estimate >= 0
    finding.evidence = EvidenceRecord(
      method: .predictiveT,
      p: isWorseTested ? probabilityWorse : probabilityBetter,
      adjusted: isWorseTested ? adjustedWorse : adjustedBetter
    )
    finding.base = LevelRecord(
      center: scale.value(ofWorking: prediction.centre),
      count: finding.base?.count ?? 0,
      recordings: prediction.count
    )
    finding.change = change(estimate: estimate, rates: rates)
    describeReach(of: provable, provesLimit: provesLimit, rates: rates, into: &finding)
  }

  private func applySeverity(of estimate: Double, to finding: inout Finding) {
    guard let level = severities?.level(ofEstimate: estimate) else {
      // Proven to be above the tolerance, but nearer to it than to the limit: a warning.
      finding.gates = false
      return
    }
    if !rule.levels.isEmpty { finding.severity = rule.levels[level].severity }
  }

  private func change(estimate: Double, rates: ErrorRates) -> ChangeRecord? {
    guard
      let lower = prediction.lowerBound(observed: observed, risk: rates.shareOfFalseAlarms),
      let upper = prediction.upperBound(observed: observed, risk: rates.miss),
      let ends = endsShown(estimate: estimate, lower: lower, upper: upper)
    else { return nil }
    return ChangeRecord(
      scale: isLogarithmic ? .ratio : .absolute,
      estimate: ends.estimate,
      low: min(ends.lower, ends.upper),
      high: max(ends.lower, ends.upper),
      level: 1 - rates.shareOfFalseAlarms - rates.miss
    )
  }

  private func endsShown(
    estimate: Double,
    lower: Double,
    upper: Double
  ) -> (estimate: Double, lower: Double, upper: Double)? {
    let shown = [estimate, lower, upper].map { scale.shown(change: $0, from: prediction.centre) }
    let values = shown.compactMap { isLogarithmic ? $0?.ratio : $0?.absolute }
    return values.count == 3 ? (values[0], values[1], values[2]) : nil
  }

  private var isLogarithmic: Bool { scale.transformation == .logarithmic }

  private func describeReach(
    of provable: Double?,
    provesLimit: Bool,
    rates: ErrorRates,
    into finding: inout Finding
  ) {
    // Shown as a size: which direction is worse is said elsewhere.
    finding.provable = provable.flatMap { provable in
      let worse = scale.shown(change: provable, from: prediction.centre)
      return (isLogarithmic ? worse?.ratio : worse?.absolute).map(abs)
    }
    guard !provesLimit else { return }
    finding.recordingsNeeded = prediction.recordingsNeeded(
      toProve: limit,
      tolerance: tolerance,
      level: BaselinePrediction.level(
        falseAlarms: rates.falseAlarms,
        familySize: rates.judged,
        miss: rates.miss
      ),
      futureSpread: expectedSpread
    )
  }

  /// How far recordings to come are expected to scatter: as those seen did, or by a tenth of the
  /// limit (1% at a limit of 10%) while there are too few to tell.
  private var expectedSpread: Double {
    let prior = prediction.prior
    let seen = prediction.degreesOfFreedom - prior.degreesOfFreedom
    guard seen >= 4 else { return 0.1 * limit }
    let believed = prior.degreesOfFreedom * prior.standardDeviation * prior.standardDeviation
    let squares = prediction.spread * prediction.spread * prediction.degreesOfFreedom - believed
    return (max(0, squares) / seen).squareRoot()
  }
}
