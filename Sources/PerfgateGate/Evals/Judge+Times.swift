import PerfgateConfiguration
import PerfgateModel
import PerfgateParallel
import PerfgateStatistics

extension Judge {
  /// The times of evals' replies that both sides have, the base's as what is committed.
  func comparedTimes(of entries: [RunEntry]) -> [JudgedMetric] {
    entries.filter { $0.origin == .eval }.flatMap { entry in
      entry.metrics.compactMap { samples -> JudgedMetric? in
        guard EvalMetric(samples.name)?.isOfReplies == true, samples.side == nil else { return nil }
        let rule = rule(for: entry.key, metric: samples.name, kind: samples.kind).interleaved
        guard rule.judges(samples.name, ofEval: true), rule.limit != nil || rule.budget != nil
        else { return nil }
        return ComparedMetric(entry, samples: samples, rule: rule, terms: nil, maximumRounds: 1)?
          .judged
      }
    }
  }

  /// Decides times of replies case by case; tests are corrected for each other, and for all metrics that
  /// are measured in rounds.
  ///
  /// - Parameters:
  ///   - times: What is decided.
  ///   - rates: Of the whole run, of which these metrics are a part.
  /// - Returns: A finding each, not yet finished.
  func decideTimes(_ times: [JudgedMetric], rates: ErrorRates) -> [Finding] {
    let comparisons = ParallelWork.map(times, batch: 1) { metric in
      metric.isCompared ? comparison(ofTime: metric, rates: rates) : .failure(.notAsked)
    }
    let tails = comparisons.map { comparison in
      (try? comparison.get()).map { ($0.probabilityWorse, $0.probabilityBetter) }
    }
    let worse = adjusted(tails.map { $0?.0 }, familySize: rates.judged)
    let better = adjusted(tails.map { $0?.1 }, familySize: rates.judged)
    return times.indices.map { index in
      let metric = times[index]
      var finding = finding(of: metric)
      switch comparisons[index] {
      case .success(let comparison):
        comparison.decide(
          adjusted: (worse[index], better[index]),
          under: metric.rule,
          into: &finding
        )
      case .failure(.notAsked): finding.state = .within
      case .failure(.impossible(let reason)): finding.detail = reason
      }
      AcceptedSteps(run).apply(to: &finding)
      applyBudget(of: metric, rates: rates, to: &finding)
      return finding
    }
  }

  private func comparison(
    ofTime metric: JudgedMetric,
    rates: ErrorRates
  ) -> Result<TimeComparison, TimeObstacle> {
    guard let time = EvalMetric(metric.samples.name), let own = cases[metric.key],
      let base = own.base, let pairs = pairs[metric.key]
    else { return .failure(.impossible("the times of its cases are not at hand")) }
    let times = PairedTimes(time, own.head, base, pairs)
    if let shortage = Self.shortage(of: time, having: times.observations) {
      return .failure(.impossible(shortage))
    }
    guard
      let comparison = TimeComparison(
        time,
        times,
        tolerance: metric.rule.tolerance,
        repeats: max(own.head.mostRepeats, base.mostRepeats),
        rates: rates
      )
    else { return .failure(.impossible("no case has a time on both sides")) }
    return .success(comparison)
  }
}

/// Why a time is not compared.
private enum TimeObstacle: Error {
  /// Its rule has no limit.
  case notAsked
  /// It cannot be.
  case impossible(String)
}
