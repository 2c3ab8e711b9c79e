extension CaseTable {
  /// The outcomes that a baseline keeps once more of the same level is recorded: identical cases keep
  /// theirs, so that no level creeps away by less than its limit at a time; cases that are new or
  /// changed, or errored before, have these outcomes, and those that are gone are forgotten.
  ///
  /// - Parameters:
  ///   - latest: What was recorded now.
  ///   - opened: The metrics whose level begins anew, by name: of these, and of no other, the outcomes are
  ///     the latest.
  /// - Returns: A table of exactly the cases that were recorded now; where scorers changed, theirs.
  package func following(_ latest: CaseTable, opening opened: Set<String> = []) -> CaseTable {
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
    func column<Value>(_ own: [Value], _ other: [Value], of metric: EvalMetric) -> [Value] {
      let isOpened = opened.contains(metric.name)
      return rows.indices.map { place in
        // A case that errored now has no outcome that a level could begin with.
        let isLatest = isOpened && latest.passed[place] + latest.failed[place] > 0
        guard !isLatest, let row = rows[place] else { return other[place] }
        return own[row]
      }
    }
    let rate = EvalMetric(.passRate)
    var merged = latest
    if opened.isEmpty { merged.run = run }
    merged.repeats = column(repeats, latest.repeats, of: rate)
    merged.passed = column(passed, latest.passed, of: rate)
    merged.failed = column(failed, latest.failed, of: rate)
    merged.errored = column(errored, latest.errored, of: rate)
    merged.totals = column(totals, latest.totals, of: EvalMetric(.score))
    merged.scores = scorers.indices.map { index in
      let (own, other, name) = (scores[index], latest.scores[index], scorers[index])
      let isRated = !own.passes.isEmpty && !other.passes.isEmpty
      return Scores(
        values: column(own.values, other.values, of: EvalMetric(.score, scorer: name)),
        passes: isRated
          ? column(own.passes, other.passes, of: EvalMetric(.passRate, scorer: name)) : []
      )
    }
    return merged
  }

  private struct Name: Hashable {
    let digest: CaseDigest
    let id: String
  }
}
