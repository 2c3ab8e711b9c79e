package import PerfgateConfiguration
package import PerfgateModel

/// Saved runs put together as if one job had measured everything.
package struct RunMerge: Sendable {
  /// The whole run; what is in none of the parts is skipped with a reason.
  package private(set) var run: RunDocument
  /// Shards with benchmarks that are not among the parts, in their order.
  package private(set) var absentShards: [ShardRecord] = []
  /// Benchmarks of the configuration that are in none of the parts.
  package private(set) var absent: [BenchmarkKey] = []

  /// What the parts together are meant to hold: what they agree on, and everything where they do
  /// not.
  ///
  /// - Parameter parts: At least one.
  /// - Returns: A selection without a shard.
  package static func selection(of parts: [RunPart]) -> SelectionRecord {
    let selections = parts.map { part in
      var selection = part.run.selection
      selection.shard = nil
      return selection
    }
    guard let first = selections.first, selections.allSatisfy({ $0 == first }) else {
      return SelectionRecord()
    }
    return first
  }

  /// Puts parts together.
  ///
  /// - Parameters:
  ///   - parts: At least one.
  ///   - plans: What they are meant to hold together, in the order of the configuration.
  ///   - evals: The evals among it, which the first shard runs.
  /// - Throws: `GateError` with exit 65 and everything that keeps the parts from being one run.
  package init(
    _ parts: [RunPart],
    plans: [BenchmarkPlan],
    evals: [EvalPlan] = []
  ) throws(GateError) {
    let problems = RunPartsCheck.problems(of: parts)
    guard problems.isEmpty, let first = parts.first else {
      throw GateError(.malformedData, problems)
    }
    run = first.run
    run.selection = Self.selection(of: parts)
    if parts.count > 1 { mergeRecords(of: parts) }
    mergeEntries(of: parts, plans: plans, evals: evals)
  }

  private mutating func mergeRecords(of parts: [RunPart]) {
    let runs = parts.map(\.run)
    run.id = Self.identifier(of: runs.map(\.id))
    run.startedAt = runs.map(\.startedAt).min() ?? run.startedAt
    run.head?.isDirty = runs.contains { $0.head?.isDirty == true }
    run.environment.facts = run.environment.facts.filter { name, value in
      runs.allSatisfy { $0.environment.facts[name] == value }
    }
    // Each part had a host of its own: what one probe saw says nothing of the others.
    run.environment.probe = nil
    run.notices = []
    for notice in runs.flatMap(\.notices) where !run.notices.contains(notice) {
      run.notices.append(notice)
    }
    run.stages = runs.flatMap(\.stages)
    run.completion = runs.allSatisfy { $0.completion == .complete } ? .complete : .incomplete
  }

  private mutating func mergeEntries(
    of parts: [RunPart],
    plans: [BenchmarkPlan],
    evals: [EvalPlan]
  ) {
    let shards = Set(parts.compactMap(\.run.selection.shard))
    var owners = shards.first.map { Self.owners(of: plans, count: $0.count) } ?? [:]
    if let count = shards.first?.count {
      for eval in evals { owners[eval.key] = ShardRecord(index: 1, count: count) }
    }
    var entries: [BenchmarkKey: RunEntry] = [:]
    for entry in parts.flatMap(\.run.entries) { entries[entry.key] = entry }
    let planned = Set(plans.map(\.key) + evals.map(\.key))
    let others = parts.flatMap(\.run.entries).filter { !planned.contains($0.key) }
    var missing: Set<ShardRecord> = []
    func reason(_ key: BenchmarkKey) -> String {
      guard let owner = owners[key], !shards.contains(owner) else {
        absent.append(key)
        return "it is in none of the runs"
      }
      missing.insert(owner)
      return "shard \(owner), which measures it, is not among the runs"
    }
    run.entries = plans.map { plan in
      entries[plan.key] ?? .skipped(plan, reason: reason(plan.key))
    }
    run.entries += evals.map { eval in
      entries[eval.key] ?? RunEntry(skipping: eval, reason: reason(eval.key))
    }
    run.entries += others
    absentShards = missing.sorted { $0.index < $1.index }
    if !(absent.isEmpty && absentShards.isEmpty) { run.completion = .incomplete }
  }

  private static func owners(
    of plans: [BenchmarkPlan],
    count: Int
  ) -> [BenchmarkKey: ShardRecord] {
    var owners: [BenchmarkKey: ShardRecord] = [:]
    for (index, part) in ShardPlan.parts(of: plans, count: count).enumerated() {
      for plan in part { owners[plan.key] = ShardRecord(index: index + 1, count: count) }
    }
    return owners
  }

  /// The same runs make the same whole, in whatever order they are given: FNV-1a of their names.
  private static func identifier(of names: [String]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in names.sorted().joined(separator: "\n").utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    let digits = String(hash >> 16, radix: 16)
    return String(repeating: "0", count: 12 - digits.utf8.count) + digits
  }
}

extension RunEntry {
  /// An entry of a planned eval that did not run.
  fileprivate init(skipping plan: EvalPlan, reason: String) {
    self.init(key: plan.key, tags: plan.tags, command: [], status: .skipped)
    origin = .eval
    self.reason = reason
  }
}
