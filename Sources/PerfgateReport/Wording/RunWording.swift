internal import PerfgateModel

/// The words for a run as a whole; raw texts.
enum RunWording {
  /// What was compared with what, and how the tool ends.
  static func introduction(_ verdict: VerdictDocument) -> [String] {
    let exit = "Exit \(verdict.exit.rawValue): \(verdict.exit.meaning)"
    guard verdict.mode == .baseline else {
      return ["Suite \(verdict.suite); nothing was compared", exit]
    }
    return [compared(verdict), exit]
  }

  /// `Compared 24 metrics of suite parser with the baselines in baselines for machine class x`.
  static func compared(_ verdict: VerdictDocument) -> String {
    let number = Phrase.count(verdict.counts.judged, "metric")
    var text = "Compared \(number) of suite \(verdict.suite)"
    if let folder = verdict.comparison.baselines { text += " with the baselines in \(folder)" }
    if let machine = verdict.comparison.machineClass { text += " for machine class \(machine)" }
    return text
  }

  /// A reason for the exit code that no finding shows.
  static func cause(_ cause: VerdictCause) -> String {
    let about = cause.key.map { key in " \(key)\(cause.metric.map { " \($0)" } ?? ""):" } ?? ""
    let message = cause.message ?? cause.code.meaning
    return "exit \(cause.code.rawValue):\(about) \(message)"
  }

  /// Where and by which rules the verdict was reached.
  static func background(_ verdict: VerdictDocument) -> [FindingFacts.Fact] {
    var facts: [FindingFacts.Fact] = []
    func add(_ name: String, _ text: String?) {
      if let text, !text.isEmpty { facts.append(FindingFacts.Fact(name: name, text: text)) }
    }
    add("run", "\(verdict.run), begun \(verdict.startedAt)")
    add("revision", verdict.head.map { "\($0.commit)\($0.isDirty ? ", with local changes" : "")" })
    add("measuring took", QuantityText.wait(seconds: verdict.measuringSeconds))
    add("machine class", verdict.environment.machineClass)
    add("platform class", verdict.environment.platformClass)
    for (name, value) in verdict.environment.facts.sorted(by: { $0.key < $1.key }) {
      add(name, value)
    }
    if verdict.mode == .baseline {
      add("other classes", verdict.comparison.otherClasses.joined(separator: ", "))
      for rule in rules(verdict.policy) { add(rule.name, rule.text) }
    }
    return facts
  }

  private static func rules(_ policy: VerdictPolicy) -> [FindingFacts.Fact] {
    let judged = Phrase.count(policy.judged, "metric")
    return [
      FindingFacts.Fact(name: "fails on", text: policy.failOn.map { "\($0.rawValue) and above" } ?? "nothing"),
      FindingFacts.Fact(
        name: "false alarms",
        text: "at most \(QuantityText.share(policy.falseAlarms)) of runs, shared by \(judged)"
      ),
      FindingFacts.Fact(
        name: "missed",
        text: "a regression of exactly the limit passes in at most "
          + "\(QuantityText.share(policy.missRate)) of runs, unless it is still learning"
      ),
      FindingFacts.Fact(
        name: "undecided",
        text: "fails above \(QuantityText.share(policy.maximumInconclusive)) of benchmarks "
          + "without a decided metric"
      ),
    ]
  }
}
