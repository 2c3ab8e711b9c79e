import PerfgateModel

/// Which outcomes of cases are kept beside the baselines of evals.
///
/// Those of the recording that the newest level of each score began with: held against the latest one, a level could
/// creep away by less than its limit at a time.
struct CaseRecordings {
  /// The scores that are recorded, of each eval those whose level begins anew.
  private var opened: [BenchmarkKey: Set<String>] = [:]
  private var kept: Set<BenchmarkKey> = []

  /// Notes how one of an eval's scores is taken over.
  mutating func note(
    _ takeover: BaselineUpdate.Takeover,
    of metric: String,
    _ key: BenchmarkKey
  ) {
    opened[key, default: []].formUnion(takeover == .append ? [] : [metric])
  }

  /// Leaves the outcomes of an eval as they are: one of its scores was not recorded, or not yet.
  mutating func keep(_ key: BenchmarkKey) { kept.insert(key) }

  /// The tables to be written, and what the baselines say of them.
  ///
  /// - Parameters:
  ///   - cases: As they were judged.
  ///   - run: The run's id.
  ///   - places: The baselines as they will be.
  /// - Returns: A table for each baseline that keeps one.
  func tables(
    of cases: [BenchmarkKey: EvalCases],
    run: String,
    in places: inout [BaselinePlace: [BenchmarkKey: StoredBaseline]]
  ) -> [BenchmarkKey: CaseTable] {
    var tables: [BenchmarkKey: CaseTable] = [:]
    for (key, own) in cases {
      guard let stored = places[.portable]?[key] else { continue }
      var table = own.base
      if let opened = opened[key], !kept.contains(key) || own.base == nil {
        table = own.base?.following(own.head, opening: opened) ?? own.head
        if !opened.isEmpty || own.base == nil { table?.run = run }
      }
      guard let table else { continue }
      let isKept = table.count <= CaseTable.mostRecordedCases
      places[.portable]?[key]?.document.cases = RecordedCases(
        file: isKept ? stored.document.key.casesFile : nil,
        dataset: table.dataset,
        count: table.count
      )
      if isKept { tables[key] = table }
    }
    return tables
  }
}
