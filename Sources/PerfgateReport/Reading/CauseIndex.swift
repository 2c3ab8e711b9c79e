internal import PerfgateModel

/// Which reasons for the exit code belong to which finding.
struct CauseIndex {
  /// Reasons that no finding shows, the deciding one first.
  private(set) var ofRun: [VerdictCause]
  private var byFinding: [FindingName: [VerdictCause]]

  private struct FindingName: Hashable {
    var key: BenchmarkKey
    var metric: String?
  }

  /// Sorts the causes of a verdict.
  init(_ verdict: VerdictDocument) {
    let known = Set(verdict.results.map { FindingName(key: $0.key, metric: $0.metric) })
    ofRun = []
    byFinding = [:]
    for cause in verdict.causes where cause.code != .pass {
      if let key = cause.key, known.contains(FindingName(key: key, metric: cause.metric)) {
        byFinding[FindingName(key: key, metric: cause.metric), default: []].append(cause)
      } else {
        ofRun.append(cause)
      }
    }
    ofRun.sort { $0.code > $1.code }
    // A red exit without a reason must still be seen.
    if verdict.exit != .pass, verdict.causes.allSatisfy({ $0.code == .pass }) {
      ofRun.append(VerdictCause(code: verdict.exit))
    }
  }

  /// The reasons that a finding gives, the deciding one first.
  func causes(of finding: Finding) -> [VerdictCause] {
    let found = byFinding[FindingName(key: finding.key, metric: finding.metric)] ?? []
    return found.sorted { $0.code > $1.code }
  }
}
