extension CaseTable {
  /// The outcomes that a baseline keeps once more of the same level is recorded: identical cases keep
  /// theirs, so that no level creeps away by less than its limit at a time; cases that are new or
  /// changed, or errored before, have these outcomes, and those that are gone are forgotten.
  ///
  /// - Parameter latest: What was recorded now.
  /// - Returns: A table of exactly the cases that were recorded now; where scorers changed, theirs.
  package func following(_ latest: CaseTable) -> CaseTable {
    guard scorers == latest.scorers else { return latest }
    let kept = Dictionary(
      (0..<count).map { (Name(digest: digests[$0], id: id(at: $0)), $0) },
      uniquingKeysWith: { first, _ in first }
    )
    // The row of each case: here where it is kept.
    let rows = (0..<latest.count).map { row -> Int? in
      let own = kept[Name(digest: latest.digests[row], id: latest.id(at: row))]
      return own.flatMap { passed[$0] + failed[$0] > 0 ? $0 : nil }
    }
    func column<Value>(_ own: [Value], _ other: [Value]) -> [Value] {
      rows.indices.map { place in rows[place].map { own[$0] } ?? other[place] }
    }
    var merged = latest
    merged.run = run
    merged.repeats = column(repeats, latest.repeats)
    merged.passed = column(passed, latest.passed)
    merged.failed = column(failed, latest.failed)
    merged.errored = column(errored, latest.errored)
    merged.totals = column(totals, latest.totals)
    merged.scores = zip(scores, latest.scores).map { own, other in
      Scores(
        values: column(own.values, other.values),
        passes: own.passes.isEmpty || other.passes.isEmpty ? [] : column(own.passes, other.passes)
      )
    }
    return merged
  }

  private struct Name: Hashable {
    let digest: CaseDigest
    let id: String
  }
}
