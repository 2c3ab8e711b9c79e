import PerfgateModel
import PerfgateParallel
import PerfgateStatistics

/// What a whole suite says of the spread between runs, metric by metric.
///
/// One benchmark with few recordings knows little of how much runs differ; many of them together
/// know more. Only ratios are comparable between benchmarks, so values of 0 take no part.
struct SuiteSpread: Sendable {
  /// The fewest benchmarks that are worth a median.
  static let fewestBenchmarks = 8

  private var deviations: [String: Double] = [:]
  private var scatters: [String: Double] = [:]

  /// Learns from what is compared.
  ///
  /// - Parameter judged: Every judged metric of the run.
  init(_ judged: [JudgedMetric]) {
    var variances: [String: [Double]] = [:]
    var changes: [String: [Double]] = [:]
    let shown = ParallelWork.map(judged, batch: Judge.batch) { metric in
      metric.isCompared && metric.samples.kind == .continuous
        ? metric.baseline.flatMap { Self.change(of: metric, from: $0) } : nil
    }
    for (index, shown) in shown.enumerated() {
      guard let (prediction, change) = shown else { continue }
      let name = judged[index].samples.name
      changes[name, default: []].append(change)
      if let variance = prediction.pooledVariance {
        variances[name, default: []].append(variance)
      }
    }
    for (name, values) in variances where values.count >= Self.fewestBenchmarks {
      deviations[name] = (try? Summary(samples: values))?.median.squareRoot()
    }
    for (name, values) in changes where values.count >= Self.fewestBenchmarks {
      scatters[name] = (try? Summary(samples: values))?.scaledMAD
    }
  }

  /// The belief about the spread of a metric: never less than without the suite, more where its
  /// median benchmark scatters more.
  ///
  /// - Parameters:
  ///   - scale: Where the metric is judged; only the logarithmic one is common to a suite.
  ///   - metric: The metric's name.
  /// - Returns: In working units of the scale.
  func prior(on scale: WorkingScale, of metric: String) -> SpreadPrior {
    let prior = scale.prior
    guard scale.transformation == .logarithmic, let deviation = deviations[metric] else {
      return prior
    }
    return prior.raised(to: deviation)
  }

  /// How far the changes of the suite's benchmarks scatter around their median in this run, as a
  /// standard deviation; a change that all of them share does not count.
  ///
  /// - Parameters:
  ///   - metric: The metric's name.
  ///   - scale: Where the metric is judged; only the logarithmic one is common to a suite.
  /// - Returns: In working units; 0 in small suites.
  func scatter(of metric: String, on scale: WorkingScale) -> Double {
    scale.transformation == .logarithmic ? scatters[metric] ?? 0 : 0
  }

  /// What a metric's baseline predicts, and the change from it; `nil` where there is no ratio.
  static func change(
    of metric: JudgedMetric,
    from baseline: MetricBaseline
  ) -> (BaselinePrediction, Double)? {
    let epochs = baseline.mediansByEpoch
    let scale = try? WorkingScale(
      epochs: epochs,
      observed: [metric.center],
      direction: metric.samples.direction == .lower ? .lower : .higher,
      minimumDelta: metric.rule.minimumDelta
    )
    guard let scale, scale.transformation == .logarithmic,
      let observed = scale.working(metric.center),
      let prediction = try? BaselinePrediction(epochs: epochs.map { $0.compactMap(scale.working) })
    else { return nil }
    return (prediction, prediction.change(of: observed))
  }
}

extension BaselinePrediction {
  /// How many deviations the recordings themselves gave.
  var seenDegreesOfFreedom: Double { degreesOfFreedom - prior.degreesOfFreedom }

  /// The variance that the recordings themselves show, without the prior; `nil` where no epoch has
  /// two of them.
  var pooledVariance: Double? {
    guard seenDegreesOfFreedom >= 1 else { return nil }
    let believed = prior.degreesOfFreedom * prior.standardDeviation * prior.standardDeviation
    return max(0, spread * spread * degreesOfFreedom - believed) / seenDegreesOfFreedom
  }
}
