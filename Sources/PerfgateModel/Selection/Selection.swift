/// What a command line selected, compiled: patterns are read once, not once for each benchmark.
package struct Selection: Sendable {
  private let record: SelectionRecord
  private let filters: [SelectionPattern]
  private let excludes: [SelectionPattern]

  /// Compiles a selection.
  package init(_ record: SelectionRecord) {
    self.record = record
    filters = record.filters.map(SelectionPattern.init)
    excludes = record.excludes.map(SelectionPattern.init)
  }

  /// Whether a benchmark or an eval was selected.
  ///
  /// - Parameters:
  ///   - key: The benchmark or eval.
  ///   - tags: Its tags in the configuration; none where it is not configured.
  ///   - isEval: Whether it is an eval.
  /// - Returns: Whether it was.
  package func includes(_ key: BenchmarkKey, tags: [String], isEval: Bool = false) -> Bool {
    includes(suite: key.suite) && record.only.map { ($0 == .evals) == isEval } ?? true
      && (record.tags.isEmpty || record.tags.contains(where: tags.contains))
      && (filters.isEmpty || filters.contains { $0.matches(key) })
      && !excludes.contains { $0.matches(key) }
  }

  /// Whether anything of a suite may be selected.
  package func includes(suite: String?) -> Bool {
    record.suites.isEmpty || suite.map(record.suites.contains) ?? false
  }
}
