internal import PerfgateModel

/// A verdict's findings in the order in which people read them; every finding is in exactly one section.
struct ReportSections {
  /// What the exit code comes from.
  private(set) var failed: FindingList
  /// Bad news that does not fail.
  private(set) var warnings: FindingList
  /// What rules keep from failing the run for a time, by rule.
  private(set) var putAside: [PutAsideGroup] = []
  /// Worse, and taken on purpose.
  private(set) var accepted: FindingList
  /// Better than before, proven.
  private(set) var improved: FindingList
  /// Neither proven nor excluded.
  private(set) var undecided: FindingList
  /// Passes only within what the baseline can show so far.
  private(set) var learning: FindingList
  /// Measured, without a baseline.
  private(set) var new: FindingList
  /// Below the limit.
  private(set) var passed: FindingList
  /// The same program and inputs on both sides.
  private(set) var identical: FindingList
  /// Measured for its own sake.
  private(set) var measured: FindingList
  /// Reasons for the exit code that no finding shows.
  let runCauses: [VerdictCause]
  /// The reasons of each finding.
  let causes: CauseIndex

  /// Sorts the findings of a verdict, keeping its order within each section.
  init(_ verdict: VerdictDocument) {
    causes = CauseIndex(verdict)
    runCauses = causes.ofRun
    let none = FindingList(of: verdict.results)
    (failed, warnings, accepted, improved, undecided) = (none, none, none, none, none)
    (learning, new, passed, identical, measured) = (none, none, none, none, none)
    for place in verdict.results.indices { add(verdict.results[place], at: place, none) }
  }

  private mutating func add(_ finding: Finding, at place: Int, _ none: FindingList) {
    guard causes.causes(of: finding).isEmpty else {
      failed.places.append(place)
      return
    }
    if let aside = finding.putAside {
      let index = putAside.firstIndex { $0.aside == aside } ?? putAside.count
      if index == putAside.count { putAside.append(PutAsideGroup(aside: aside, findings: none)) }
      putAside[index].findings.places.append(place)
      return
    }
    switch finding.state {
    case .regressed, .breached, .suspected, .missing, .errored: warnings.places.append(place)
    case .accepted: accepted.places.append(place)
    case .improved: improved.places.append(place)
    case .inconclusive: undecided.places.append(place)
    case .new: new.places.append(place)
    case .within where finding.isLearning, .unchanged where finding.isLearning:
      learning.places.append(place)
    case .within, .unchanged: passed.places.append(place)
    case .identical: identical.places.append(place)
    case .measured: measured.places.append(place)
    }
  }
}

/// Some of a verdict's findings, by their places: a finding is large, and copied when it is moved.
struct FindingList: RandomAccessCollection {
  private let all: [Finding]
  /// The places of those that belong to it.
  fileprivate var places: [Int] = []

  /// Creates a list with none of the findings.
  fileprivate init(of all: [Finding]) { self.all = all }

  /// The first index.
  var startIndex: Int { 0 }
  /// The index behind the last.
  var endIndex: Int { places.count }

  /// A finding of the list.
  subscript(position: Int) -> Finding { all[places[position]] }
}

/// What one rule keeps from failing the run.
struct PutAsideGroup {
  /// Until when, and why.
  var aside: PutAside
  /// What would count otherwise, the worst first.
  var findings: FindingList

  /// `Put aside until 2027-03-01: #812`.
  var title: String { "Put aside until \(aside.until): \(aside.reason)" }
}
