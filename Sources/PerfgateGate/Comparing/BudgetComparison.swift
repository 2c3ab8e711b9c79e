import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics
import RealModule

/// A run's level held against absolute bounds.
///
/// Continuous metrics are given their spread between runs, learned from the baseline where there is
/// one; exact ones are compared as they are, and so are scores of a whole dataset. Those of drawn cases
/// have an interval.
struct BudgetComparison {
  /// Which way a bound limits: 1 from above, -1 from below.
  private enum Side: Double {
    case above = 1
    case below = -1
  }

  private let metric: JudgedMetric
  private let budget: BudgetRule
  private let rates: ErrorRates
  /// Between runs, on logarithms.
  private let spread: (value: Double, degreesOfFreedom: Double)
  /// Of a mean over drawn cases; `nil` where the level is that of all there are.
  private let sampling: SamplingError?

  private init(
    _ budget: BudgetRule,
    of metric: JudgedMetric,
    rates: ErrorRates,
    sampling: SamplingError?
  ) {
    self.metric = metric
    self.budget = budget
    self.rates = rates
    spread = Self.learnedSpread(of: metric)
    self.sampling = sampling
  }

  /// Decides about the bounds of a metric.
  ///
  /// - Parameters:
  ///   - budget: The bounds.
  ///   - metric: What was measured.
  ///   - rates: The run's error rates.
  ///   - sampling: How surely a level over drawn cases is known.
  /// - Returns: The bounds and what became of them, and whether they are kept only within what the
  ///   baseline can show so far.
  static func decide(
    _ budget: BudgetRule,
    of metric: JudgedMetric,
    rates: ErrorRates,
    sampling: SamplingError? = nil
  ) -> (record: BudgetRecord, isLearning: Bool) {
    let comparison = BudgetComparison(budget, of: metric, rates: rates, sampling: sampling)
    var record = BudgetRecord(
      maximum: budget.maximum,
      minimum: budget.minimum,
      state: .within,
      low: nil,
      high: nil
    )
    let above = budget.maximum.map { comparison.held(against: $0, .above) }
    let below = budget.minimum.map { comparison.held(against: $0, .below) }
    let outcomes = [above, below].compactMap { $0 }
    for outcome in outcomes { record.merge(outcome) }
    // A breach of the other bound still fails.
    record.isExisting =
      budget.onExisting == .warn && record.state == .breached
      && outcomes.allSatisfy { $0.state != .breached || $0.isExisting }
    record.maximum = above?.bound
    record.minimum = below?.bound
    if let ratio = budget.ratchet, outcomes.contains(where: \.isRatcheted) {
      record.ratchet = RatchetRecord(
        ratio: ratio,
        maximum: budget.maximum,
        minimum: budget.minimum
      )
    }
    let isLearning = record.state == .within && outcomes.contains(where: \.isLearning)
    return (record, isLearning)
  }

  /// One bound, or the tighter one that the committed level makes of it.
  private func held(against bound: Double, _ side: Side) -> BoundOutcome {
    var outcome = assess(metric.center, bound: bound, side)
    guard let level = committedLevel(side) else { return outcome }
    outcome.isExisting = outcome.state == .breached && side.rawValue * (level - bound) > 0
    guard let ratchet = budget.ratchet, outcome.state != .breached else { return outcome }
    let tight = level * (1 + side.rawValue * ratchet)
    guard side.rawValue * (tight - bound) < 0 else { return outcome }
    var ratcheted = assess(metric.center, bound: tight, side)
    ratcheted.isRatcheted = true
    // What the baseline could not show even of its own level is not held against this run.
    if outcome.state == .within, ratcheted.state == .inconclusive,
      side.rawValue * (metric.center - tight) <= 0,
      assess(level, bound: tight, side).state == .inconclusive
    {
      ratcheted.state = .within
      ratcheted.isLearning = true
    }
    return ratcheted
  }

  private func assess(_ value: Double, bound: Double, _ side: Side) -> BoundOutcome {
    let sign = side.rawValue
    let isLogarithmic = metric.samples.kind == .continuous && value > 0 && bound > 0
    let working: (Double) -> Double = { isLogarithmic ? Double.log($0) : $0 }
    guard
      let assessment = BudgetAssessment(
        value: sign * working(value),
        bound: sign * working(bound),
        spread: isLogarithmic ? spread.value : sampling?.standardError ?? 0,
        degreesOfFreedom: isLogarithmic
          ? spread.degreesOfFreedom : sampling?.degreesOfFreedom ?? 1,
        breachRisk: rates.shareOfFalseAlarms,
        missRisk: rates.miss
      )
    else { return BoundOutcome(bound: bound, state: .inconclusive) }
    let ends = [sign * assessment.lower, sign * assessment.upper]
      .map { isLogarithmic ? Double.exp($0) : $0 }
      // What no number holds is no end that could be shown.
      .map { min(max($0, -Double.greatestFiniteMagnitude), Double.greatestFiniteMagnitude) }
      .sorted()
    let state: BudgetRecord.State =
      switch assessment.position {
      case .within: .within
      case .straddling: .inconclusive
      case .breached: .breached
      }
    return BoundOutcome(bound: bound, state: state, low: ends.first, high: ends.last)
  }

  /// The level of the newest epoch; of an exact metric that varied, its worst value.
  private func committedLevel(_ side: Side) -> Double? {
    guard let baseline = metric.baseline, let last = baseline.opening else { return nil }
    guard baseline.kind == .continuous else {
      return last.range.map { side == .above ? $0.upperBound : $0.lowerBound } ?? last.median
    }
    return Self.prediction(of: metric).map { Double.exp($0.centre) } ?? last.median
  }

  private static func learnedSpread(
    of metric: JudgedMetric
  ) -> (value: Double, degreesOfFreedom: Double) {
    let prior = SpreadPrior.logarithmic
    guard let prediction = prediction(of: metric) else {
      return (prior.standardDeviation, prior.degreesOfFreedom)
    }
    return (prediction.spread, prediction.degreesOfFreedom)
  }

  private static func prediction(of metric: JudgedMetric) -> BaselinePrediction? {
    let epochs = metric.baseline?.recordingsByEpoch ?? []
    let working = epochs.map { $0.map(\.median).filter { $0 > 0 }.map { Double.log($0) } }
    return try? BaselinePrediction(epochs: working, prior: SpreadPrior.logarithmic)
  }
}

/// How surely a mean over cases that were drawn from a dataset is known.
struct SamplingError: Sendable, Equatable {
  /// Nobody knows what other cases would give: every bound is left open.
  static let unknown = SamplingError(standardError: .infinity, degreesOfFreedom: 1)

  /// One standard error; infinite where it is not known.
  var standardError: Double
  /// One less than the number of cases, or of clusters.
  var degreesOfFreedom: Double
}

/// What became of one bound, with the interval that was held against it.
private struct BoundOutcome {
  /// What was held against the level.
  var bound: Double
  var state: BudgetRecord.State
  var low: Double?
  var high: Double?
  /// Whether the bound follows the committed level.
  var isRatcheted = false
  /// Whether the committed level is beyond the bound, too.
  var isExisting = false
  /// Whether the bound is kept only within what the baseline can show.
  var isLearning = false
}

extension BudgetRecord {
  /// Takes over the worse outcome of two bounds.
  fileprivate mutating func merge(_ outcome: BoundOutcome) {
    let order: [State] = [.within, .inconclusive, .breached]
    let isWorse = order.firstIndex(of: outcome.state) ?? 0 >= order.firstIndex(of: state) ?? 0
    guard isWorse else { return }
    state = outcome.state
    low = outcome.low
    high = outcome.high
  }
}
