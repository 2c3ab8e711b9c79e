package import PerfgateModel

extension ProjectConfiguration {
  /// The most benchmarks of all suites together.
  private static let mostBenchmarks = 50_000

  /// Combines the configurations of several suites into one of a single run.
  ///
  /// This one governs the run as a whole: what fails it, its error rate and what undecided results
  /// do. Limits, tolerances, rules and everything else stay each suite's own.
  ///
  /// - Parameter others: The configurations of the other suites.
  /// - Returns: A configuration of all benchmarks, whose keys name their suites.
  /// - Throws: `GateError` with exit 78 for suites within suites and names given twice.
  package func combined(
    with others: [ProjectConfiguration]
  ) throws(GateError) -> ProjectConfiguration {
    let own = benchmarks.isEmpty && evals.isEmpty ? [] : [self]
    let problems = others.flatMap(Self.nested) + Self.collisions(among: own + others)
    guard problems.isEmpty else { throw GateError(.badConfiguration, problems) }
    var whole = self
    whole.members = (own + others).map { member in
      var member = member
      member.gate = member.gate.governed(by: gate)
      member.suites = []
      for index in member.benchmarks.indices {
        member.benchmarks[index].key.suite = member.suite
      }
      for index in member.evals.indices { member.evals[index].key.suite = member.suite }
      return member
    }
    whole.benchmarks = whole.members.flatMap(\.benchmarks)
    whole.evals = whole.members.flatMap(\.evals)
    guard whole.benchmarks.count <= Self.mostBenchmarks else {
      throw GateError(
        .badConfiguration,
        "the suites together have \(whole.benchmarks.count) benchmarks, at most "
          + "\(Self.mostBenchmarks) are measured in one run",
        at: suitePlace
      )
    }
    return whole
  }

  /// The tags of benchmarks and evals that have any.
  package var tags: [BenchmarkKey: [String]] {
    let tagged = benchmarks.map { ($0.key, $0.tags) } + evals.map { ($0.key, $0.tags) }
    return Dictionary(tagged.filter { !$0.1.isEmpty }) { first, _ in first }
  }

  /// The configuration of the suite that a benchmark belongs to.
  package func member(of key: BenchmarkKey) -> ProjectConfiguration {
    guard let suite = key.suite else { return self }
    return members.first { $0.suite == suite } ?? self
  }

  /// Lets something else than the texts decide which severity fails; `nil` lets none.
  package mutating func override(failOn severity: FindingSeverity?) {
    gate.failOn = severity
    for index in members.indices { members[index].gate.failOn = severity }
  }

  private static func nested(_ suite: ProjectConfiguration) -> [Diagnostic] {
    suite.suites.prefix(1).map { pattern in
      .error(
        "a suite cannot have suites of its own",
        at: pattern.location,
        hints: ["name all files in one place: the configuration that the run begins with"]
      )
    }
  }

  /// Suites are told apart by name everywhere, in reports and on disks that know no case.
  private static func collisions(among suites: [ProjectConfiguration]) -> [Diagnostic] {
    var first: [String: ProjectConfiguration] = [:]
    var problems: [Diagnostic] = []
    for suite in suites {
      guard let earlier = first[suite.suite.lowercased()] else {
        first[suite.suite.lowercased()] = suite
        continue
      }
      let isUnnamed = suite.suitePlace.line == nil && earlier.suitePlace.line == nil
      problems.append(
        .error(
          isUnnamed
            ? "this suite has no name, and \(earlier.suitePlace.file) has none either"
            : "the suite '\(MessageText.shortened(suite.suite))' is already defined in "
              + "\(earlier.suitePlace)",
          at: suite.suitePlace,
          hints: ["give each file a name of its own: suite: NAME"]
        )
      )
    }
    return problems
  }
}
