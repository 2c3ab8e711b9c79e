package import PerfgateModel

/// The verdict in one line: enough to decide what to do.
package struct Headline: Sendable, Equatable {
  /// How the line is coloured and marked.
  package enum Tone: String, Sendable {
    case good
    case bad
    case undecided
    case neutral
  }

  /// How the line is coloured and marked.
  package var tone: Tone
  /// The word that leads, `FAIL`.
  package var word: String
  /// The rest, raw.
  package var text: String
  /// Whether the word and the rest are one phrase, `SET-UP UNFINISHED, not your change`.
  package var isAside: Bool

  /// The whole line, raw.
  package var line: String { "\(word)\(isAside ? "," : ":") \(text)" }

  /// Says a verdict in one line.
  package init(_ verdict: VerdictDocument) {
    self.init(verdict, ReportSections(verdict))
  }

  init(_ verdict: VerdictDocument, _ sections: ReportSections) {
    (tone, word) = Self.lead(verdict)
    text = Self.text(verdict, sections)
    isAside = verdict.exit == .nothingToCompare
  }

  private static func lead(_ verdict: VerdictDocument) -> (tone: Tone, word: String) {
    switch verdict.exit {
    case .pass where verdict.mode == .measure: return (.neutral, "MEASURED")
    case .pass where verdict.counts.decided == 0: return (.undecided, "NOTHING DECIDED")
    case .pass: return (.good, "PASS")
    case .regression, .budget, .missing, .benchmarkFailed: return (.bad, "FAIL")
    case .undecided: return (.undecided, "UNDECIDED")
    case .stale: return (.undecided, "BASELINE STALE")
    case .nothingToCompare where verdict.mode == .against:
      return (.undecided, "NOTHING TO COMPARE")
    case .nothingToCompare: return (.undecided, "SET-UP UNFINISHED")
    case .disturbedHost: return (.undecided, "HOST DISTURBED")
    case .interrupted: return (.undecided, "INTERRUPTED")
    case .usage, .malformedData, .missingInput, .internalFault, .cannotWrite, .badConfiguration:
      return (.bad, "ERROR")
    }
  }

  private static func text(_ verdict: VerdictDocument, _ sections: ReportSections) -> String {
    switch verdict.exit {
    case .pass where verdict.mode == .measure: return measured(verdict, sections)
    case .pass: return passed(verdict)
    case .nothingToCompare: return nothingToCompare(verdict, sections)
    case .disturbedHost:
      let host = verdict.results.first { $0.host?.isMixed == true }?.host?.text
      let what = host ?? reason(verdict, sections, orElse: "the measuring cannot be trusted")
      return "\(what); nothing worse was found: try again, best on another machine"
        + " (exit 21); \(judged(verdict))\(behind(verdict))"
    case .interrupted:
      return reason(verdict, sections, orElse: "stopped by a signal") + " (exit 130)"
    case .usage, .malformedData, .missingInput, .internalFault, .cannotWrite, .badConfiguration:
      return reason(verdict, sections) + " (exit \(verdict.exit.rawValue))"
    case .regression, .budget, .missing, .benchmarkFailed, .undecided, .stale:
      return sections.failed.isEmpty
        ? "\(reason(verdict, sections)) (exit \(verdict.exit.rawValue)); \(passed(verdict))"
        : failed(verdict, sections)
    }
  }
}

// The sentences.
extension Headline {
  private static func passed(_ verdict: VerdictDocument) -> String {
    let counts = verdict.counts
    if counts.judged == 0, counts[.identical] > 0 {
      let base = RunWording.shortBase(verdict).map { " to \($0)" } ?? ""
      return Phrase.count(counts[.identical], "identical", "identical")
        + "\(base), not measured\(behind(verdict))"
    }
    let parts = [
      counted(counts[.regressed], "regressed but not failing"),
      counted(counts[.breached], "over budget but not failing"),
      counted(counts[.unchanged], "unchanged"),
      // What is still learning claims less than the limit, and is said apart.
      counted(max(0, counts[.within] - counts.learning), "within the limit"),
      counted(counts[.improved], "improved"), counted(counts[.accepted], "accepted"),
      counted(counts[.identical], "identical"),
    ]
    return ([judged(verdict)] + parts.compactMap { $0 }).joined(separator: ", ") + behind(verdict)
  }

  private static func failed(_ verdict: VerdictDocument, _ sections: ReportSections) -> String {
    let reasons = Phrase.list(reasons(sections))
    let examples = examples(sections.failed)
    guard verdict.mode != .measure else { return "\(reasons) (\(examples)); nothing was gated" }
    let whole = verdict.counts.judged > 0 ? " in \(judged(verdict))" : ""
    return "\(reasons)\(whole) (\(examples))"
      + behind(verdict, failing: sections.failed)
  }

  /// The first findings by name, with the number that makes them bad.
  private static func examples(_ findings: FindingList) -> String {
    let most = findings.count <= 3 ? 3 : 2
    var texts = findings.prefix(most).map { finding in
      VisibleText.middleCut(FindingWording.title(finding), to: 80) + short(finding)
    }
    let rest = findings.count - texts.count
    if rest > 0 { texts.append("\(rest) more") }
    return texts.joined(separator: "; ")
  }

  /// `1 regression`, `2 missing`, in the order in which codes decide.
  private static func reasons(_ sections: ReportSections) -> [String] {
    let failed = sections.failed.compactMap { finding in
      sections.causes.causes(of: finding).first.map { (code: $0.code, state: finding.state) }
    }
    func entries(_ code: GateExit) -> [Finding] {
      sections.failed.filter { sections.causes.causes(of: $0).first?.code == code }
    }
    return GateExit.allCases.sorted(by: >).flatMap { code -> [String] in
      let states = failed.filter { $0.code == code }.map(\.state)
      guard !states.isEmpty else { return [] }
      switch code {
      case .benchmarkFailed: return ["\(Phrase.entries(entries(code))) failed"]
      // Without a baseline it is the whole run that has nothing to compare with.
      case .nothingToCompare:
        let failing = entries(code)
        let isOne = Set(failing.map(\.key)).count == 1
        return ["\(Phrase.entries(failing)) \(isOne ? "fails" : "fail") in the base"]
      case .undecided: break
      default: return [reason(code, states.count)]
      }
      let suspected = states.count { $0 == .suspected }
      return [counted(suspected, "suspected"), counted(states.count - suspected, "inconclusive")]
        .compactMap { $0 }
    }
  }

  private static func reason(_ code: GateExit, _ number: Int) -> String {
    switch code {
    case .regression: Phrase.count(number, "regression")
    case .budget: Phrase.count(number, "budget exceeded", "budgets exceeded")
    case .missing: Phrase.count(number, "missing", "missing")
    case .stale: Phrase.count(number, "stale", "stale")
    default: Phrase.count(number, code.meaning, code.meaning)
    }
  }

  private static func nothingToCompare(
    _ verdict: VerdictDocument,
    _ sections: ReportSections
  ) -> String {
    let next = RunWording.recordCommand(verdict).map { ". Record one: \($0)" } ?? ""
    guard verdict.mode == .against, !sections.failed.isEmpty else {
      return "not your change: \(reason(verdict, sections)) (exit 20)\(next)"
    }
    let what = Phrase.list(reasons(sections))
    return "not your change: \(what) (\(examples(sections.failed))) (exit 20); "
      + "\(judged(verdict))\(behind(verdict, failing: sections.failed))"
  }

  private static func measured(_ verdict: VerdictDocument, _ sections: ReportSections) -> String {
    let metrics = Phrase.count(sections.measured.count, "metric")
    return "\(metrics) of \(Phrase.entries(sections.measured)); nothing was gated"
  }

  /// What was not decided, and what claims less than its limit.
  private static func behind(_ verdict: VerdictDocument, failing: FindingList? = nil) -> String {
    let counts = verdict.counts
    let known = failing?.map(\.state) ?? []
    func others(_ state: FindingState) -> Int { counts[state] - known.count { $0 == state } }
    let ungated = verdict.results.count(where: \.isUngatedEval)
    let undecided = [
      counted(others(.suspected), "suspected"), counted(others(.inconclusive), "inconclusive"),
      counted(others(.missing) - ungated, "missing"),
      ungated > 0 ? Phrase.count(ungated, "eval NOT gated", "evals NOT gated") : nil,
      counted(others(.errored), "failed"),
      counted(others(.new), "new"),
      counted(verdict.results.count { $0.putAside != nil }, "put aside"), learning(verdict),
    ]
    .compactMap { $0 }
    return undecided.isEmpty ? "" : "; " + undecided.joined(separator: ", ")
  }

  private static func learning(_ verdict: VerdictDocument) -> String? {
    let learners = verdict.results.filter(\.isLearning)
    guard verdict.counts.learning > 0 else { return nil }
    let text = Phrase.count(verdict.counts.learning, "still learning", "still learning")
    let widest = learners.max { abs($0.provable ?? 0) < abs($1.provable ?? 0) }
    let provable = widest.flatMap(FindingWording.signedProvable)
    return text + (provable.map { " (changes up to \($0) may pass unseen)" } ?? "")
  }

  /// Judged is what was compared with something, decided or not.
  private static func judged(_ verdict: VerdictDocument) -> String {
    let number = QuantityText.fixed(Double(verdict.counts.judged), decimals: 0)
    return "\(number) judged" + (RunWording.shortBase(verdict).map { " against \($0)" } ?? "")
  }

  private static func counted(_ number: Int, _ word: String) -> String? {
    number > 0 ? Phrase.count(number, word, word) : nil
  }

  private static func short(_ finding: Finding) -> String {
    switch finding.state {
    case .breached:
      finding.head.flatMap { head in
        finding.unit.map { " \(QuantityText.text(head.center, unit: $0))" }
      } ?? ""
    case .missing, .errored: ""
    default: FindingWording.change(finding).map { " \($0)" } ?? ""
    }
  }

  /// What the deciding reason of the run says.
  private static func reason(
    _ verdict: VerdictDocument,
    _ sections: ReportSections,
    orElse fallback: String? = nil
  ) -> String {
    guard let cause = sections.runCauses.first else { return fallback ?? verdict.exit.meaning }
    if cause.message == nil, let fallback { return fallback }
    return VisibleText.middleCut(RunWording.explanation(cause, verdict), to: 300)
  }
}

extension VerdictCounts {
  /// Findings that were held against a baseline or a budget, whether that decided them or not.
  var judged: Int {
    let states: [FindingState] = [
      .regressed, .improved, .within, .unchanged, .breached, .accepted, .suspected, .inconclusive,
    ]
    // Read from a file, where any number may stand.
    return states.reduce(0) { $0.addingReportingOverflow(self[$1]).partialValue }
  }
}
