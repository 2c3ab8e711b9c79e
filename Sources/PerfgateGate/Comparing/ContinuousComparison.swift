import PerfgateModel
import PerfgateStatistics
import RealModule

/// A run's level of a continuous metric held against the recordings of its baseline.
///
/// The test is the prediction of the next recording, since one run says nothing of what the next
/// one, on another day or host, will give.
struct ContinuousComparison: Sendable {
  private let scale: WorkingScale
  private var prediction: BaselinePrediction
  /// The change from the centre, in working units.
  private(set) var estimate: Double
  private let tolerance: Double
  /// In working units, at least `min_delta`.
  private let limit: Double
  private let severities: SeverityScale
  private let minimumDelta: Double?
  /// How many times the standard error of a claimed change is that of the prediction, at least 1.
  private var stretch: Double

  /// The chance of a level at least this bad from code that is worse by the tolerance at most.
  private(set) var probabilityWorse: Double
  /// The chance of a level at least this good from code that is better by the tolerance at most.
  private(set) var probabilityBetter: Double

  /// Prepares a comparison.
  ///
  /// - Parameters:
  ///   - metric: With a baseline and a limit.
  ///   - suite: What the whole suite says of the spread between runs.
  /// - Throws: `WorkingScale.Failure` where values have no scale to compare on.
  init(_ metric: JudgedMetric, suite: SuiteSpread) throws(WorkingScale.Failure) {
    guard let baseline = metric.baseline, let limitRatio = metric.rule.limit else {
      throw .noRecordings
    }
    let epochs = baseline.mediansByEpoch
    let scale = try WorkingScale(
      epochs: epochs,
      observed: [metric.center],
      direction: metric.samples.direction == .lower ? .lower : .higher,
      minimumDelta: metric.rule.minimumDelta
    )
    let working = epochs.map { $0.compactMap(scale.working) }
    let runs = RunScatter(metric)
    let prior = runs.prior(raising: suite.prior(on: scale, of: metric.samples.name), on: scale)
    guard let prediction = try? BaselinePrediction(epochs: working, prior: prior),
      let observed = scale.working(metric.center),
      let tolerance = scale.tolerance(metric.rule.tolerance),
      let ratioLimit = scale.limit(limitRatio),
      let severities = SeverityScale(metric.rule, tolerance: tolerance, on: scale)
    else { throw .outOfRange }
    self.scale = scale
    self.prediction = prediction
    self.tolerance = tolerance
    self.severities = severities
    minimumDelta = metric.rule.minimumDelta
    estimate = prediction.change(of: observed)
    limit = max(ratioLimit, Self.floor(metric.rule.minimumDelta, on: scale, prediction))
    let scatter = suite.scatter(of: metric.samples.name, on: scale)
    stretch = max(runs.stretch(of: prediction, on: scale), scatter / prediction.standardError)
    let probabilities = try Self.probabilities(
      prediction,
      change: estimate,
      tolerance: tolerance,
      stretch: stretch
    )
    (probabilityWorse, probabilityBetter) = probabilities
  }

  private static func probabilities(
    _ prediction: BaselinePrediction,
    change: Double,
    tolerance: Double,
    stretch: Double
  ) throws(WorkingScale.Failure) -> (worse: Double, better: Double) {
    let worse = prediction.tail(beyond: tolerance, change: change, stretch: stretch)
    let better = prediction.tail(beyond: tolerance, change: -change, stretch: stretch)
    guard let worse, let better else { throw .outOfRange }
    return (worse, better)
  }

  /// The same comparison with what the host did taken off, which is known less well.
  ///
  /// - Parameters:
  ///   - host: The change of the host, on the logarithmic scale.
  ///   - value: What was measured, in the metric's unit.
  /// - Returns: A comparison of the change that is left.
  /// - Throws: `WorkingScale.Failure` where that is beyond what can be compared.
  func less(host: Double, of value: Double) throws(WorkingScale.Failure) -> ContinuousComparison {
    var view = self
    let isRatio = scale.transformation == .logarithmic
    view.estimate -= isRatio ? host : value * (1 - Double.exp(-host))
    let probe = isRatio ? HostShift.standardError : HostShift.standardError * abs(value)
    view.prediction = prediction.widened(by: probe)
    // A claimed change has its own, larger error beside that of the probe.
    let claimed = stretch * prediction.standardError
    view.stretch =
      (claimed * claimed + probe * probe).squareRoot() / view.prediction.standardError
    let probabilities = try Self.probabilities(
      view.prediction,
      change: view.estimate,
      tolerance: tolerance,
      stretch: view.stretch
    )
    (view.probabilityWorse, view.probabilityBetter) = probabilities
    return view
  }

  /// The change that `min_delta` is, in working units: a smaller one never fails, so a limit below
  /// it could never be reached.
  private static func floor(
    _ minimumDelta: Double?,
    on scale: WorkingScale,
    _ prediction: BaselinePrediction
  ) -> Double {
    // On the linear scale limits are at least that already.
    guard let minimumDelta, scale.transformation == .logarithmic else { return 0 }
    let center = scale.value(ofWorking: prediction.centre)
    let worst = scale.direction == .lower ? center + minimumDelta : center - minimumDelta
    return scale.working(worst).map { $0 - prediction.centre } ?? .infinity
  }
}

extension ContinuousComparison {
  /// Decides, given the adjusted p-values of the whole run.
  ///
  /// - Parameters:
  ///   - adjustedWorse: Holm-adjusted over the run.
  ///   - adjustedBetter: Holm-adjusted over the run.
  ///   - rates: The run's error rates.
  ///   - mayLearn: Whether what the baseline could not have shown passes as learning.
  ///   - finding: Receives state, severity and figures.
  func decide(
    adjustedWorse: Double,
    adjustedBetter: Double,
    rates: ErrorRates,
    mayLearn: Bool = true,
    into finding: inout Finding
  ) {
    let provable = self.provable(rates)
    let provesLimit = !mayLearn || self.provesLimit(rates)
    if adjustedWorse <= rates.falseAlarms, reachesMinimumDelta {
      finding.state = .regressed
      severities.classify(estimate, in: &finding)
    } else if adjustedBetter <= rates.falseAlarms, reachesMinimumDelta {
      finding.state = .improved
    } else {
      finding.state = unproven(provesLimit: provesLimit, rates: rates)
      finding.isLearning = finding.state == .within && !provesLimit && !isRuledOut(rates)
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
    finding.change = change(rates)
    describeReach(of: provable, provesLimit: provesLimit, rates: rates, into: &finding)
  }

  /// Whether a change of the limit's size could be proven.
  func provesLimit(_ rates: ErrorRates) -> Bool {
    (provable(rates) ?? .infinity) <= limit
  }

  /// The smallest change that could be proven, in working units.
  private func provable(_ rates: ErrorRates) -> Double? {
    prediction.provable(tolerance: tolerance, level: rates.level, quantiles: rates.quantiles)
  }

  /// The state of a change that is not proven, or is below `min_delta`.
  private func unproven(provesLimit: Bool, rates: ErrorRates) -> FindingState {
    if estimate >= limit { return .suspected }
    if isRuledOut(rates) { return abs(estimate) <= tolerance ? .unchanged : .within }
    // What the baseline could not have shown is not held against this run.
    return provesLimit ? .inconclusive : .within
  }

  /// Whether a change of the limit's size can be ruled out.
  private func isRuledOut(_ rates: ErrorRates) -> Bool {
    (upperBound(rates) ?? .infinity) < limit
  }

  private var observed: Double { prediction.centre + estimate }

  private var reachesMinimumDelta: Bool {
    guard let minimumDelta else { return true }
    let shown = scale.shown(change: estimate, from: prediction.centre)
    return abs(shown?.absolute ?? .infinity) >= minimumDelta
  }

  private func change(_ rates: ErrorRates) -> ChangeRecord? {
    let lower = prediction.lowerBound(
      observed: observed,
      risk: rates.shareOfFalseAlarms,
      quantiles: rates.quantiles
    )
    guard let lower, let upper = upperBound(rates) else { return nil }
    // The lower end belongs to the claim of a change, and is as wide as its test.
    let ends = [estimate, estimate - stretch * (estimate - lower), upper].compactMap(shownChange)
    guard ends.count == 3 else { return nil }
    return ChangeRecord(
      scale: isLogarithmic ? .ratio : .absolute,
      estimate: ends[0],
      low: min(ends[1], ends[2]),
      high: max(ends[1], ends[2]),
      level: 1 - rates.shareOfFalseAlarms - rates.miss
    )
  }

  private func upperBound(_ rates: ErrorRates) -> Double? {
    prediction.upperBound(observed: observed, risk: rates.miss, quantiles: rates.quantiles)
  }

  private func shownChange(_ change: Double) -> Double? {
    let shown = scale.shown(change: change, from: prediction.centre)
    return isLogarithmic ? shown?.ratio : shown?.absolute
  }

  private var isLogarithmic: Bool { scale.transformation == .logarithmic }

  private func describeReach(
    of provable: Double?,
    provesLimit: Bool,
    rates: ErrorRates,
    into finding: inout Finding
  ) {
    // Shown as a size: which direction is worse is said elsewhere.
    finding.provable = provable.flatMap(shownChange).map(abs)
    guard !provesLimit else { return }
    finding.recordingsNeeded = prediction.recordingsNeeded(
      toProve: limit,
      tolerance: tolerance,
      level: rates.level,
      futureSpread: expectedSpread,
      quantiles: rates.quantiles
    )
  }

  /// How far recordings to come are expected to scatter: as those seen did, or by a tenth of the
  /// limit (1% at a limit of 10%) while there are too few to tell.
  private var expectedSpread: Double {
    guard prediction.seenDegreesOfFreedom >= 4, let variance = prediction.pooledVariance else {
      return 0.1 * (isLogarithmic ? Double.expMinusOne(limit) : limit)
    }
    return variance.squareRoot()
  }
}

extension BaselinePrediction {
  /// The chance of a change at least this large from one of the tolerance, with a standard error
  /// `stretch` times that of the prediction: the chance of an excess so many times smaller.
  fileprivate func tail(beyond tolerance: Double, change: Double, stretch: Double) -> Double? {
    let excess = (change - tolerance) / stretch
    return probabilityWorse(observed: centre + tolerance + excess, tolerance: tolerance)
  }
}
