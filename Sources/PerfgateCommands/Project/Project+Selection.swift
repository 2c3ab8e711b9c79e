import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel

extension Project {
  /// What of the suites is meant; one command behind `--` is judged alone, whatever else has a
  /// baseline here.
  ///
  /// - Throws: `GateError` with exit 64 for a suite that does not exist.
  func selection(_ options: ProjectOptions) throws(GateError) -> SelectionRecord {
    let command = path == nil ? configuration.benchmarks.map(\.key.id.text) : []
    let names = suites.map(\.file.configuration.suite)
    for suite in options.suite where !names.contains(suite) {
      throw GateError(
        .usage,
        "there is no suite '\(suite)'\(NearMiss.phrase(for: suite, among: names))",
        hints: ["the suites are \(names.joined(separator: ", "))"]
      )
    }
    return SelectionRecord(
      filters: options.filter + command,
      excludes: options.exclude,
      // Naming the only suite there is selects everything.
      suites: hasSuites ? options.suite : [],
      tags: options.tag,
      only: try Self.kind(options.only)
    )
  }

  private static func kind(_ text: String?) throws(GateError) -> SelectionRecord.EntryKind? {
    guard let text else { return nil }
    let names = SelectionRecord.EntryKind.allCases.map(\.rawValue)
    guard let kind = SelectionRecord.EntryKind(rawValue: text) else {
      throw GateError(
        .usage,
        "--only takes benchmarks or evals, found '\(text)'"
          + NearMiss.phrase(for: text, among: names)
      )
    }
    return kind
  }

  /// Makes sure that each pattern of a selection means something.
  ///
  /// - Parameters:
  ///   - selection: What the command line selects.
  ///   - recorded: Benchmarks that have a baseline, where those are meant too.
  /// - Throws: `GateError` with exit 64 for a pattern that matches nothing.
  func check(
    _ selection: SelectionRecord,
    recorded: [BenchmarkKey] = []
  ) throws(GateError) {
    let keys = Set(
      configuration.benchmarks.map(\.key) + configuration.evals.map(\.key) + recorded
    )
    try checkTags(selection.tags, only: selection.only)
    let compiled = Selection(SelectionRecord(suites: selection.suites))
    let inSuites = keys.filter { compiled.includes($0, tags: []) }
    for text in selection.filters + selection.excludes {
      let pattern = SelectionPattern(text)
      if inSuites.contains(where: pattern.matches) { continue }
      let isInOther = keys.contains(where: pattern.matches)
      let near = NearMiss.suggestions(for: text, among: Self.names(of: inSuites, like: text))
      throw GateError(
        .usage,
        "no \(kind(selection.only)) matches '\(text)'\(isInOther ? " in the suites that --suite names" : "")",
        hints: near.map { "did you mean '\($0)'?" } + ["perfgate list shows every id"]
      )
    }
  }

  /// The word for what a selection selects from.
  private func kind(_ only: SelectionRecord.EntryKind?) -> String {
    EntryWords.kind(
      benchmarks: only != .evals && !configuration.benchmarks.isEmpty,
      evals: only != .benchmarks && !configuration.evals.isEmpty
    )
  }

  private func checkTags(
    _ tags: [String],
    only: SelectionRecord.EntryKind?
  ) throws(GateError) {
    let known = Set(configuration.benchmarks.flatMap(\.tags) + configuration.evals.flatMap(\.tags))
    for tag in tags where !known.contains(tag) {
      throw GateError(
        .usage,
        "no \(kind(only)) has the tag '\(tag)'\(NearMiss.phrase(for: tag, among: known))",
        hints: [
          known.isEmpty
            ? "give some of them tags: tags: [\(tag)]"
            : "the tags are \(known.sorted().joined(separator: ", "))"
        ]
      )
    }
  }

  /// What the user may have meant: ids, and whole names where parameters are written.
  private static func names(of keys: Set<BenchmarkKey>, like text: String) -> Set<String> {
    Set(keys.map { text.contains("[") ? $0.name : $0.id.text })
  }

  /// The benchmarks that the command line selects; of a shard, those that it measures.
  ///
  /// - Throws: `GateError` with exit 64 for a pattern that matches nothing.
  func plans(_ selection: SelectionRecord) throws(GateError) -> [BenchmarkPlan] {
    try selected(selection).plans
  }

  /// What the command line selects; of a shard, what it measures: evals are the first one's.
  ///
  /// - Throws: `GateError` with exit 64 for a pattern that matches nothing, and where nothing is left.
  func selected(
    _ selection: SelectionRecord
  ) throws(GateError) -> (plans: [BenchmarkPlan], evals: [EvalPlan]) {
    try check(selection)
    let compiled = Selection(selection)
    var plans: [BenchmarkPlan] = []
    var evals: [EvalPlan] = []
    if selection.only != .evals {
      plans = configuration.benchmarks.filter { compiled.includes($0.key, tags: $0.tags) }
    }
    if selection.only != .benchmarks {
      evals = configuration.evals.filter { compiled.includes($0.key, tags: $0.tags, isEval: true) }
    }
    guard !plans.isEmpty || !evals.isEmpty else {
      let hasNone =
        selection.only == .evals && configuration.evals.isEmpty
        || selection.only == .benchmarks && configuration.benchmarks.isEmpty
      let kind = selection.only?.rawValue ?? ""
      throw GateError(
        .usage,
        hasNone
          ? "--only \(kind) leaves nothing: there are no \(kind) in the configuration"
          : "the options together select nothing",
        hints: [
          hasNone
            ? "drop --only" : "perfgate list with the same options shows what each of them leaves"
        ]
      )
    }
    guard let shard = selection.shard else { return (plans, evals) }
    return (
      ShardPlan.parts(of: plans, count: shard.count)[shard.index - 1],
      shard.index == 1 ? evals : []
    )
  }
}
