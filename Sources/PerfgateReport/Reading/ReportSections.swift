internal import PerfgateModel

/// A verdict's findings in the order in which people read them; every finding is in exactly one section.
struct ReportSections {
  /// What the exit code comes from.
  private(set) var failed: [Finding] = []
  /// Bad news that does not fail.
  private(set) var warnings: [Finding] = []
  /// What rules keep from failing the run for a time, by rule.
  private(set) var putAside: [PutAsideGroup] = []
  /// Worse, and taken on purpose.
  private(set) var accepted: [Finding] = []
  /// Better than before, proven.
  private(set) var improved: [Finding] = []
  /// Neither proven nor excluded.
  private(set) var undecided: [Finding] = []
  /// Passes only within what the baseline can show so far.
  private(set) var learning: [Finding] = []
  /// Measured, without a baseline.
  private(set) var new: [Finding] = []
  /// Below the limit.
  private(set) var passed: [Finding] = []
  /// The same program and inputs on both sides.
  private(set) var identical: [Finding] = []
  /// Measured for its own sake.
  private(set) var measured: [Finding] = []
  /// Reasons for the exit code that no finding shows.
  let runCauses: [VerdictCause]
  /// The reasons of each finding.
  let causes: CauseIndex

  /// Sorts the findings of a verdict, keeping its order within each section.
  init(_ verdict: VerdictDocument) {
    causes = CauseIndex(verdict)
    runCauses = causes.ofRun
    for finding in verdict.results { add(finding) }
  }

  private mutating func add(_ finding: Finding) {
    guard causes.causes(of: finding).isEmpty else {
      failed.append(finding)
      return
    }
    if let aside = finding.putAside {
      let index = putAside.firstIndex { $0.aside == aside } ?? putAside.count
      if index == putAside.count { putAside.append(PutAsideGroup(aside: aside, findings: [])) }
      putAside[index].findings.append(finding)
      return
    }
    switch finding.state {
    case .regressed, .breached, .suspected, .missing, .errored: warnings.append(finding)
    case .accepted: accepted.append(finding)
    case .improved: improved.append(finding)
    case .inconclusive: undecided.append(finding)
    case .new: new.append(finding)
    case .within where finding.isLearning, .unchanged where finding.isLearning:
      learning.append(finding)
    case .within, .unchanged: passed.append(finding)
    case .identical: identical.append(finding)
    case .measured: measured.append(finding)
    }
  }
}

/// What one rule keeps from failing the run.
struct PutAsideGroup {
  /// Until when, and why.
  var aside: PutAside
  /// What would count otherwise, the worst first.
  var findings: [Finding]

  /// `Put aside until 2027-03-01: #812`.
  var title: String { "Put aside until \(aside.until): \(aside.reason)" }
}
