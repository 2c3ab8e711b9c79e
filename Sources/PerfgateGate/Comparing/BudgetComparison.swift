import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics
import RealModule

/// A run's level held against absolute bounds.
///
/// Continuous metrics are given their spread between runs, learned from the baseline where there is
/// one; exact ones are compared as they are.
enum BudgetComparison {
  /// Decides about the bounds of a metric.
  ///
  /// - Parameters:
  ///   - budget: The bounds.
  ///   - metric: What was measured.
  ///   - rates: The run's error rates.
  /// - Returns: The bounds and what became of them.
  static func decide(
    _ budget: BudgetRule,
    of metric: JudgedMetric,
    rates: ErrorRates
  ) -> BudgetRecord {
    var record = BudgetRecord(
      maximum: budget.maximum,
      minimum: budget.minimum,
      state: .within,
      low: nil,
      high: nil
    )
    if let maximum = budget.maximum {
      let end = assess(metric, bound: maximum, sign: 1, rates: rates)
      record.merge(end)
    }
    if let minimum = budget.minimum {
      let end = assess(metric, bound: minimum, sign: -1, rates: rates)
      record.merge(end)
    }
    return record
  }

  /// One bound; `sign` -1 turns a smallest allowed value into a largest one.
  private static func assess(
    _ metric: JudgedMetric,
    bound: Double,
    sign: Double,
    rates: ErrorRates
  ) -> BoundOutcome {
    let value = metric.center
    let isExact = metric.samples.kind != .continuous
    let isLogarithmic = !isExact && value > 0 && bound > 0
    let spread = isLogarithmic ? learnedSpread(of: metric) : nil
    let working: (Double) -> Double = { isLogarithmic ? Double.log($0) : $0 }
    guard
      let assessment = BudgetAssessment(
        value: sign * working(value),
        bound: sign * working(bound),
        spread: spread?.value ?? 0,
        degreesOfFreedom: spread?.degreesOfFreedom ?? 1,
        breachRisk: rates.shareOfFalseAlarms,
        missRisk: rates.miss
      )
    else { return BoundOutcome(state: .inconclusive, low: nil, high: nil) }
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
    return BoundOutcome(state: state, low: ends.first, high: ends.last)
  }

  private static func learnedSpread(
    of metric: JudgedMetric
  ) -> (value: Double, degreesOfFreedom: Double) {
    let prior = SpreadPrior.logarithmic
    let epochs = metric.baseline?.recordingsByEpoch ?? []
    let working = epochs.map { $0.map(\.median).filter { $0 > 0 }.map { Double.log($0) } }
    guard let prediction = try? BaselinePrediction(epochs: working, prior: prior) else {
      return (prior.standardDeviation, prior.degreesOfFreedom)
    }
    return (prediction.spread, prediction.degreesOfFreedom)
  }
}

/// What became of one bound, with the interval that was held against it.
private struct BoundOutcome {
  var state: BudgetRecord.State
  var low: Double?
  var high: Double?
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
