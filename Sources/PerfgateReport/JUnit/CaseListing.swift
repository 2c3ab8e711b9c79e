package import PerfgateModel

/// Every case of an eval, with what became of it before: for a report that lists them all.
package struct CaseListing: Sendable {
  /// What this run found.
  package let table: CaseTable
  /// The share of repeats of each case that passed before, by row; `nil` where there is nothing to
  /// compare with.
  package let sharesBefore: [Double?]

  /// Creates a listing.
  ///
  /// - Parameters:
  ///   - table: What this run found.
  ///   - sharesBefore: One for each row of the table, 0 to 1.
  package init(_ table: CaseTable, sharesBefore: [Double?]) {
    precondition(sharesBefore.count == table.count, "one share a case")
    self.table = table
    self.sharesBefore = sharesBefore
  }

  /// What became of a case, and what it was before.
  struct Row {
    let id: String
    let digest: CaseDigest
    let outcomes: CaseOutcomes
    /// The mean score by scorer.
    let scores: [(name: String, value: Double)]
    let before: Double?
    let after: Double?

    /// Whether it passed less often than before.
    var isBroken: Bool {
      guard let before, let after else { return false }
      return after < before
    }
  }

  /// A case of the table.
  func row(_ index: Int) -> Row {
    Row(
      id: table.id(at: index),
      digest: table.digest(at: index),
      outcomes: table.outcomes(at: index),
      scores: table.scorers.enumerated().compactMap { column, name in
        table.score(column, at: index).map { (name, $0) }
      },
      before: sharesBefore[index],
      after: table.value(of: EvalMetric(.passRate), at: index)
    )
  }
}
