internal import PerfgateModel

/// The words for what was accepted on purpose; raw texts.
enum AcceptanceWording {
  /// Where it was said, `baselines/accepted.yaml:3`.
  static func source(_ source: Acceptance.Source) -> String {
    switch source {
    case .file(let place): Phrase.place(place)
    case .trailer(let commit): "commit \(commit.prefix(12))"
    case .option: "--reason"
    }
  }

  /// An acceptance that no finding shows, and why it does nothing.
  static func line(_ use: AcceptanceUse) -> String {
    let acceptance = use.acceptance
    return "\(subject(acceptance))\(step(acceptance)): \(acceptance.reason) "
      + "(\(source(acceptance.source))); \(outcome(use.outcome))"
  }

  /// Those that no finding shows.
  static func others(_ verdict: VerdictDocument) -> [AcceptanceUse] {
    verdict.acceptances.filter { $0.outcome != .applied }
  }

  private static func subject(_ acceptance: Acceptance) -> String {
    switch acceptance.subject {
    case .everything: "everything that is recorded"
    case .metric(let key, let metric): "\(key) \(metric)"
    }
  }

  private static func step(_ acceptance: Acceptance) -> String {
    guard let step = acceptance.step, case .metric(_, let metric) = acceptance.subject else {
      return ""
    }
    let unit = MetricDefinition.named(metric)?.unit ?? .ratio
    let levels = [step.from, step.to].map { level in
      EvalMetric.isOfCases(metric)
        ? QuantityText.share(level) : QuantityText.text(level, unit: unit)
    }
    return " \(levels[0]) -> \(levels[1])"
  }

  private static func outcome(_ outcome: AcceptanceUse.Outcome) -> String {
    switch outcome {
    case .applied: "in use"
    case .idle: "not needed in this run"
    case .spent: "spent: the baseline was recorded anew since, the next recording removes it"
    case .elsewhere: "for another machine class"
    case .unconfigured:
      "does nothing: nothing of that name is configured, perfgate baseline prune removes it"
    }
  }
}
