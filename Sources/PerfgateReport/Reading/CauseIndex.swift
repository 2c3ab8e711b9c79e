internal import PerfgateModel

/// Which reasons for the exit code belong to which finding.
struct CauseIndex {
  /// Reasons that no finding shows, the deciding one first.
  private(set) var ofRun: [VerdictCause]
  private var byFinding: [FindingName: [VerdictCause]]

  private struct FindingName: Hashable {
    let key: BenchmarkKey
    let metric: String?

    init(_ finding: Finding) {
      key = finding.key
      metric = finding.metric
    }

    init?(_ cause: VerdictCause) {
      guard let key = cause.key else { return nil }
      self.key = key
      metric = cause.metric
    }
  }

  /// Sorts the causes of a verdict.
  init(_ verdict: VerdictDocument) {
    ofRun = []
    byFinding = [:]
    // Few findings give a reason: those are looked up, not all of them.
    let named = Set(verdict.causes.compactMap(FindingName.init))
    let known = Self.known(named, among: verdict.results)
    for cause in verdict.causes where cause.code != .pass {
      if let name = FindingName(cause), known.contains(name) {
        byFinding[name, default: []].append(cause)
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

  /// Those of the names that are a finding's; by index, since every finding that is taken out of the
  /// array is copied.
  private static func known(_ named: Set<FindingName>, among all: [Finding]) -> Set<FindingName> {
    guard !named.isEmpty else { return [] }
    return Set(all.indices.lazy.map { FindingName(all[$0]) }.filter(named.contains))
  }

  /// The reasons that a finding gives, the deciding one first.
  func causes(of finding: Finding) -> [VerdictCause] {
    guard !byFinding.isEmpty, let found = byFinding[FindingName(finding)] else { return [] }
    return found.sorted { $0.code > $1.code }
  }
}
