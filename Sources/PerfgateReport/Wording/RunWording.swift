internal import PerfgateModel

/// The words for a run as a whole; raw texts.
enum RunWording {
  /// What was compared with what, and how the tool ends.
  static func introduction(_ verdict: VerdictDocument) -> [String] {
    guard verdict.mode == .baseline else {
      return ["\(suites(verdict, startsLine: true)); nothing was compared", exitLine(verdict)]
    }
    let others = verdict.comparison.otherClasses
    let elsewhere =
      others.isEmpty || verdict.exit != .nothingToCompare
      ? nil : "Machine classes with baselines: \(others.joined(separator: ", "))"
    return [compared(verdict), elsewhere, exitLine(verdict)].compactMap { $0 }
  }

  /// How the tool ends; nothing decided is never called a pass.
  private static func exitLine(_ verdict: VerdictDocument) -> String {
    let meaning: String
    switch verdict.exit {
    case .pass where verdict.mode == .measure: meaning = "nothing was gated"
    case .pass where verdict.counts.decided == 0: meaning = "nothing was decided"
    default: meaning = verdict.exit.meaning
    }
    return "Exit \(verdict.exit.rawValue): \(meaning)"
  }

  /// `Compared 24 metrics of suite parser with the baselines of machine class x in baselines`.
  static func compared(_ verdict: VerdictDocument) -> String {
    let number = Phrase.count(verdict.counts.judged, "metric")
    var text = "Compared \(number) of \(suites(verdict, startsLine: false))"
    let comparison = verdict.comparison
    guard comparison.baselines != nil || comparison.machineClass != nil else { return text }
    text += " with the baselines"
    if let machine = comparison.machineClass { text += " of machine class \(machine)" }
    if let folder = comparison.baselines { text += " in \(folder)" }
    return text
  }

  /// `suite parser`, or `3 suites (core, parser and web)`.
  private static func suites(_ verdict: VerdictDocument, startsLine: Bool) -> String {
    let compared = verdict.comparison.suites.map(\.suite)
    let names =
      compared.isEmpty ? Set(verdict.results.compactMap(\.key.suite)).sorted() : compared
    guard !names.isEmpty else { return "\(startsLine ? "Suite" : "suite") \(verdict.suite)" }
    let shown = Array(names.prefix(mostSuites))
    let rest = names.count - shown.count
    let list = Phrase.list(shown + (rest > 0 ? ["\(rest) more"] : []))
    return "\(Phrase.count(names.count, "suite")) (\(list))"
  }

  /// How many suites are named in a sentence.
  private static let mostSuites = 6

  /// A reason for the exit code that no finding shows.
  static func cause(_ cause: VerdictCause, _ verdict: VerdictDocument) -> String {
    let about = subject(cause).map { " \($0):" } ?? ""
    return "exit \(cause.code.rawValue):\(about) \(explanation(cause, verdict))"
  }

  /// The benchmark and metric that a reason is about.
  static func subject(_ cause: VerdictCause) -> String? {
    cause.key.map { key in cause.metric.map { "\(key) \($0)" } ?? key.description }
  }

  /// What a reason says, the best that is known.
  static func explanation(_ cause: VerdictCause, _ verdict: VerdictDocument) -> String {
    if let message = cause.message { return message }
    guard cause.code == .nothingToCompare else { return cause.code.meaning }
    let machine = verdict.comparison.machineClass.map { " for machine class \($0)" } ?? ""
    return "no baseline\(machine)"
  }

  /// The command that finishes the set-up, where that is what is missing.
  static func recordCommand(_ verdict: VerdictDocument) -> String? {
    let command = verdict.comparison.recordCommand
    guard verdict.exit == .nothingToCompare, !command.isEmpty else { return nil }
    return ShellQuoting.command(command)
  }

  /// Reasons that the headline does not say already.
  static func furtherCauses(_ sections: ReportSections) -> [VerdictCause] {
    sections.failed.isEmpty ? Array(sections.runCauses.dropFirst()) : sections.runCauses
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
      FindingFacts.Fact(
        name: "fails on",
        text: policy.failOn.map { "\($0.rawValue) and above" } ?? "nothing"
      ),
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
