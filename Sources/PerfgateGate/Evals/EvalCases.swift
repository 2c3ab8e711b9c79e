package import PerfgateModel

/// The cases of one eval on both sides of a comparison.
package struct EvalCases: Sendable {
  /// What this run found.
  package var head: CaseTable
  /// What the baseline keeps, or the base's side of the same run found; `nil` where there is none.
  package var base: CaseTable?

  /// Creates cases.
  package init(head: CaseTable, base: CaseTable? = nil) {
    self.head = head
    self.base = base
  }

  /// The share of repeats that passed before, by row of the head's table; `nil` where the case was not
  /// there, or nothing is known of it.
  package var sharesBefore: [Double?] {
    var shares = [Double?](repeating: nil, count: head.count)
    guard let base else { return shares }
    for (row, other) in CasePairs(head: head, base: base).rows {
      shares[Int(row)] = base.value(of: EvalMetric(.passRate), at: Int(other))
    }
    return shares
  }
}
