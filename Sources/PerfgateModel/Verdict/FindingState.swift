/// What can be decided about a metric.
package enum FindingState: String, Sendable, CaseIterable {
  /// Worse by more than the tolerance, proven.
  case regressed
  /// Better by more than the tolerance, proven.
  case improved
  /// Below the limit, estimate above the tolerance.
  case within
  /// Below the limit, estimate within the tolerance.
  case unchanged
  /// Not proven, though the estimate reaches the limit.
  case suspected
  /// Neither proven nor excluded.
  case inconclusive
  /// Beyond a budget, proven.
  case breached
  /// Worse, and taken on purpose.
  case accepted
  /// Measured, without a baseline beside known ones.
  case new
  /// In the baseline, not measured.
  case missing
  /// Program and inputs are the same on both sides: not measured.
  case identical
  /// Could not be measured.
  case errored
  /// Measured for its own sake.
  case measured

  /// Whether a decision was reached; what is not decided never counts as a pass.
  package var isDecided: Bool {
    switch self {
    case .regressed, .improved, .within, .unchanged, .identical, .breached, .accepted: true
    case .suspected, .inconclusive, .new, .missing, .errored, .measured: false
    }
  }

  /// Whether a rule can put it aside: what is worse, open or without values.
  package var isBadNews: Bool {
    switch self {
    case .regressed, .suspected, .inconclusive, .breached, .missing, .errored: true
    case .improved, .within, .unchanged, .identical, .accepted, .new, .measured: false
    }
  }

  /// The place in reports, the worst first.
  package var reportRank: Int {
    switch self {
    case .errored: 0
    case .regressed: 1
    case .breached: 2
    case .missing: 3
    case .suspected: 4
    case .inconclusive: 5
    case .accepted: 6
    case .new: 7
    case .improved: 8
    case .within: 9
    case .unchanged: 10
    case .identical: 11
    case .measured: 12
    }
  }
}

/// How much a finding matters.
package enum FindingSeverity: String, Sendable, CaseIterable, Comparable {
  case minor
  case major
  case critical

  private var rank: Int {
    switch self {
    case .minor: 0
    case .major: 1
    case .critical: 2
    }
  }

  /// Orders minor before critical.
  package static func < (left: FindingSeverity, right: FindingSeverity) -> Bool {
    left.rank < right.rank
  }
}
