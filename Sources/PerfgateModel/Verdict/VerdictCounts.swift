/// How many findings are in each state.
package struct VerdictCounts: Sendable, Equatable {
  /// All findings.
  package var planned: Int
  /// Findings with a decision.
  package var decided: Int
  /// Findings per state.
  package var byState: [FindingState: Int]
  /// Decided findings that claim less than their limit, for want of recordings.
  package var learning: Int

  /// Counts findings.
  package init(of findings: [Finding]) {
    planned = findings.count
    decided = findings.count { $0.state.isDecided }
    byState = Dictionary(findings.map { ($0.state, 1) }, uniquingKeysWith: +)
    learning = findings.count { $0.isLearning }
  }

  /// Creates counts as they were written.
  package init(planned: Int, decided: Int, byState: [FindingState: Int], learning: Int) {
    self.planned = planned
    self.decided = decided
    self.byState = byState
    self.learning = learning
  }

  /// How many findings are in a state.
  package subscript(state: FindingState) -> Int { byState[state] ?? 0 }
}
