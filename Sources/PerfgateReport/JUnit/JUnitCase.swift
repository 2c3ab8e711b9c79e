internal import PerfgateModel

/// One testcase: a finding, or a reason for the exit code that no finding shows.
struct JUnitCase {
  /// What a consumer shows the case as.
  enum Outcome: Equatable {
    case passed
    case skipped
    case failure
    case error
  }

  /// The longest message in characters: it stands twice in the file.
  static let maximumMessageLength = 4000

  /// The suite and the folders of the id, separated by dots.
  var className: String
  /// Unique within its class.
  var name: String
  /// Wall-clock time of measuring that falls to this case.
  var milliseconds: Int
  /// What a consumer shows it as.
  var outcome: Outcome
  /// What the outcome is about, `perfgate.regression`.
  var type: String
  /// The first line.
  var message: String
  /// What follows it in the body.
  var lines: [String]
  /// The finding, where there is one.
  var finding: Finding?
}

extension JUnitCase {
  /// A finding as a case, not yet unique and without a share of the time.
  init(_ finding: Finding, _ causes: [VerdictCause], className: String, verdict: VerdictDocument) {
    self.className = className
    name = Self.readableName(finding)
    milliseconds = 0
    outcome = Self.outcome(finding, causes)
    type = "perfgate.\(causes.first.map { Self.word($0.code) } ?? finding.state.rawValue)"
    let aside = finding.putAside.map { "; \(FindingWording.putAside($0))" } ?? ""
    let sentence =
      "\(FindingWording.title(finding)): \(FindingWording.sentence(finding))\(aside)"
    message = VisibleText.middleCut(sentence, to: Self.maximumMessageLength)
    let isBad = outcome == .failure || outcome == .error
    lines = Self.lines(finding, causes, verdict, isWhole: isBad || outcome == .skipped)
    lines += Self.caseLines(finding, verdict)
    self.finding = finding
  }

  /// A reason of the whole run as a case.
  init(_ cause: VerdictCause, className: String, verdict: VerdictDocument) {
    self.className = className
    name = Self.readableName(cause, verdict)
    milliseconds = 0
    outcome = Self.outcome(cause)
    type = "perfgate.\(Self.word(cause.code))"
    let explanation = RunWording.explanation(cause, verdict)
    let meaning = RunWording.meaning(cause.code, verdict)
    message =
      explanation == meaning
      ? explanation : "\(meaning): \(VisibleText.middleCut(explanation, to: 3000))"
    lines =
      cause.code == .nothingToCompare ? Array(RunWording.introduction(verdict).dropLast()) : []
    if let command = RunWording.recordCommand(verdict) { lines.append("record: \(command)") }
    finding = nil
  }

  /// What is to be known about the whole run, as a case that passes.
  init(notes: [String], className: String) {
    self.className = className
    name = "notes"
    milliseconds = 0
    outcome = .passed
    type = "perfgate.notes"
    message = Phrase.count(notes.count, "note")
    lines = notes.map { VisibleText.middleCut($0, to: Self.maximumMessageLength) }
    finding = nil
  }

  /// A case of an eval that came out differently.
  init(_ change: CaseChange, isBroken: Bool, className: String, outcome: Outcome) {
    self.className = className
    name = change.id
    milliseconds = 0
    self.outcome = outcome
    type = isBroken ? "perfgate.broke" : "perfgate.mended"
    message = VisibleText.middleCut(
      "\(isBroken ? "broke" : "mended"): \(CaseWording.change(change))",
      to: Self.maximumMessageLength
    )
    let output = change.output.map { VisibleText.tail($0, lines: 20, bytes: 4000).lines } ?? []
    lines = output.isEmpty ? [] : ["output:"] + output
    finding = nil
  }

  /// What stands for the cases that no list names.
  static func unlistedName(_ isBroken: Bool) -> String {
    isBroken ? "others that broke" : "others that were mended"
  }

  /// The cases of an eval that came out differently and are in no list.
  init(unlistedIn exhibit: CaseExhibit, isBroken: Bool, className: String, outcome: Outcome) {
    self.className = className
    name = Self.unlistedName(isBroken)
    milliseconds = 0
    self.outcome = outcome
    type = isBroken ? "perfgate.broke" : "perfgate.mended"
    message = VisibleText.middleCut(
      CaseWording.unlisted(exhibit, isBroken: isBroken) ?? "",
      to: Self.maximumMessageLength
    )
    lines = []
    finding = nil
  }

  /// A case of an eval of which every case is listed.
  ///
  /// - Parameters:
  ///   - row: What became of it.
  ///   - change: What the verdict says of it; `nil` where it says nothing.
  ///   - className: The suite.
  ///   - outcome: What a consumer shows it as.
  init(_ row: CaseListing.Row, _ change: CaseChange?, className: String, outcome: Outcome) {
    if let change {
      self.init(change, isBroken: row.isBroken, className: className, outcome: outcome)
      return
    }
    self.init(
      className: className,
      name: row.id,
      milliseconds: 0,
      outcome: outcome,
      type: "perfgate.\(CaseWording.word(row))",
      message: VisibleText.middleCut(CaseWording.sentence(row), to: Self.maximumMessageLength),
      lines: [],
      finding: nil
    )
  }

  /// What a consumer shows a finding as: red exactly where it gives a reason for the exit code.
  static func outcome(_ finding: Finding, _ causes: [VerdictCause]) -> Outcome {
    if let cause = causes.first {
      let gaveNothing = finding.state == .missing || finding.state == .errored
      return gaveNothing || isFault(cause.code) ? .error : .failure
    }
    if finding.putAside != nil { return .skipped }
    switch finding.state {
    case .suspected, .inconclusive, .missing, .errored: return .skipped
    case .regressed, .improved, .within, .unchanged, .identical, .accepted, .breached, .new,
      .measured:
      return .passed
    }
  }

  /// What a consumer shows a reason of the whole run as.
  static func outcome(_ cause: VerdictCause) -> Outcome {
    isFault(cause.code) ? .error : .failure
  }

  /// Whether a code says that something broke, rather than that it was measured and found wanting.
  private static func isFault(_ code: GateExit) -> Bool {
    switch code {
    case .pass, .regression, .budget, .missing, .undecided, .stale, .nothingToCompare,
      .disturbedHost:
      false
    case .benchmarkFailed, .usage, .malformedData, .missingInput, .internalFault, .cannotWrite,
      .badConfiguration, .interrupted:
      true
    }
  }

  private static func word(_ code: GateExit) -> String {
    switch code {
    case .pass: "pass"
    case .regression: "regression"
    case .budget: "budget"
    case .missing: "missing"
    case .undecided: "undecided"
    case .stale: "stale"
    case .nothingToCompare: "nothing-to-compare"
    case .disturbedHost: "disturbed-host"
    case .benchmarkFailed: "benchmark-failed"
    case .usage: "usage"
    case .malformedData: "malformed-data"
    case .missingInput: "missing-input"
    case .internalFault: "internal-fault"
    case .cannotWrite: "cannot-write"
    case .badConfiguration: "bad-configuration"
    case .interrupted: "interrupted"
    }
  }

  /// The exit code, what it means and what it is about.
  static func readableName(_ cause: VerdictCause, _ verdict: VerdictDocument) -> String {
    let about = RunWording.subject(cause).map { ": \($0)" } ?? ""
    return "exit \(cause.code.rawValue) \(RunWording.meaning(cause.code, verdict))\(about)"
  }

  /// The last segment of the id, the parameters and the metric.
  static func readableName(_ finding: Finding) -> String {
    let key = finding.key.name
    let folders = finding.key.id.segments.dropLast()
    let skipped = folders.reduce(0) { $0 + $1.utf8.count + 1 }
    let short = String(Substring(key.utf8.dropFirst(skipped)))
    return finding.metric.map { "\(short) \($0)" } ?? short
  }

  /// The cases that broke and were mended, below the pass rate of their eval.
  private static func caseLines(_ finding: Finding, _ verdict: VerdictDocument) -> [String] {
    guard finding.metric == EvalMetric(.passRate).name,
      let exhibit = verdict.exhibits.cases.first(where: { $0.key == finding.key })
    else { return [] }
    var lines = ["cases: \(CaseWording.account(exhibit))"]
    for (word, changes) in [("broke", exhibit.broke), ("mended", exhibit.mended)] {
      lines += changes.map { change in
        let output = change.output.map { output in
          ": \(VisibleText.middleCut(VisibleText.singleLine(output), to: 200))"
        }
        return
          "\(word): \(VisibleText.singleLine(change.id)), \(CaseWording.change(change))\(output ?? "")"
      }
    }
    return lines
  }

  private static func lines(
    _ finding: Finding,
    _ causes: [VerdictCause],
    _ verdict: VerdictDocument,
    isWhole: Bool
  ) -> [String] {
    var lines = causes.compactMap(\.message)
    if causes.isEmpty, let leniency = FindingWording.leniency(finding, policy: verdict.policy) {
      lines.append("does not fail: \(leniency)")
    }
    lines += finding.warnings.map { "warning: \($0)" }
    guard isWhole else { return lines + (RoundWording.evidence(finding).map { [$0] } ?? []) }
    lines += FindingFacts(finding).all.map { "\($0.name): \($0.text)" }
    if let output = finding.output, !output.isEmpty {
      lines += ["", "output:"] + VisibleText.tail(output, lines: 200, bytes: 32_768).lines
    }
    return lines
  }
}
