internal import PerfgateModel

/// The words for a run as a whole; raw texts.
enum RunWording {
  /// What was compared with what, and how the tool ends.
  static func introduction(_ verdict: VerdictDocument) -> [String] {
    guard verdict.mode != .measure else {
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
    default: meaning = self.meaning(verdict.exit, verdict)
    }
    return "Exit \(verdict.exit.rawValue): \(meaning)"
  }

  /// What an exit code means for a run; without baselines no set-up is unfinished.
  static func meaning(_ code: GateExit, _ verdict: VerdictDocument) -> String {
    switch code {
    case .nothingToCompare where verdict.mode == .against:
      return "nothing to compare with, not your change"
    case .benchmarkFailed:
      let failed = verdict.results.lazy.filter { $0.state == .errored && $0.gates }
      let kind = EntryWords.kind(
        benchmarks: failed.contains { !$0.isOfEval },
        evals: failed.contains(where: \.isOfEval)
      )
      return "\(kind == "eval" ? "an" : "a") \(kind) failed"
    default: return code.meaning
    }
  }

  /// `Compared 24 metrics of suite parser with the baselines of machine class x in baselines`.
  static func compared(_ verdict: VerdictDocument) -> String {
    if verdict.mode == .against { return comparedInterleaved(verdict) }
    let number = Phrase.count(verdict.counts.judged, "metric")
    var text = "Compared \(number) of \(suites(verdict, startsLine: false))"
    let comparison = verdict.comparison
    guard comparison.baselines != nil || comparison.machineClass != nil else { return text }
    text += " with the baselines"
    if let machine = comparison.machineClass { text += " of machine class \(machine)" }
    if let folder = comparison.baselines { text += " in \(folder)" }
    return text
  }

  private static func comparedInterleaved(_ verdict: VerdictDocument) -> String {
    let identical = verdict.counts[.identical]
    let isMeasured = verdict.counts.judged > 0 || identical == 0
    let number =
      isMeasured
      ? Phrase.count(verdict.counts.judged, "metric")
      : Phrase.entries(verdict.results.lazy.filter { $0.state == .identical })
    // Two commands are no suite, and neither is what is checked out.
    let isCommand = verdict.base.map { $0.commit == nil } ?? false
    let head = verdict.head.map { " (\(revision($0)))" } ?? ""
    let subject = isCommand ? "" : " of \(suites(verdict, startsLine: false))\(head)"
    return "Compared \(number)\(subject)"
      + (base(verdict).map { " against \($0)" } ?? "")
      + (isMeasured ? ", measured interleaved" : ", byte by byte")
  }

  /// What an interleaved run was compared with: `origin/main (merge base 0123456)`.
  static func base(_ verdict: VerdictDocument) -> String? {
    guard verdict.mode == .against, let base = verdict.base else { return nil }
    let name = VisibleText.middleCut(base.name, to: 100)
    guard let commit = base.commit else { return "the command \(Phrase.quoted(name))" }
    let short = "\(base.isMergeBase ? "merge base " : "")\(commit.prefix(7))"
    let isCommit = !base.name.isEmpty && commit.hasPrefix(base.name)
    return isCommit || name.isEmpty ? short : "\(name) (\(short))"
  }

  /// The same for the headline: `origin/main at 0123456`.
  static func shortBase(_ verdict: VerdictDocument) -> String? {
    guard let commit = verdict.base?.commit, let name = verdict.base?.name, !name.isEmpty,
      verdict.mode == .against, !commit.hasPrefix(name)
    else { return base(verdict) }
    return "\(VisibleText.middleCut(name, to: 100)) at \(commit.prefix(7))"
  }

  private static func revision(_ head: RevisionRecord) -> String {
    "\(head.commit.prefix(7))\(head.isDirty ? " with local changes" : "")"
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
    guard cause.code == .nothingToCompare else { return meaning(cause.code, verdict) }
    if verdict.mode == .against {
      return "nothing could be compared" + (base(verdict).map { " with \($0)" } ?? "")
    }
    let machine = verdict.comparison.machineClass.map { " for machine class \($0)" } ?? ""
    return "no baseline\(machine)"
  }

  /// The command that finishes the set-up, where that is what is missing.
  static func recordCommand(_ verdict: VerdictDocument) -> String? {
    let command = verdict.comparison.recordCommand
    guard verdict.exit == .nothingToCompare, verdict.mode != .against, !command.isEmpty else {
      return nil
    }
    return ShellQuoting.command(command)
  }

  /// Reasons that the headline does not say already.
  static func furtherCauses(_ sections: ReportSections) -> [VerdictCause] {
    sections.failed.isEmpty ? Array(sections.runCauses.dropFirst()) : sections.runCauses
  }

  /// What concerns the whole run, a line each: notices, and acceptances that no finding shows.
  static func notes(_ verdict: VerdictDocument) -> [String] {
    let notices = verdict.notices.map { notice in
      notice.advice.map { "\(notice.message): \($0)" } ?? notice.message
    }
    let acceptances = AcceptanceWording.others(verdict).map {
      "accepted: \(AcceptanceWording.line($0))"
    }
    return notices + acceptances
  }

  /// Where and by which rules the verdict was reached.
  static func background(_ verdict: VerdictDocument) -> [FindingFacts.Fact] {
    var facts: [FindingFacts.Fact] = []
    func add(_ name: String, _ text: String?) {
      if let text, !text.isEmpty { facts.append(FindingFacts.Fact(name: name, text: text)) }
    }
    add("run", "\(verdict.run), begun \(verdict.startedAt)")
    add("revision", verdict.head.map { "\($0.commit)\($0.isDirty ? ", with local changes" : "")" })
    for fact in base(of: verdict) { add(fact.name, fact.text) }
    add("measuring took", QuantityText.wait(seconds: verdict.measuringSeconds))
    add("machine class", verdict.environment.machineClass)
    add("platform class", verdict.environment.platformClass)
    for (name, value) in verdict.environment.facts.sorted(by: { $0.key < $1.key }) {
      add(name, value)
    }
    if verdict.mode != .measure {
      add("other classes", verdict.comparison.otherClasses.joined(separator: ", "))
      for rule in rules(verdict) { add(rule.name, rule.text) }
    }
    return facts
  }

  private static func base(of verdict: VerdictDocument) -> [FindingFacts.Fact] {
    guard let base = verdict.base else { return [] }
    let named = base.isMergeBase ? "merge base of \(base.name)" : base.name
    let longer = base.pathLengthDifference
    let paths =
      longer == 0
      ? nil
      : "that of the base is \(Phrase.count(Int(clamping: longer.magnitude), "byte")) "
        + (longer > 0 ? "longer" : "shorter")
    return [
      FindingFacts.Fact(
        name: "base",
        text: base.commit.map { "\($0), \(named)" } ?? "the command \(Phrase.quoted(base.name))"
      ),
      paths.map { FindingFacts.Fact(name: "path of the tree", text: $0) },
    ].compactMap { $0 }
  }

  private static func rules(_ verdict: VerdictDocument) -> [FindingFacts.Fact] {
    let policy = verdict.policy
    let exception = verdict.mode == .against ? "" : ", unless it is still learning"
    let judged = Phrase.count(policy.judged, "metric")
    let scores = policy.scores.map { scores in
      FindingFacts.Fact(
        name: "of scores",
        text:
          "false alarms in at most \(QuantityText.share(scores.falseAlarms)) of runs, shared by "
          + "\(Phrase.count(scores.judged, "score")); as many for a drop of exactly the limit that passes"
      )
    }
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
          + "\(QuantityText.share(policy.missRate)) of runs\(exception)"
      ),
      FindingFacts.Fact(
        name: "undecided",
        text: "fails above \(QuantityText.share(policy.maximumInconclusive)) of benchmarks "
          + "without a decided metric"
      ),
    ] + [scores].compactMap { $0 }
  }
}
