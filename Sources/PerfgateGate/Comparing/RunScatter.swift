import PerfgateModel
import PerfgateStatistics

/// How far invocations of one run differ, in the recordings of a metric and in the run that is judged.
///
/// Whatever makes invocations of a minute differ makes runs differ more: on a machine that others
/// use, medians of runs were seen to differ by one to three times the spread within a run
/// (docs/ACCURACY.md). So a spread between runs that was not seen yet is believed to be wider where
/// invocations scatter.
struct RunScatter: Sendable {
  /// How many times the spread within a run the believed spread between runs is.
  static let betweenRuns = 2.5
  /// What invocations are believed to differ by where every recording is of a single one, as of a
  /// file that is only read: one value shows nothing of it.
  static let ofSingleInvocations = 0.04

  /// The spread within a run as recorded, 0 where it is not known.
  private let recorded: Double
  /// The spread within the run that is judged, 0 where it is not known.
  private let measured: Double

  /// Reads it off a metric; 0 where values are not positive, since only ratios have this spread.
  init(_ metric: JudgedMetric) {
    measured = WithinRunSpread.logarithmic(of: metric.samples.values) ?? 0
    let known = (metric.baseline?.recordings ?? []).compactMap(\.spread)
    guard !known.isEmpty else {
      guard !metric.isOfSingleInvocations else {
        recorded = Self.ofSingleInvocations
        return
      }
      // Baselines of before the spread was recorded have the values of the latest run.
      recorded = WithinRunSpread.logarithmic(of: metric.baseline?.sample ?? []) ?? 0
      return
    }
    let squares = known.reduce(0) { $0 + $1 * $1 }
    recorded = (squares / Double(known.count)).squareRoot()
  }

  /// What is believed of the spread between runs, given what recordings showed within theirs.
  ///
  /// - Parameters:
  ///   - prior: The belief without it; it is never lowered.
  ///   - scale: Where the metric is judged; the linear one stays as it is.
  /// - Returns: A prior with the same weight.
  func prior(raising prior: SpreadPrior, on scale: WorkingScale) -> SpreadPrior {
    guard scale.transformation == .logarithmic else { return prior }
    return prior.raised(to: Self.betweenRuns * recorded)
  }

  /// How many times wider than recordings make it the error of a claimed change is, at least 1.
  ///
  /// A run that scatters more than the recordings did is as much less certain, up to what its own
  /// spread says.
  ///
  /// - Parameters:
  ///   - prediction: With the spread between recordings.
  ///   - scale: Where the metric is judged.
  /// - Returns: A factor for the standard error.
  func stretch(of prediction: BaselinePrediction, on scale: WorkingScale) -> Double {
    guard scale.transformation == .logarithmic else { return 1 }
    let own = Self.betweenRuns * measured / prediction.spread
    return max(1, recorded > 0 ? min(measured / recorded, own) : own)
  }
}

extension JudgedMetric {
  /// Whether there are recordings, and each is of one invocation.
  fileprivate var isOfSingleInvocations: Bool {
    guard let recordings = baseline?.recordings, !recordings.isEmpty else { return false }
    return recordings.allSatisfy { $0.count == 1 }
  }
}
