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
    // By index, since every finding that is taken out of the array is copied.
    let states = findings.indices.map { findings[$0].state }
    decided = states.count(where: \.isDecided)
    byState = Dictionary(states.map { ($0, 1) }, uniquingKeysWith: +)
    learning = findings.indices.count { findings[$0].isLearning }
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
